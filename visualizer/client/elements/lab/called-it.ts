import { make } from '../../dom.ts';
import { seconds } from '../../format.ts';
import { beforeAfter, type Pace } from '../../lab/pace.ts';
import { t } from '../../translate.ts';
import type { ShareLink } from '../share-link.ts';

/** "Called it": the first build's seconds beside the second's, and how many steps were called. */
export class CalledIt extends HTMLElement {
  clear(): void {
    this.hidden = true;
    this.replaceChildren();
  }

  /** The build's link comes into the card, and takes these words along. */
  draw(pace: Pace, link: ShareLink): void {
    const { title, remark, share } = beforeAfter(pace);
    link.words = share;
    this.dataset.quicker = String(pace.after < pace.before);
    this.replaceChildren(
      make('h3', {}, title),
      make(
        'div',
        { class: 'paces' },
        bar(t('First build'), pace.before, pace),
        bar(t('This build'), pace.after, pace),
      ),
      make('p', {}, remark),
      link,
    );
    this.hidden = false;
  }
}

function bar(name: string, value: number, { before, after }: Pace): HTMLElement {
  const line = make('div', { class: 'pace-bar', 'aria-hidden': 'true' });
  line.style.setProperty('--part', String(value / Math.max(before, after, 0.001)));
  return make('div', { class: 'pace' }, make('span', {}, name), line, make('b', {}, seconds(value)));
}

declare global {
  interface HTMLElementTagNameMap {
    'called-it': CalledIt;
  }
}
