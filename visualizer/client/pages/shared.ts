import { SharedPage } from '../elements/shared-page.ts';
import '../main.ts';

customElements.define('shared-page', SharedPage);
