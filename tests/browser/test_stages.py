"""What a build of several stages leaves behind, in a real browser, on a real engine."""

import re
from typing import Any

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


TWO_COPIES = """FROM lab/base AS build
RUN echo program > /program
RUN echo page > /page
RUN echo rest > /rest
FROM lab/base
COPY --from=build /program /program
COPY --from=build /page /page
"""


def heights(page: Page, selector: str, attribute: str) -> list[float]:
    found = page.locator(f"stage-map svg {selector}").all()
    return [float((one.get_attribute(attribute) or "").split(" ")[0].split(",")[-1]) for one in found]


def test_a_line_starts_at_the_sheet_that_holds_what_is_copied(bench: Bench, page: Page) -> None:
    bench.write(TWO_COPIES)
    bench.build()
    expect(page.locator("stage-map .thread")).to_have_count(2)
    left_corners = heights(page, ".pile[data-left] .film", "points")
    assert len(left_corners) == 4
    program, other = left_corners[1:3]
    page.wait_for_function(
        "([n]) => document.querySelector('stage-map .thread circle').getAttribute('cy') > n", arg=[other]
    )
    assert heights(page, ".thread circle", "cy") == [program - 4, other - 4]
    words = page.locator("stage-map .thread-words")
    first, second = (words.nth(n).bounding_box() for n in range(2))
    assert first
    assert second
    assert first["y"] + first["height"] <= second["y"] + 2 or second["y"] + second["height"] <= first["y"] + 2
    place, shared = page.locator("stage-map").bounding_box(), page.locator("share-link").first.bounding_box()
    assert place
    assert shared
    assert place["y"] < shared["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_stages_stand_one_below_the_other_where_there_is_no_room(
    bench: Bench, page: Page, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    bench.write(TWO_COPIES)
    bench.build()
    figure = page.locator("stage-map svg")
    expect(figure).to_be_visible()
    names = [page.locator("stage-map .stage-name").nth(n).bounding_box() for n in range(2)]
    assert names[0]
    assert names[1]
    assert names[0]["x"] == names[1]["x"]
    assert names[0]["y"] < names[1]["y"]
    for part in page.locator("stage-map svg text").all():
        box = part.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe_findings(page) == ""
