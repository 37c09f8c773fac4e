import { ImageForm } from '../elements/image-form.ts';
import { ImageList } from '../elements/image-list.ts';
import { ImagePage } from '../elements/image-page.ts';
import '../main.ts';

customElements.define('image-form', ImageForm);
customElements.define('image-list', ImageList);
customElements.define('image-page', ImagePage);
