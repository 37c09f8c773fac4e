import { make } from '../../dom.ts';

/** An element with an author's text, which the server has made safe. Nothing a learner wrote may come here. */
export function markup<K extends 'div' | 'span'>(tag: K, html: string, name = ''): HTMLElementTagNameMap[K] {
  const element = make(tag, { class: ['prose', name].filter(Boolean).join(' ') });
  element.innerHTML = html;
  return element;
}
