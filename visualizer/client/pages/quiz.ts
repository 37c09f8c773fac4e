import { MarkedStack } from '../elements/marked-stack.ts';
import '../stack/define.ts';

customElements.define('marked-stack', MarkedStack);
