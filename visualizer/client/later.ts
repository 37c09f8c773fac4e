/** What nothing shows before a build has got somewhere: loaded with the first that has. */
import { LayerList } from './elements/layer-list.ts';
import { LintList } from './elements/lint-list.ts';
import { StageMap } from './elements/stage-map.ts';

export { StepLinks } from './gutter/step-links.ts';

customElements.define('layer-list', LayerList);
customElements.define('lint-list', LintList);
customElements.define('stage-map', StageMap);
