import { ImageComparison } from '../compare/image-comparison.ts';
import { ImageTowers } from '../compare/image-towers.ts';

customElements.define('image-towers', ImageTowers);
customElements.define('image-comparison', ImageComparison);
