import { DockerfileListing } from '../elements/dockerfile-listing.ts';
import { SharedPage } from '../elements/shared-page.ts';
import '../main.ts';

customElements.define('dockerfile-listing', DockerfileListing);
customElements.define('shared-page', SharedPage);
