import { make, setText } from '../dom.ts';
import { bytes } from '../format.ts';
import { faultOf, type Sent, sendArchive } from '../image-upload.ts';
import { Refusal } from '../problem.ts';

/** Sends an archive of images, says how far it is, and leads to what was read in it. */
export class ImageForm extends HTMLElement {
  readonly #file = make('input', {
    type: 'file',
    id: 'archive',
    accept: '.tar,application/x-tar',
    'aria-describedby': 'archive-hint archive-fault',
  });
  readonly #fault = make('p', { class: 'fault', id: 'archive-fault', role: 'alert' });
  readonly #send = make('button', { type: 'submit', class: 'primary' }, 'Look inside');
  readonly #cancel = make('button', { type: 'button', hidden: '' }, 'Cancel');
  readonly #bar = make('progress', { 'aria-label': 'Archive sent', hidden: '' });
  readonly #said = make('p', { class: 'note', role: 'status' });
  #sending: AbortController | null = null;

  connectedCallback(): void {
    if (this.#file.isConnected) return;
    const hint = [...this.children];
    for (const size of this.querySelectorAll('data')) size.textContent = bytes(Number(size.value));
    const actions = make('div', { class: 'image-actions' }, this.#send, this.#cancel);
    const label = make('label', { for: 'archive' }, 'Archive of an image');
    const form = make(
      'form',
      { novalidate: '' },
      label,
      this.#file,
      ...hint,
      this.#fault,
      actions,
      this.#bar,
      this.#said,
    );
    this.replaceChildren(form);
    form.addEventListener('submit', (submit) => {
      submit.preventDefault();
      if (this.#sending === null) void this.#submit();
    });
    this.#file.addEventListener('change', () => this.#complain(''));
    this.#cancel.addEventListener('click', () => this.#sending?.abort());
  }

  async #submit(): Promise<void> {
    const file = this.#file.files?.[0];
    const fault = faultOf(file, Number(this.getAttribute('most-bytes')));
    this.#complain(fault);
    if (file === undefined || fault !== '') return this.#file.focus();
    this.#sending = new AbortController();
    this.#show(true);
    try {
      const images = await sendArchive(file, (sent) => this.#progress(sent), this.#sending.signal);
      if (images !== null) return lead(images);
      setText(this.#said, 'Cancelled. Nothing is kept.');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const wait = error.retryAfter === null ? '' : ` Try again in ${error.retryAfter} s.`;
      this.#complain(error.message + wait);
      setText(this.#said, '');
    }
    this.#sending = null;
    this.#show(false);
  }

  #progress({ sent, of }: Sent): void {
    this.#bar.max = of;
    this.#bar.value = sent;
    if (sent < of) setText(this.#said, `Sending: ${bytes(sent)} of ${bytes(of)}`);
    else setText(this.#said, 'Sent. Reading each layer and checking its digests…');
  }

  #show(sending: boolean): void {
    if (!sending && document.activeElement === this.#cancel) this.#send.focus();
    this.#send.setAttribute('aria-disabled', String(sending));
    this.#cancel.hidden = !sending;
    this.#bar.hidden = !sending;
    this.#bar.removeAttribute('value');
  }

  #complain(fault: string): void {
    setText(this.#fault, fault);
    this.#file.toggleAttribute('aria-invalid', false);
    if (fault !== '') this.#file.setAttribute('aria-invalid', 'true');
  }
}

/** One image has its own page; several are listed, the newest first. */
function lead(images: readonly string[]): void {
  const [only] = images;
  if (images.length === 1) location.assign(`/builds/${only}`);
  else location.reload();
}

declare global {
  interface HTMLElementTagNameMap {
    'image-form': ImageForm;
  }
}
