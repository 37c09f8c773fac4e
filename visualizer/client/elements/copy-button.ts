import { make } from '../dom.ts';
import { say } from './live-region.ts';

/** Copies `text`, read when it is pressed. `what` names it: "diffID of layer 2". */
export function copyButton(text: string | (() => string), what: string): HTMLButtonElement {
  const button = make('button', { type: 'button', class: 'quiet', 'aria-label': `Copy the ${what}` }, 'Copy');
  button.addEventListener('click', async () => {
    const done = await copy(typeof text === 'string' ? text : text());
    button.textContent = done ? 'Copied' : 'Not copied';
    say(button, done ? `Copied the ${what}.` : 'The browser did not allow copying.');
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
  return button;
}

/** Whether the browser let it be copied. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
