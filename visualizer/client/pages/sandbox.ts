import { BuildPage } from '../elements/build-page.ts';
import { EngineReset } from '../elements/engine-reset.ts';
import { SecretList } from '../elements/secret-list.ts';
import '../main.ts';

customElements.define('engine-reset', EngineReset);
customElements.define('secret-list', SecretList);
customElements.define('build-page', BuildPage);
