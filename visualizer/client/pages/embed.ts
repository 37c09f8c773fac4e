import { EmbeddedBuild } from '../embed/embedded-build.ts';
import '../main.ts';

customElements.define('embedded-build', EmbeddedBuild);
