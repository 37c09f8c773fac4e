import { BuildPage } from '../elements/build-page.ts';
import '../main.ts';

customElements.define('build-page', BuildPage);
