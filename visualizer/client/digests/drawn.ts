import { make } from '../dom.ts';
import { say } from '../elements/live-region.ts';
import { count } from '../format.ts';
import { type Consequence, type Flip, flip, type Where } from './flip.ts';
import type { ImageParts } from './image-parts.ts';
import { type Proof, proofsOf, short } from './proofs.ts';
import { firstContent } from './tar-place.ts';

/** Every digest as it is computed, and how many are what was recorded. */
export async function proofs(parts: ImageParts): Promise<{ shown: HTMLElement[]; sentence: string }> {
  const found = await proofsOf(parts);
  const same = found.filter(({ computed, recorded }) => computed === recorded).length;
  const sentence = `${same} of ${count(found.length, 'digest')} computed here ${same === 1 ? 'is' : 'are'} what the engine recorded.`;
  const list = make('ol', { class: 'proofs', role: 'list' }, ...found.map(proofItem));
  return { shown: [make('p', { class: 'verdict' }, sentence), list], sentence };
}

function proofItem({ name, how, recorded, computed, missing, names }: Proof): HTMLElement {
  const row = (term: string, value: string, verdict = '') => [
    make('dt', {}, term),
    make('dd', {}, make('code', {}, value), ...(verdict === '' ? [] : [make('b', {}, verdict)])),
  ];
  const here =
    computed === null
      ? [make('dt', {}, 'Here'), make('dd', {}, `Not computed. ${missing}`)]
      : row('Here', computed, computed === recorded ? '✓ the same' : '✗ another');
  const named = names === '' ? [] : row('It says', names);
  return make(
    'li',
    { 'data-same': `${computed === recorded}` },
    make('h4', {}, name),
    make('p', { class: 'note' }, how),
    make('dl', { class: 'named' }, ...row('Recorded', recorded), ...here, ...named),
  );
}

/** Lets the learner change one byte, and shows everything that is another thing because of it. */
export function flipper(parts: ImageParts): HTMLElement {
  const offset = make('input', { type: 'number', min: '0', step: '1', required: '', id: 'flip-offset' });
  const result = make('div', { class: 'flipped' });
  const wheres = [
    where('tar', 'in the layer’s files (the tar)', true),
    where('blob', 'in the blob, as if on its way', false),
  ];
  const chosen = () => (wheres[1]?.input.checked ? 'blob' : 'tar') satisfies Where;
  const suggest = () => {
    const bytes = chosen() === 'tar' ? parts.tar.bytes : parts.blob.bytes;
    offset.max = `${(bytes?.length ?? 1) - 1}`;
    offset.value = `${startOf(parts, chosen())}`;
  };
  for (const { input } of wheres) input.addEventListener('change', suggest);
  suggest();
  const form = make(
    'form',
    { class: 'flip' },
    make('h4', {}, 'Change one byte'),
    make('p', { class: 'note' }, 'Only here in your browser. The engine keeps the layer as it is.'),
    make('fieldset', {}, make('legend', {}, 'Where'), ...wheres.map(({ label }) => label)),
    make('p', {}, make('label', { for: 'flip-offset' }, 'Which byte, from 0 '), offset),
    make('button', {}, 'Change it and compute again'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void change(result, parts, chosen(), offset.valueAsNumber);
  });
  return make('div', {}, form, result);
}

function where(value: Where, words: string, checked: boolean) {
  const input = make('input', { type: 'radio', name: 'flip-where', value });
  input.checked = checked;
  return { input, label: make('label', {}, input, ` ${words}`) };
}

function startOf({ tar, blob }: ImageParts, at: Where): number {
  const bytes = at === 'tar' ? tar.bytes : blob.bytes;
  if (bytes === null) return 0;
  try {
    return at === 'tar' ? firstContent(bytes) : Math.floor(bytes.length / 2);
  } catch {
    return Math.floor(bytes.length / 2);
  }
}

async function change(result: Element, parts: ImageParts, at: Where, offset: number): Promise<void> {
  try {
    const found = await flip(parts, at, offset);
    result.replaceChildren(...flipShown(found));
    const changed = found.consequences.filter(differs).length;
    say(result, `${count(changed, 'value')} of ${found.consequences.length} changed. ${found.sentence}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    result.replaceChildren(make('p', { class: 'fault', role: 'alert' }, reason));
  }
}

function flipShown({ place, before, after, consequences, sentence }: Flip): HTMLElement[] {
  const hex = (byte: number) => `0x${byte.toString(16).padStart(2, '0')}${letter(byte)}`;
  const list = make('ol', { role: 'list', 'aria-label': 'What changes with the byte' });
  list.append(...consequences.map(consequenceItem));
  return [
    make('p', { class: 'verdict' }, `${place}: ${hex(before)} is now ${hex(after)}. ${sentence}`),
    list,
  ];
}

function letter(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? ` “${String.fromCharCode(byte)}”` : '';
}

function differs({ before, after }: Consequence): boolean {
  return before !== after;
}

function consequenceItem(one: Consequence): HTMLElement {
  const old = make('code', { title: one.before }, short(one.before));
  const item = make('li', { 'data-changed': `${differs(one)}` }, make('span', {}, one.name), old);
  if (!differs(one)) item.append(make('b', {}, 'unchanged'));
  else if (one.after === null) item.append(make('b', {}, 'cannot be computed any more'));
  else
    item.append(
      '→ ',
      make('mark', {}, make('code', { title: one.after }, short(one.after))),
      make('b', {}, 'changed'),
    );
  return item;
}
