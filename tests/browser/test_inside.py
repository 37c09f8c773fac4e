"""Inside the sheets: what each one adds, changes and hides, in a real browser, of a real build."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Bench, axe_findings, in_its_looks
from tests.browser.keyboard import Keyboard
from tests.site import Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]

HOSTILE = "<img src=x onerror=alert(1)>"
DOCKERFILE = f"""FROM lab/base
WORKDIR /app
ENV NAME=demo
COPY hello.txt hello.txt
RUN mkdir -p cache/deep && dd if=/dev/urandom of=cache/deep/blob bs=1k count=300 && echo hush > secret; \\
    echo '{HOSTILE}' > 'cache/{HOSTILE}'
RUN chmod 755 hello.txt && ln -s hello.txt link
RUN rm -r cache && echo more >> hello.txt
RUN rm secret
RUN true
"""

Open = Callable[..., Page]
TABS = [
    ("Files", "whited out"),
    ("Merged view", "are seen"),
    ("Stored, not seen", "What dive says"),
    ("Keys", "Single characters, there too"),
]
"""And what can be read there."""


@pytest.fixture(scope="module")
def built(browser: Browser, site: Site) -> tuple[str, Any]:
    """The address of a build and who may see it."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/sandbox")
    bench = Bench(page)
    bench.write(DOCKERFILE)
    bench.build()
    kept = page.url, context.storage_state()
    context.close()
    return kept


@pytest.fixture
def visit(browser: Browser, built: tuple[str, Any]) -> Iterator[Open]:
    """Open the build's page, on which no script may fail."""
    url, state = built
    faults = list[str]()

    def go(**options: Any) -> Page:
        page = browser.new_context(base_url=url, storage_state=state, **options).new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.goto(url)
        return page

    yield go
    assert faults == []


def sheet(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^(Sheet|Step) {number} of 8"))


def look_into(page: Page, number: int) -> Locator:
    """Its window, once its paths are there."""
    sheet(page, number).click()
    expect(page.get_by_role("button", name="Open this sheet")).to_be_visible()
    page.keyboard.press("Enter")
    return page.get_by_role("dialog")


def row(window: Locator, name: str) -> Locator:
    return window.get_by_role("row", name=re.compile(rf"^{re.escape(name)}"))


def test_a_sheet_opens_by_key_button_and_double_click_and_escape_leads_back(visit: Open) -> None:
    page = visit()
    window = look_into(page, 4)
    expect(window).to_have_accessible_name(re.compile("^Sheet 4: RUN mkdir"))
    expect(row(window, "cache")).to_be_focused()
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(sheet(page, 4)).to_be_focused()
    page.get_by_role("button", name="Open this sheet").click()
    expect(window).to_be_visible()
    window.get_by_role("button", name="Close").click()
    expect(sheet(page, 4)).to_be_focused()
    sheet(page, 5).dblclick()
    expect(window).to_have_accessible_name(re.compile("^Sheet 5: RUN chmod"))
    window.get_by_role("combobox", name="Sheet").select_option(label="Sheet 3: COPY hello.txt hello.txt")
    expect(row(window, "hello.txt")).to_contain_text("added")
    page.keyboard.press("Escape")
    expect(sheet(page, 3)).to_be_focused()


def test_a_tree_is_walked_by_keyboard_and_says_where_each_row_stands(visit: Open) -> None:
    page = visit()
    window = look_into(page, 0)
    tree, keyboard = window.get_by_role("treegrid", name="Files of this sheet"), Keyboard(page)
    expect(tree.get_by_role("row", selected=True)).to_be_focused()
    keyboard.press("End", "Home")
    first = tree.get_by_role("row", selected=True)
    expect(first).to_have_attribute("aria-level", "1")
    expect(first).to_have_attribute("aria-posinset", "1")
    assert int(first.get_attribute("aria-setsize") or 0) > 1
    expect(first).to_have_attribute("aria-expanded", "false")
    keyboard.press("ArrowRight")
    expect(first).to_have_attribute("aria-expanded", "true")
    keyboard.press("ArrowRight")
    expect(first).to_have_attribute("aria-level", "2")
    keyboard.press("ArrowLeft", "ArrowLeft")
    expect(first).to_have_attribute("aria-level", "1")
    expect(first).to_have_attribute("aria-expanded", "false")
    keyboard.press("e", "t", "c")
    expect(first).to_have_accessible_name(re.compile("^etc"))
    before = int(tree.get_attribute("aria-rowcount") or 0)
    keyboard.press("Enter")
    assert int(tree.get_attribute("aria-rowcount") or 0) != before


def test_what_changed_is_told_in_words(visit: Open) -> None:
    page = visit()
    window = look_into(page, 5)
    details = window.get_by_role("region", name="Details of the selected path")
    expect(row(window, "hello.txt")).to_contain_text("only the mode")
    row(window, "hello.txt").click()
    expect(details).to_contain_text("Only the mode changed: 0644 → 0755.")
    expect(details).to_contain_text("41 B: the whole file once more, for its metadata")
    expect(details).to_contain_text("Sheet 3 still holds it, 41 B.")
    row(window, "link").click()
    expect(details).to_contain_text("symbolic link")
    expect(details).to_contain_text("hello.txt")


def test_a_deleted_folder_is_tape_over_what_lies_below(visit: Open) -> None:
    page = visit()
    window = look_into(page, 6)
    expect(row(window, "cache")).to_contain_text("whited out")
    expect(row(window, "cache")).to_contain_text("hides 307 kB")
    row(window, "cache").click()
    details = window.get_by_role("region", name="Details of the selected path")
    expect(details).to_contain_text("307 kB are hidden, not freed")


def test_paths_are_searched_and_filtered_by_what_happened_to_them(visit: Open) -> None:
    page = visit()
    window = look_into(page, 6)
    search = window.get_by_role("searchbox", name="Search paths")
    changed = window.get_by_role("button", name="Changed 1")
    expect(changed).to_have_attribute("aria-pressed", "true")
    changed.click()
    expect(row(window, "hello.txt")).to_have_count(0)
    expect(row(window, "cache")).to_be_visible()
    expect(window.get_by_role("status")).to_have_text(re.compile("^1 of 3 paths"))
    search.fill("nothing like it")
    expect(window.get_by_text("There is no such path.")).to_be_visible()
    window.get_by_role("button", name="Show all").click()
    expect(row(window, "hello.txt")).to_be_visible()
    search.fill("HELLO")
    expect(row(window, "cache")).to_have_count(0)
    expect(row(window, "hello.txt")).to_be_visible()


def test_where_there_are_no_files_it_says_why(visit: Open) -> None:
    page = visit()
    window = look_into(page, 2)
    expect(window).to_contain_text("ENV makes no sheet: it changes settings of the image, and no files.")
    window.get_by_role("combobox", name="Sheet").select_option(label="Sheet 8: RUN true")
    expect(window).to_contain_text("This layer changed nothing.")
    expect(window.get_by_role("treegrid")).to_be_hidden()


def test_a_hostile_name_is_only_a_name(visit: Open) -> None:
    page = visit()
    window = look_into(page, 4)
    expect(row(window, HOSTILE)).to_be_visible()
    row(window, HOSTILE).click()
    expect(window.get_by_role("heading", name=f"/app/cache/{HOSTILE}")).to_be_visible()
    expect(window.locator("img")).to_have_count(0)


def test_the_merged_view_tells_which_sheet_supplies_each_path(visit: Open) -> None:
    page = visit()
    sheet(page, 6).click()
    expect(page.get_by_role("button", name="Merged view")).to_be_visible()
    page.keyboard.press("m")
    window = page.get_by_role("dialog", name="All sheets together")
    seen, gone = merged_by_api(page)
    words = re.compile(rf"^{len(seen)} paths are seen. {len(gone)} are gone, and 307 kB of them still stored")
    expect(window.get_by_role("img", name=words)).to_be_visible()
    expect(row(window, "hello.txt")).to_have_accessible_name("hello.txt sheet 6 3, 5 46 B")
    expect(row(window, "cache")).to_contain_text("hidden by 6")
    expect(row(window, "cache")).to_contain_text("307 kB hidden")
    window.get_by_role("button", name=re.compile("^Seen")).click()
    expect(row(window, "passwd")).to_have_count(0)
    row(window, "cache").click()
    details = window.get_by_role("region", name="Details of the selected path")
    expect(details).to_contain_text("Nobody sees it.")
    details.get_by_role("button", name="Sheet 4").click()
    expect(page.get_by_role("dialog")).to_have_accessible_name(re.compile("^Sheet 4"))
    expect(row(page.get_by_role("dialog"), "cache")).to_be_focused()


def merged_by_api(page: Page) -> tuple[set[str], set[str]]:
    """The paths that are seen, and those that are gone."""
    answer = page.request.get(f"/api{urlsplit(page.url).path}/files").json()
    items: list[dict[str, Any]] = answer["items"]
    assert answer["next"] is None
    seen = {one["path"] for one in items if one["layer"] is not None}
    return seen, {one["path"] for one in items if one["gone"] is not None}


def test_what_is_stored_and_never_seen_leads_to_its_sheets(visit: Open) -> None:
    page = visit()
    window = look_into(page, 6)
    window.get_by_role("tab", name="Stored, not seen").click()
    expect(
        window.get_by_role("heading", name=re.compile("307 kB of .* stored and never seen"))
    ).to_be_visible()
    cache = window.get_by_role("row", name="/app/cache 2 files 307 kB")
    expect(cache.get_by_role("button")).to_have_text(["Sheet 4", "Sheet 6"])
    window.get_by_text("What dive says: 133 B").click()
    expect(window.get_by_role("row", name="/app/hello.txt 128 B")).to_be_visible()
    cache.get_by_role("button", name="Sheet 6").click()
    expect(row(window, "cache")).to_be_focused()
    expect(window).to_have_accessible_name(re.compile("^Sheet 6"))


def test_a_path_is_found_through_the_sheets_from_the_top(visit: Open) -> None:
    page = visit()
    sheet(page, 6).click()
    expect(page.get_by_role("button", name="Find a path")).to_be_visible()
    page.keyboard.press("f")
    panel = page.get_by_role("region", name="Find a path through the sheets")
    field, lines = panel.get_by_role("textbox", name="Path"), panel.get_by_role("list", name="From the top")
    expect(field).to_be_focused()
    bare = pictures(page)
    page.keyboard.type("blob")
    expect(panel.get_by_role("list", name="Paths like it").get_by_role("button")).to_have_text(
        ["/app/cache/deep/blob"]
    )
    page.keyboard.press("Enter")
    expect(panel.get_by_role("status")).to_have_text(
        "You cannot see it: sheet 6 hides it. But 307 kB are still stored in sheet 4."
    )
    expect(lines.get_by_role("listitem")).to_have_text(
        [
            "Sheet 6whited out here, with the folder /app/cache",
            "Sheet 4added, under the tape, still stored, 307 kB",
        ]
    )
    assert pictures(page) != bare
    field.fill("/app/hello.txt")
    expect(lines.get_by_role("listitem")).to_have_text(
        [
            "Sheet 6changed, this is the one you see, 46 B",
            "Sheet 5changed, covered from above, 41 B",
            "Sheet 3added, covered from above, 41 B",
        ]
    )
    field.fill("no/such/path")
    expect(panel.get_by_role("status")).to_have_text("No sheet has such a path.")
    assert pictures(page) == bare
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(sheet(page, 6)).to_be_focused()


def pictures(page: Page) -> list[str]:
    """The canvases of the stack."""
    drawn: list[str] = page.locator("layer-stack .stage canvas").evaluate_all(
        "(all) => all.map((canvas) => canvas.toDataURL())"
    )
    return drawn


@in_its_looks
def test_a_path_of_an_open_sheet_is_found_through_all(visit: Open, scheme: str, width: int) -> None:
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740})
    window = look_into(page, 6)
    row(window, "hello.txt").click()
    window.get_by_role("button", name="Find it through the sheets").click()
    panel = page.get_by_role("region", name="Find a path through the sheets")
    expect(panel.get_by_role("status")).to_contain_text("You see that of sheet 6.")
    expect(panel.get_by_role("textbox", name="Path")).to_be_focused()
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    panel.get_by_role("button", name="Sheet 3").click()
    expect(sheet(page, 3)).to_be_focused()


def test_a_file_is_read_out_of_the_blob_and_compared_with_the_copy_below(visit: Open) -> None:
    page = visit()
    window = look_into(page, 6)
    row(window, "hello.txt").click()
    window.get_by_role("button", name="Compare with sheet 5").click()
    reader = window.get_by_role("region", name="A file as a layer holds it")
    content = reader.get_by_role("region", name="Content of /app/hello.txt")
    expect(content.locator("ins")).to_have_text("+ more\n")
    expect(content.locator("del")).to_have_count(0)
    said = reader.get_by_role("status")
    expect(said).to_contain_text("From sheet 5 to sheet 6: 41 B in sheet 5, 46 B in sheet 6.")
    expect(said).to_contain_text("Verified: the sha256 of both blobs, computed here, are")
    reader.get_by_role("combobox", name="Compare with").select_option(label="Compare with nothing")
    expect(content).to_contain_text("more")
    expect(content.locator("ins")).to_have_count(0)
    assert axe_findings(page) == ""
    page.keyboard.press("Escape")
    expect(reader).to_be_hidden()
    expect(row(window, "hello.txt")).to_be_focused()
    window.get_by_role("combobox", name="Sheet").select_option(
        label="Sheet 5: RUN chmod 755 hello.txt && ln -s hello.txt link"
    )
    row(window, "hello.txt").click()
    window.get_by_role("button", name="Compare with sheet 3").click()
    expect(reader).to_contain_text("Both have the very same content.")


def test_a_binary_file_is_told_as_such_and_markup_stays_text(visit: Open) -> None:
    page = visit()
    window = look_into(page, 4)
    window.get_by_role("searchbox").fill("cache")
    row(window, "blob").dblclick()
    reader = window.get_by_role("region", name="A file as a layer holds it")
    expect(reader).to_contain_text("It is binary. Its first bytes:")
    expect(reader.get_by_role("region", name=re.compile("blob"))).to_contain_text(re.compile("^000000  "))
    reader.get_by_role("button", name="Back to the paths").click()
    row(window, HOSTILE).dblclick()
    expect(reader.get_by_role("region", name=re.compile("img"))).to_have_text(HOSTILE)
    expect(window.locator("img")).to_have_count(0)


def test_a_deleted_file_is_read_from_the_sheet_that_still_holds_it(visit: Open) -> None:
    page = visit()
    window = look_into(page, 7)
    row(window, "secret").click()
    window.get_by_role("button", name="Read what sheet 4 still holds").click()
    reader = window.get_by_role("region", name="A file as a layer holds it")
    expect(reader.get_by_role("region", name="Content of /app/secret")).to_have_text("hush")


def test_keys_are_listed_and_single_characters_can_be_turned_off(visit: Open) -> None:
    page = visit()
    sheet(page, 6).click()
    expect(page.get_by_role("button", name="Keys")).to_be_visible()
    page.keyboard.press("?")
    window = page.get_by_role("dialog", name="Keys")
    switch = window.get_by_role("checkbox", name="Single characters are commands")
    expect(switch).to_be_focused()
    expect(switch).to_be_checked()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(sheet(page, 6)).to_be_focused()
    page.evaluate(
        "() => new Promise((done) => setTimeout(done))"
    )  # the window's last event, which moves the focus
    page.keyboard.press("m")
    page.keyboard.press("f")
    page.keyboard.press("ArrowDown")
    expect(sheet(page, 5)).to_be_focused()
    expect(window).to_be_hidden()
    page.reload()
    sheet(page, 6).click()
    page.get_by_role("button", name="Keys").click()
    expect(switch).not_to_be_checked()
    switch.check()
    page.keyboard.press("Escape")
    expect(sheet(page, 6)).to_be_focused()
    page.keyboard.press("m")
    expect(page.get_by_role("dialog", name="All sheets together")).to_be_visible()


def test_the_names_in_the_window_are_those_a_screen_reader_needs(visit: Open) -> None:
    page = visit()
    window = look_into(page, 6)
    row(window, "hello.txt").click()
    expect(window).to_match_aria_snapshot(
        """
        - 'dialog "Sheet 6: RUN rm -r cache && echo more >> hello.txt"':
          - 'heading "Sheet 6: RUN rm -r cache && echo more >> hello.txt" [level=2]'
          - button "Close"
          - tablist "Ways to look":
            - tab "Files" [selected]
            - tab "Merged view"
            - tab "Stored, not seen"
            - tab "Keys"
          - combobox "Sheet"
          - tabpanel:
            - searchbox "Search paths"
            - combobox "Order"
            - group "Kinds of paths":
              - button "Changed 1" [pressed]
              - button "Whited out 1" [pressed]
              - button "Listed again 1"
            - treegrid "Files of this sheet":
              - rowgroup:
                - row "Path What Size Mode Owner"
              - rowgroup:
                - row /app\\/ 46 B 0755 0:0/ [expanded]
                - row "hello.txt changed 46 B 0755 0:0"
                - row "cache whited out hides 307 kB 0755 0:0"
            - region "Details of the selected path":
              - button "Read the file"
              - button "Compare with sheet 5"
              - button "Find it through the sheets"
        """
    )


@in_its_looks
def test_axe_finds_nothing_in_the_window(visit: Open, scheme: str, width: int) -> None:
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 740}, reduced_motion="reduce")
    window = look_into(page, 6)
    for tab, there in TABS:
        window.get_by_role("tab", name=tab).click()
        expect(window.get_by_text(there).first).to_be_visible()
        assert axe_findings(page) == ""
        assert window.evaluate("(window) => window.scrollWidth <= innerWidth")
        assert window.evaluate("(window) => window.getAnimations({ subtree: true }).length") == 0


def test_forced_colours_tell_the_chosen_tab_and_row_from_the_others(visit: Open) -> None:
    """A border that is there but transparent would be drawn, under every tab alike."""
    page = visit(forced_colors="active")
    page.locator("layer-stack button.sheet").first.click()
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog")
    colour = "tab => getComputedStyle(tab).borderBottomColor"
    tabs = window.get_by_role("tab")
    expect(tabs).to_have_count(len(TABS))
    chosen = window.get_by_role("tab", selected=True).evaluate(colour)
    others = {tab.evaluate(colour) for tab in window.get_by_role("tab", selected=False).all()}
    assert len(others) == 1
    assert chosen not in others
