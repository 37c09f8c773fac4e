/** What every page stands on; each page's own elements are defined in pages/, those that come late in later.ts. */
import './stack/define.ts';
import { BuildResult } from './elements/build-result.ts';
import { BuildSummary } from './elements/build-summary.ts';
import { DockerfileField } from './elements/dockerfile-field.ts';
import { DraftForm } from './elements/draft-form.ts';
import { FailurePanel } from './elements/failure-panel.ts';
import { FileList } from './elements/file-list.ts';
import { LiveRegion } from './elements/live-region.ts';
import { ProblemList } from './elements/problem-list.ts';
import { ShareLink } from './elements/share-link.ts';
import { WarningList } from './elements/warning-list.ts';

customElements.define('dockerfile-field', DockerfileField);
customElements.define('file-list', FileList);
customElements.define('problem-list', ProblemList);
customElements.define('draft-form', DraftForm);
customElements.define('build-summary', BuildSummary);
customElements.define('failure-panel', FailurePanel);
customElements.define('warning-list', WarningList);
customElements.define('live-region', LiveRegion);
customElements.define('share-link', ShareLink);
customElements.define('build-result', BuildResult);
