/** What shows nothing before a build: loaded with the first. */
import './timeline/define.ts';
import { DigestAnatomy } from './digests/digest-anatomy.ts';
import { LayerList } from './elements/layer-list.ts';
import { LintList } from './elements/lint-list.ts';
import { StageMap } from './elements/stage-map.ts';
import { StepList } from './elements/step-list.ts';
import { TakeAlong } from './export/take-along.ts';

export { StepLinks } from './gutter/step-links.ts';

customElements.define('digest-anatomy', DigestAnatomy);
customElements.define('layer-list', LayerList);
customElements.define('lint-list', LintList);
customElements.define('stage-map', StageMap);
customElements.define('step-list', StepList);
customElements.define('take-along', TakeAlong);
