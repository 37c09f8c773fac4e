import { make } from '../../dom.ts';
import { seconds } from '../../format.ts';
import { beforeAfter, type Pace } from '../../lab/pace.ts';
import { copyButton } from '../copy-button.ts';

/** "Called it": the first build's seconds beside the second's, and how many steps were called. */
export class CalledIt extends HTMLElement {
  clear(): void {
    this.hidden = true;
    this.replaceChildren();
  }

  draw(pace: Pace, link: string): void {
    const { title, remark, share } = beforeAfter(pace);
    this.dataset.quicker = String(pace.after < pace.before);
    this.replaceChildren(
      make('h3', {}, title),
      make(
        'div',
        { class: 'paces' },
        bar('First build', pace.before, pace),
        bar('This build', pace.after, pace),
      ),
      make('p', {}, remark),
      make(
        'p',
        { class: 'share' },
        make('a', { href: link }, 'Link to this build'),
        copyButton(`${share} ${link}`, 'result with its link'),
      ),
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
