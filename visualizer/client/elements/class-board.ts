const PAUSE_MS = 4000;
/** Another one in each answer. */
const TOKEN = /name="csrfmiddlewaretoken" value="\w+"/g;

/** Shows what the server says of a class, anew every few seconds, but not under somebody's focus. */
export class ClassBoard extends HTMLElement {
  #timer = 0;
  #shown = '';

  connectedCallback(): void {
    this.#timer = window.setInterval(() => void this.#renew(), PAUSE_MS);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
  }

  async #renew(): Promise<void> {
    if (document.hidden) return;
    const answer = await fetch(this.getAttribute('src') ?? '').catch(() => null);
    if (!answer?.ok || answer.redirected) return; // logged out meanwhile
    const said = await answer.text();
    const plain = said.replaceAll(TOKEN, '');
    if (plain === this.#shown || this.contains(document.activeElement)) return;
    this.#shown = plain;
    this.replaceChildren(...new DOMParser().parseFromString(said, 'text/html').body.childNodes);
  }
}
