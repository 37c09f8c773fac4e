import { ClassBoard } from '../elements/class-board.ts';
import { MarkdownPreview } from '../elements/markdown-preview.ts';

customElements.define('class-board', ClassBoard);
customElements.define('markdown-preview', MarkdownPreview);
