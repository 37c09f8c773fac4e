"""What somebody has to read, and how often they click, on their way through pages."""

from playwright.sync_api import Locator, Page

# All text that is shown in <main> and begins above the lower edge of the control that is clicked next. Not
# counted are the picture with its labels and its line of time (the engine's output) and what stands in files.
SHOWN_ABOVE = """
control => {
  const bottom = control.getBoundingClientRect().bottom;
  const skipped = 'layer-stack, build-timeline, .code-field, textarea, script, noscript, .unseen';
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const shown = [];
  while (texts.nextNode()) {
    const { parentElement: element } = texts.currentNode;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const box = range.getBoundingClientRect();
    const seen = element.checkVisibility({ visibilityProperty: true }) && box.height > 0 && box.top < bottom;
    if (seen && !element.closest(skipped)) shown.push(texts.currentNode.textContent);
  }
  const words = shown.join(' ').match(/[\\p{L}\\p{N}]+(?:[’'.-][\\p{L}\\p{N}]+)*/gu);
  return words ?? [];
}
"""
COUNT_CLICKS = """
addEventListener('pointerdown', () => {
  sessionStorage.setItem('clicks', Number(sessionStorage.getItem('clicks') ?? 0) + 1);
}, true);
"""


def words_above(control: Locator) -> list[str]:
    """In order. The control is first scrolled to, as for a click."""
    control.scroll_into_view_if_needed()
    words: list[str] = control.evaluate(SHOWN_ABOVE)
    return words


def clicks(page: Page) -> int:
    """Since `COUNT_CLICKS` was added to the page's scripts."""
    return int(page.evaluate("sessionStorage.getItem('clicks') ?? 0"))
