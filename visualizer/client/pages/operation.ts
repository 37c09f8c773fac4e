import { OperationPage } from '../elements/operation-page.ts';
import '../main.ts';

customElements.define('operation-page', OperationPage);
