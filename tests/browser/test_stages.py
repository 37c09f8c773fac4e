"""What a build of several stages leaves behind, in a real browser, on a real engine."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Bench, axe_findings

pytestmark = [pytest.mark.engine, pytest.mark.browser]

STAGES = """FROM lab/base AS build
RUN echo program > /program; echo rest > /rest
FROM build AS test
RUN grep program /program
FROM lab/base
COPY --from=build /program /program
"""


def test_stages_that_stay_behind_are_drawn_and_listed(bench: Bench, page: Page) -> None:
    bench.write(STAGES)
    bench.build()
    figure = page.get_by_role("img", name=re.compile("stage build stays behind with 2 layers"))
    expect(figure).to_have_accessible_name(re.compile("stage test not needed"))
    expect(figure).to_have_accessible_name(re.compile("1 path, 8 B copied from build to 2"))
    expect(figure.locator("svg .pile[data-left]")).to_have_count(2)
    page.get_by_text("Stages and what passes between them, as a list").click()
    listed = page.locator("stage-map section", has_text="Stage build")
    expect(listed).to_contain_text("Copied by step 1 of stage 2: 1 path, 8 B from stage build: program")
    expect(listed.get_by_role("listitem").filter(has_text="RUN echo program")).to_contain_text(
        "files: 2 added"
    )
    assert axe_findings(page) == ""
    button = listed.get_by_role("button", name="Open the sheets of build")
    button.click()
    window = page.get_by_role("dialog", name="RUN echo program")
    expect(window.get_by_role("row", name="program added 8 B")).to_be_visible()
    window.get_by_role("row", name="rest added 5 B").dblclick()
    expect(window.get_by_role("region", name="Content of /rest")).to_have_text("rest")
    page.keyboard.press("Escape")
    assert axe_findings(page) == ""
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    page.set_viewport_size({"width": 360, "height": 740})
    # The stack fits itself to the page a frame later.
    expect(page.locator("html")).to_have_js_property("scrollWidth", 360)
    bench.write("FROM lab/base\n")
    bench.build()
    expect(figure).to_be_hidden()
