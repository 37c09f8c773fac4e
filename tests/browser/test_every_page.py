"""Every page in a real browser: nothing is refused by the page's own policy, fails to load, or complains."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.archives import oci, tar_of
from tests.browser.conftest import BUILD_MS
from tests.recordings import HERE
from tests.routes import filled, paths
from tests.site import Site
from tests.size import size

pytestmark = [pytest.mark.engine, pytest.mark.browser]
NO_PAGES = re.compile(
    r"/(api/.*|healthz|readyz|metrics|questions/.*|.*/cancel|account/(log-out|tokens.*)|classes/.*|join/.*"
    r"|language|my-work.zip|exercises/.*|checkup/stop|recorded/.*/(files|picture))"
)
PAGES = [path for path in paths() if not NO_PAGES.fullmatch(path)]
TOLD = """addEventListener('securitypolicyviolation', (broken) =>
  console.error(`${broken.violatedDirective} refused ${broken.blockedURI}`))"""
STYLED = '<p id="styled" style="color: red">x</p>'
ARCHIVE = {"name": "a.tar", "mimeType": "application/x-tar", "buffer": oci(tar_of({"etc/a": b"one"}))}


def sent(page: Page, path: str, **body: Any) -> dict[str, Any]:
    """What the API answers the page's guest."""
    cookies = {cookie.get("name"): cookie.get("value", "") for cookie in page.context.cookies()}
    answer = page.request.post(path, headers={"X-CSRFToken": cookies["csrftoken"]}, **body)
    assert answer.status in (201, 202), answer.text()
    return dict(answer.json())


def belongings(page: Page) -> dict[str, object]:
    """Something of the guest's for every parameter of a page's path."""
    recording = (HERE / "unused-stage.json").read_bytes()
    build = sent(page, "/api/recordings", data=recording)["id"]
    return {
        "build": build,
        "operation": sent(page, "/api/operations", data={"kind": "prune", "what": "cache"})["id"],
        "step": 2,
        "uidb64": "MQ",
        "token": "none",
        "answer": answered(page),
        "share": sent(page, f"/api/builds/{build}/share")["url"].rpartition("/")[2],
    }


def answered(page: Page) -> str:
    """The id of an answer that the guest gave to the first question."""
    page.goto("/quiz/1")
    page.get_by_role("textbox").fill("7")
    page.get_by_role("button", name="Answer").click()
    page.get_by_role("heading", name="Not this time").wait_for()
    return page.url.rpartition("/")[2]


def open_whole(page: Page, path: str) -> None:
    """Until nothing more is fetched. A shared page asks whether its build belongs to a lab."""
    failed: list[str] = []

    def look(response: Response) -> None:
        if response.status >= 400 and not response.url.endswith("/evidence"):
            failed.append(f"{response.status} {response.url}")

    page.on("response", look)
    page.goto(path, wait_until="networkidle", timeout=BUILD_MS)
    page.remove_listener("response", look)
    assert failed == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"][: size(1, 2)])
def test_every_page_opens_without_a_complaint(page: Page, scheme: Any) -> None:
    page.add_init_script(TOLD)
    page.emulate_media(color_scheme=scheme)
    page.goto("/")
    had = belongings(page)
    image = sent(page, "/api/images", multipart={"archive": ARCHIVE})["id"]
    for path in PAGES:
        open_whole(page, filled(path, had))
    open_whole(page, f"/builds/{image}")
    assert len(PAGES) >= 8


def test_a_page_that_is_not_there_complains_of_nothing_else(page: Page) -> None:
    page.add_init_script(TOLD)
    page.goto("/nowhere", wait_until="networkidle")
    assert page.title()


def test_what_breaks_the_policy_is_noticed(browser: Browser, site: Site) -> None:
    heard: list[str] = []
    with browser.new_context(base_url=site.url) as context:
        page = context.new_page()
        page.add_init_script(TOLD)
        page.on("console", lambda message: heard.append(message.text))
        page.goto("/", wait_until="networkidle")
        assert heard == []
        page.evaluate(f"document.body.insertAdjacentHTML('beforeend', `{STYLED}`)")
        page.wait_for_function(
            "getComputedStyle(document.querySelector('#styled')).color !== 'rgb(255, 0, 0)'"
        )
    assert any("style-src-attr refused" in text for text in heard), heard
