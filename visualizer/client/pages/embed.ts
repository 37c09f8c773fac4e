import { EmbeddedBuild } from '../embed/embedded-build.ts';
import '../main.ts';
import '../timeline/define.ts';

customElements.define('embedded-build', EmbeddedBuild);
