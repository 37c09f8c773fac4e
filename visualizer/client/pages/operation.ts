import { OperationPage } from '../elements/operation-page.ts';
import '../later.ts';
import '../main.ts';

customElements.define('operation-page', OperationPage);
