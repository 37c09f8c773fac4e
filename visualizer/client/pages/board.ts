import { ClassBoard } from '../elements/class-board.ts';

customElements.define('class-board', ClassBoard);
