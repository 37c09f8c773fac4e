/**
 * For pages of other sites, alone in its file: `<layerlab-recording src="https://…/shared/ID">` shows that shared build
 * in a frame. `src` may point at a moment and a sheet, `height` is in pixels, `label` names the frame.
 */
const SHARED = /^(.*)\/(?:shared|embed)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const HEIGHT = '640';

class LayerlabRecording extends HTMLElement {
  static readonly observedAttributes = ['src', 'height', 'label'];

  attributeChangedCallback(): void {
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    const address = embedded(this.getAttribute('src') ?? '');
    if (address === null) root.textContent = 'layerlab-recording: src must be the link of a shared build.';
    else root.replaceChildren(this.#frame(address));
  }

  #frame(address: string): HTMLIFrameElement {
    const frame = document.createElement('iframe');
    frame.src = address;
    frame.title = this.getAttribute('label') ?? 'A container image as a stack of layers';
    frame.loading = 'lazy';
    frame.referrerPolicy = 'no-referrer';
    frame.setAttribute(
      'sandbox',
      'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    );
    Object.assign(frame.style, { display: 'block', width: '100%', border: '0' });
    frame.style.height = `${Number.parseInt(this.getAttribute('height') ?? '', 10) || HEIGHT}px`;
    return frame;
  }
}

/** The page to be framed of a shared build's link; null where it is none. Addresses are relative to the lab's own. */
function embedded(src: string): string | null {
  const lab = new URL('/', import.meta.url);
  const { protocol, origin, pathname, hash } = URL.canParse(src, lab) ? new URL(src, lab) : lab;
  const found = SHARED.exec(pathname);
  if (found === null || !/^https?:$/.test(protocol)) return null;
  return `${origin}${found[1]}/embed/${found[2]}${hash}`;
}

customElements.define('layerlab-recording', LayerlabRecording);
