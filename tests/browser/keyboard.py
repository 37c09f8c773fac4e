"""Somebody who has no mouse."""

import re

from playwright.sync_api import Page

# The element that has the focus, also inside shadow roots: its kind, its name as a screen reader says it.
FOCUSED = """
() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element || element === document.body) return 'nothing';
  const group = element.type === 'radio' ? element.closest('fieldset')?.querySelector('legend') : null;
  const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
  const kind = element.type === 'radio' ? 'radio' : element.matches('a') ? 'link' : element.localName;
  return [kind, group?.textContent, label].filter(Boolean).join(': ').replace(/\\\\s+/g, ' ').trim();
}
"""
FAR = 80


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def focused(self) -> str:
        """`button: Build`, `radio: QUESTION: OPTION`."""
        found: str = self.page.evaluate(FOCUSED)
        return found

    def tab_to(self, wanted: str, key: str = "Tab") -> None:
        """Press Tab until what has the focus matches; fails with the way there."""
        passed = [self.focused]
        while not re.search(wanted, passed[-1]):
            assert len(passed) < FAR, f"no {wanted} among {passed}"
            self.page.keyboard.press(key)
            passed.append(self.focused)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def follow(self, wanted: str) -> None:
        """Tab there, then Enter."""
        self.tab_to(wanted)
        self.press("Enter")

    def write(self, text: str) -> None:
        """In the place of all that stands in the field."""
        self.press("Control+a")
        self.page.keyboard.type(text)
