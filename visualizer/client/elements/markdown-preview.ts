const PAUSE_MS = 400;

/** Shows the Markdown of the field that `of` names as the server renders it for learners, while it is written. */
export class MarkdownPreview extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    const field = this.#field();
    field?.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#renew(), PAUSE_MS);
    });
    // Somebody may have written before this script was there.
    if (field !== null && field.value !== field.defaultValue) void this.#renew();
  }

  #field(): HTMLTextAreaElement | null {
    return document.querySelector(`textarea#${this.getAttribute('of') ?? ''}`);
  }

  async #renew(): Promise<void> {
    const token = document.querySelector<HTMLInputElement>('[name=csrfmiddlewaretoken]')?.value ?? '';
    const body = new URLSearchParams({ markdown: this.#field()?.value ?? '', csrfmiddlewaretoken: token });
    const answer = await fetch(this.getAttribute('src') ?? '', { method: 'POST', body }).catch(() => null);
    if (!answer?.ok) return;
    const said = new DOMParser().parseFromString(await answer.text(), 'text/html');
    this.replaceChildren(...said.body.childNodes);
  }
}
