import { LayerStack } from './layer-stack.ts';

customElements.define('layer-stack', LayerStack);
