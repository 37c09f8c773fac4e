import { type BuildState, hasEnded, QUEUED } from '../build-state.ts';
import { make, setText } from '../dom.ts';
import type { Finding } from '../events.ts';
import { Feed } from '../feed.ts';
import { findingWords } from '../finding-words.ts';
import { bytes, count } from '../format.ts';
import { layerFiles } from '../layer-files.ts';
import { operationWords } from '../operation-words.ts';
import { reduceAll } from '../reduce.ts';
import type { LayerFile } from '../stack/layer-file.ts';
import { terminalText } from '../terminal-text.ts';
import { type Direction, movedLayers, transferWords } from '../transfer-sheets.ts';
import { Waiting } from '../waiting/waiting.ts';
import { transferFigure } from './transfer-figure.ts';

const SHOWN = 200;
/** More layers than these are only listed. */
const DRAWN = 30;

/** What an operation has done so far: its state, what it saw, what was printed, and the image it made. */
export class OperationPage extends HTMLElement {
  readonly #title = make('h2', { tabindex: '-1' }, 'What happened');
  readonly #state = make('p', { role: 'status', class: 'facts' });
  readonly #turn = { resource: this.#resource, waits: false };
  readonly #waiting = new Waiting(this.#state, () => this.#title.focus());
  readonly #findings = make('ol', { role: 'list', class: 'findings' });
  readonly #output = make('pre', { class: 'listing', tabindex: '0', role: 'region', 'aria-label': 'Output' });
  readonly #layers = make('layer-list');
  readonly #figure = make('div', { class: 'transfer-figure', role: 'img', hidden: '' });
  #operation: BuildState = QUEUED;
  #feed: Feed | null = null;
  #trouble = '';
  /** Of its turn, as long as it waits. */
  #said = '';
  #listed = false;

  connectedCallback(): void {
    if (this.#feed !== null) return;
    this.prepend(this.#title, this.#state);
    this.append(this.#figure, this.#findings, this.#output, this.#layers);
    this.addEventListener('say', (event) => {
      this.#said = String((event as CustomEvent).detail);
      this.#draw();
    });
    this.#feed = new Feed({
      origin: location.origin,
      resource: this.#resource,
      onEntries: (entries) => {
        this.#operation = reduceAll(this.#operation, entries);
        this.#draw();
      },
      onConnection: (_, reason = '') => {
        this.#trouble = reason;
        this.#draw();
      },
    });
    this.#draw();
    this.#feed.start();
  }

  disconnectedCallback(): void {
    this.#feed?.stop();
  }

  /** What the topmost layer of the image holds, once there is one. */
  async #listFiles({ image, layers }: BuildState): Promise<void> {
    if (image === null || this.#listed) return;
    this.#listed = true;
    const files = await layerFiles(this.#resource, layers.length - 1).catch(() => []);
    if (files.length === 0) return;
    const shown = files.slice(0, SHOWN).map(fileItem);
    const rest = files.length > SHOWN ? [make('p', {}, `${count(files.length - SHOWN, 'more path')}.`)] : [];
    const title = make('h3', {}, 'In the topmost layer');
    this.append(title, make('ol', { role: 'list', class: 'findings' }, ...shown), ...rest);
  }

  #drawTransfer(operation: BuildState): void {
    const direction = this.getAttribute('kind');
    const layers = movedLayers(operation);
    this.#figure.hidden = layers.length === 0 || layers.length > DRAWN || !isDirection(direction);
    if (this.#figure.hidden || !isDirection(direction)) return;
    this.#figure.setAttribute('aria-label', transferWords(layers, direction));
    this.#figure.replaceChildren(transferFigure(layers, direction, this.clientWidth));
  }

  get #resource(): string {
    return `operations/${this.getAttribute('operation')}`;
  }

  #draw(): void {
    const operation = this.#operation;
    const said = operation.status === 'queued' ? this.#said : '';
    setText(this.#state, [...operationWords(operation), said, this.#trouble].filter(Boolean).join(' '));
    this.dataset.status = operation.status;
    this.#waiting.draw(this.#turn, operation.status === 'queued' && this.#trouble === '');
    for (const finding of operation.findings.slice(this.#findings.childElementCount)) {
      this.#findings.append(findingItem(finding));
    }
    this.#drawTransfer(operation);
    const printed = [operation.log, ...operation.warnings.map(({ text }) => text)].join('');
    this.#output.hidden = printed === '';
    setText(this.#output, terminalText(printed));
    this.#layers.draw(operation);
    void this.#listFiles(operation);
    const cancel = this.querySelector('form');
    if (cancel !== null) cancel.hidden = hasEnded(operation);
  }
}

function isDirection(kind: string | null): kind is Direction {
  return kind === 'push' || kind === 'pull';
}

function fileItem({ change, path, size }: LayerFile): HTMLLIElement {
  return make('li', {}, make('code', {}, `${change} /${path}${size > 0 ? `, ${bytes(size)}` : ''}`));
}

function findingItem(finding: Finding): HTMLLIElement {
  const { text, facts } = findingWords(finding);
  const list = make('ul', { role: 'list' }, ...facts.map((fact) => make('li', {}, make('code', {}, fact))));
  return make('li', {}, text, ...(facts.length > 0 ? [list] : []));
}

declare global {
  interface HTMLElementTagNameMap {
    'operation-page': OperationPage;
  }
}
