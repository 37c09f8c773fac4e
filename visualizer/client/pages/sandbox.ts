import { BuildPage } from '../elements/build-page.ts';
import { EngineReset } from '../elements/engine-reset.ts';
import '../main.ts';

customElements.define('engine-reset', EngineReset);
customElements.define('build-page', BuildPage);
