import { read } from '../api.ts';
import { QUEUED } from '../build-state.ts';
import { make } from '../dom.ts';
import { parseLines } from '../entry.ts';
import { fieldsOf, list, string } from '../fields.ts';
import { bytes, shortDigest } from '../format.ts';
import { layerFiles } from '../layer-files.ts';
import { Refusal } from '../problem.ts';
import { reduceAll } from '../reduce.ts';
import type { Sheet } from '../stack/sheets.ts';
import { type Comparison, parseComparison } from './comparison.ts';
import { levelWords, savedWords, sharedWords } from './comparison-words.ts';
import { type Files, type Level, levelsOf, type Shown, type Towers, towersOf } from './towers.ts';

interface Named {
  id: string;
  title: string;
  /** Where it is read below `/api/`. */
  resource: string;
}

/** Two images of the learner's own: as piles on the sheets that both have, and as a list. */
export class ImageComparison extends HTMLElement {
  readonly #picture = make('image-towers');
  readonly #words = make('div', { class: 'compared' });
  readonly #rows = new Map<number, HTMLButtonElement>();

  connectedCallback(): void {
    if (this.#words.isConnected) return;
    this.#words.append(make('p', { role: 'status' }, 'Their layers are on their way.'));
    this.append(this.#picture, this.#words);
    this.#picture.addEventListener('level-select', (event) => {
      const { level } = (event as CustomEvent<{ level: number }>).detail;
      this.#look(level);
      this.#rows.get(level)?.focus();
    });
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      const [first, second] = readCompared();
      const found = parseComparison(await read(`/api/builds/${first.id}/compare/${second.id}`));
      const shown = await Promise.all([shownOf(first), shownOf(second)]);
      const towers = towersOf(shown, found);
      this.#tell(found, towers, [first.title, second.title]);
      await this.#picture.show(towers, ['First', 'Second']);
    } catch (error) {
      const reason =
        error instanceof Refusal ? error.message : 'They could not be read. Reload to try again.';
      this.#words.replaceChildren(make('p', { class: 'fault', role: 'alert' }, reason));
      if (!(error instanceof Refusal)) throw error;
    }
  }

  #tell(found: Comparison, towers: Towers, titles: readonly [string, string]): void {
    const rows = levelsOf(towers).map((level) => this.#row(level, found));
    const parting = found.difference?.text ?? 'They are one and the same image.';
    const saved = savedWords(found);
    this.#words.replaceChildren(
      make('h2', {}, 'What the two images share'),
      make('p', {}, sharedWords(found)),
      ...(saved === '' ? [] : [make('p', {}, saved)]),
      make('h3', {}, 'Where they part'),
      make('p', { class: 'parting' }, parting),
      make('h3', { id: 'levels-title' }, 'Sheet by sheet, from the ground'),
      make('p', { class: 'note' }, `First: ${titles[0]}. Second: ${titles[1]}.`),
      make('ol', { role: 'list', class: 'levels', 'aria-labelledby': 'levels-title' }, ...rows),
    );
  }

  #row(level: Level, found: Comparison): HTMLElement {
    const [first, second] = level.sheets;
    const sheets = level.shared ? [second ?? first] : [first, second];
    const button = make(
      'button',
      { type: 'button', class: 'level', 'aria-pressed': 'false' },
      ...sheets.flatMap((sheet, side) =>
        sheet === null ? [] : [sheetLine(sheet, level.shared ? null : side)],
      ),
      make('span', { class: 'relation' }, levelWords(level, found)),
    );
    button.addEventListener('click', () => this.#look(level.level));
    button.addEventListener('focus', () => this.#look(level.level));
    this.#rows.set(level.level, button);
    const row = make('li', {}, button);
    row.dataset.shared = String(level.shared);
    return row;
  }

  #look(level: number): void {
    for (const [at, button] of this.#rows) button.setAttribute('aria-pressed', String(at === level));
    this.#picture.selected = level;
  }
}

/** `side` is null where both have it. */
function sheetLine({ keyword, argument, layer }: Sheet, side: number | null): HTMLElement {
  const owner = side === null ? [] : [make('span', { class: 'owner' }, side === 0 ? 'First ' : 'Second ')];
  const facts = layer === null ? '' : `${shortDigest(layer.diff_id)} · ${bytes(layer.size)}`;
  return make(
    'span',
    { class: 'one-sheet' },
    ...owner,
    make('code', {}, make('b', {}, keyword), ` ${argument}`),
    make('span', { class: 'note' }, facts),
  );
}

function readCompared(): [Named, Named] {
  const boot = fieldsOf(JSON.parse(document.getElementById('boot')?.textContent ?? '{}'), 'boot');
  const [first, second] = list(boot, 'compared').map((value) => {
    const fields = fieldsOf(value, 'image');
    return { id: string(fields, 'id'), title: string(fields, 'title'), resource: string(fields, 'resource') };
  });
  if (first === undefined || second === undefined) throw new Error('compared: expected two images');
  return [first, second];
}

async function shownOf({ resource }: Named): Promise<Shown> {
  const answer = await fetch(`/api/${resource}/events?after=0`);
  if (!answer.ok) throw new Error(`the log of ${resource} answered ${answer.status}`);
  const build = reduceAll(QUEUED, parseLines(await answer.text()));
  const listings = await Promise.all(
    build.layers.map(async ({ index }) => [index, await layerFiles(resource, index)] as const),
  );
  const files: Files = new Map(listings);
  return { build, files };
}

declare global {
  interface HTMLElementTagNameMap {
    'image-comparison': ImageComparison;
  }
}
