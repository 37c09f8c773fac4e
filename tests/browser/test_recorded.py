"""A recording on its page: marked as one, whole, and not mistaken for what is built next."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings
from tests.recordings import HERE

pytestmark = [pytest.mark.engine, pytest.mark.browser]
MARK = "and imported from a file"


@pytest.fixture
def recording(bench: Bench, page: Page) -> str:
    """The address of an imported recording of a build with stages."""
    token = next(x["value"] for x in page.context.cookies() if x["name"] == "csrftoken")
    answer = page.request.post(
        "/api/recordings",
        data=(HERE / "unused-stage.json").read_bytes(),
        headers={"X-CSRFToken": token, "Referer": page.url, "Content-Type": "application/json"},
    )
    assert answer.status == 201, answer.text()
    return str(answer.headers["location"]).removeprefix("/api")


def test_a_recording_is_shown_whole_and_marked(recording: str, page: Page) -> None:
    page.goto(recording)
    expect(page.get_by_text(MARK)).to_be_visible()
    expect(page.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)
    steps = page.locator("step-list")
    for words in ("stays behind with 4 layers", "not needed", "in the image", "from stage build: program"):
        expect(steps).to_contain_text(words)
    assert axe_findings(page) == ""


def test_the_mark_goes_when_something_is_built(recording: str, bench: Bench, page: Page) -> None:
    page.goto(recording)
    expect(page.get_by_text(MARK)).to_be_visible()
    bench.write("FROM lab/base\nRUN echo mine\n")
    bench.build()
    expect(page.get_by_text(MARK)).to_have_count(0)
