import { BuildTimeline } from './build-timeline.ts';

customElements.define('build-timeline', BuildTimeline);
