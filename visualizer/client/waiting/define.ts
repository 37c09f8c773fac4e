import { RecordedStack } from '../elements/recorded-stack.ts';
import { WaitingTurn } from './waiting-turn.ts';

customElements.define('recorded-stack', RecordedStack);
customElements.define('waiting-turn', WaitingTurn);

export { WaitingTurn };
