"""What readers expect of any good site: addresses to hand on, tabs, both directions of writing, wide and narrow, paper."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_pages import OpenPage, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CONTENT = Path(__file__).resolve().parents[2] / "content"
RULE = "rules/proc_creation_win_comsvcs_dump/"
OTHER_RULE = "rules/proc_creation_lnx_port_scan/"
TEST = "tests/t1046-network-service-discovery/"
PAGES = (
    "",
    "matrix/",
    "coverage/",
    "coverage/gaps/",
    "techniques/T1046/",
    RULE,
    TEST,
    "search/?q=scan",
    "graph/",
    "rules/",
    "guide/settings/",
)
WIDEST_LINE = 90
"""Characters in a line of prose, on the average of a paragraph: what reads well ends at about 80."""
READ_CLIPBOARD = "navigator.clipboard.readText()"
INSECURE = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
REMEMBER_SELECTION = (
    "document.execCommand = name => { window.copied = [name, document.activeElement.value]; return true }"
)


@pytest.fixture
def right_to_left(
    chromium: "Browser", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple["Browser", str]]:
    """Return the browser and the address of the demo site as an Arabic one."""
    folder = tmp_path_factory.mktemp("rtl")
    config = f"site_name: x\ndocs_dir: {CONTENT}\ntheme: {{name: kbgen, direction: rtl, language: ar}}\nplugins: [kbgen]\n"
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "kbgen",
            "build",
            "-f",
            str(folder / "mkdocs.yml"),
            "-d",
            str(folder / "site"),
        ],
        check=True,
        capture_output=True,
    )
    with served(folder / "site") as address:
        yield chromium, address


def tab(page: "Page") -> str:
    """Return the name of the only chosen tab; its panel is the only one that is seen."""
    (chosen,) = page.locator("[role=tab][aria-selected=true]").all()
    seen = [
        panel for panel in page.locator("[role=tabpanel]").all() if panel.locator("pre, p").first.is_visible()
    ]
    assert [panel.get_attribute("id") for panel in seen] == [chosen.get_attribute("aria-controls")]
    return chosen.inner_text()


def test_the_button_copies_the_address_of_the_page_and_says_so(open_page: OpenPage) -> None:
    page = open_page(f"{TEST}?q=1#inputs")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert page.get_by_role("status").filter(has_text="Link copied").count() == 0
    page.get_by_role("button", name="Copy link").focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Link copied").wait_for()
    assert page.evaluate(READ_CLIPBOARD) == page.url.removesuffix("#inputs")


def test_a_permalink_copies_its_address_and_leads_there(open_page: OpenPage) -> None:
    page = open_page(TEST)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start = page.url
    page.locator("#inputs .headerlink").focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Link copied").wait_for()
    assert page.url == f"{start}#inputs"
    assert page.evaluate(READ_CLIPBOARD) == page.url
    page.locator("[id='kb.backlinks'] .headerlink").click()
    page.wait_for_url(f"{start}#kb.backlinks")
    page.wait_for_function(f"wanted => {READ_CLIPBOARD}.then(text => text === wanted)", arg=page.url)


def test_without_a_secure_context_the_address_is_copied_as_a_selection(open_page: OpenPage) -> None:
    page = open_page("")
    page.add_init_script(INSECURE)
    page.goto(f"{page.url}{TEST}")
    page.evaluate(REMEMBER_SELECTION)
    button = page.get_by_role("button", name="Copy link")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Link copied").wait_for()
    assert page.evaluate("window.copied") == ["copy", page.url]
    assert page.locator("textarea").count() == 0
    assert button.evaluate("button => button === document.activeElement")


def test_what_could_not_be_copied_is_not_said_to_be(open_page: OpenPage) -> None:
    page = open_page("")
    page.evaluate(INSECURE)
    page.evaluate("document.execCommand = () => false")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("status").filter(has_text="The link could not be copied").wait_for()


def test_a_page_that_is_opened_as_a_file_copies_its_address(chromium: "Browser", demo_folder: Path) -> None:
    page = chromium.new_page()
    address = (demo_folder / "health/index.html").as_uri()
    page.goto(address)
    page.evaluate(INSECURE)
    page.evaluate(REMEMBER_SELECTION)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("status").filter(has_text="Link copied").wait_for()
    assert page.evaluate("window.copied") == ["copy", address]
    page.close()


def test_without_scripts_there_is_no_button(open_page: OpenPage) -> None:
    page = open_page(TEST, javascript=False)
    assert page.get_by_role("button", name="Copy link").count() == 0
    assert page.locator(".headerlink").count() > 0


def test_the_arrow_keys_walk_through_the_languages_of_a_rule(open_page: OpenPage) -> None:
    page = open_page(RULE)
    names = page.get_by_role("tab").all_inner_texts()
    assert names[0] == "Sigma"
    assert "Splunk SPL" in names
    assert tab(page) == "Sigma"
    page.get_by_role("tab", name="Sigma").focus()
    seen = []
    for key in ("ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        seen.append(tab(page))
        assert page.evaluate("document.activeElement.textContent") == seen[-1]
    assert seen == [names[1], names[-1], names[0], names[-1], names[0]]
    assert [item.get_attribute("tabindex") for item in page.get_by_role("tab").all()].count("0") == 1


def test_the_chosen_language_is_that_of_the_next_rule(open_page: OpenPage) -> None:
    page = open_page(RULE)
    home = page.url.removesuffix(RULE)
    page.get_by_role("tab", name="Elastic ES|QL").click()
    page.goto(home + OTHER_RULE)
    assert tab(page).startswith("Elastic ES|QL")


def test_forbidden_storage_leaves_the_tabs_working(open_page: OpenPage) -> None:
    page = open_page("")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    page.goto(page.url + RULE)
    page.get_by_role("tab", name="Splunk SPL").click()
    assert tab(page) == "Splunk SPL"


def test_each_query_can_be_copied(open_page: OpenPage) -> None:
    page = open_page(RULE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for name in ("Sigma", "Splunk SPL"):
        page.get_by_role("tab", name=name).click()
        code = page.locator("[role=tabpanel]:not([hidden]) .highlight")
        code.hover()
        code.locator(".md-code__button").click()
        wanted = code.locator("code").inner_text().strip()
        page.wait_for_function(f"wanted => {READ_CLIPBOARD}.then(text => text.trim() === wanted)", arg=wanted)


def test_without_scripts_all_queries_stand_one_below_the_other(open_page: OpenPage) -> None:
    page = open_page(RULE, javascript=False)
    sections = page.locator(".kb-conversion").all()
    assert len(sections) >= 1
    assert page.get_by_role("tab").count() == 0
    tops = [section.bounding_box() for section in sections]
    heights = [(box["y"], box["height"]) for box in tops if box]
    assert len(heights) == len(sections)
    assert all(height > 0 for _, height in heights)
    assert [top for top, _ in heights] == sorted(top for top, _ in heights)


def test_on_paper_stand_all_queries_and_nothing_to_press(open_page: OpenPage) -> None:
    page = open_page(RULE)
    page.emulate_media(media="print")
    panels = page.locator("[role=tabpanel]").all()
    assert len(panels) > 1
    for panel in panels:
        assert panel.locator("pre, p").last.is_visible()
        assert panel.locator("h3").is_visible(), "a query without the name of its language"
    for gone in (
        ".md-header",
        ".md-tabs",
        ".md-sidebar",
        ".md-path",
        ".kb-search",
        ".kb-tabs",
        ".kb-copy",
        ".md-footer",
    ):
        assert not page.locator(gone).first.is_visible(), gone
    assert not page.locator(".headerlink").first.is_visible()


def test_a_short_page_takes_one_sheet(open_page: OpenPage) -> None:
    page = open_page("tags/t1046/")
    page.emulate_media(media="print")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_from_right_to_left_nothing_is_wider_than_the_window_and_code_runs_as_typed(
    width: int, right_to_left: tuple["Browser", str]
) -> None:
    browser, address = right_to_left
    page = browser.new_page(viewport={"width": width, "height": 900})
    directions: set[str] = set()
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.body.dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        # What overflows to the left of a page that starts at its right.
        page.evaluate("scrollTo(-500, 0)")
        assert page.evaluate("scrollX") == 0, path
        directions |= set(
            page.locator(".md-content :is(pre, code)").evaluate_all(
                "all => all.map(e => getComputedStyle(e).direction)"
            )
        )
    assert directions == {"ltr"}
    page.close()


def test_from_right_to_left_the_left_arrow_leads_on(right_to_left: tuple["Browser", str]) -> None:
    browser, address = right_to_left
    page = browser.new_page()
    page.goto(address + RULE)
    names = page.get_by_role("tab").all_inner_texts()
    page.get_by_role("tab", name="Sigma").focus()
    page.keyboard.press("ArrowLeft")
    assert tab(page) == names[1]
    page.keyboard.press("ArrowRight")
    assert tab(page) == names[0]
    page.close()


def test_on_a_wide_screen_tables_use_the_width_and_prose_does_not(open_page: OpenPage) -> None:
    page = open_page("techniques/T1059/001/", 2560)
    lines = page.locator("article p").evaluate_all(
        """all => all.filter(p => p.textContent.length > 200).map(p => {
            const range = document.createRange();
            range.selectNodeContents(p);
            const tops = Array.from(range.getClientRects(), box => Math.round(box.bottom / 12));
            return p.textContent.length / new Set(tops).size;
        })"""
    )
    assert lines, "no paragraph is long enough to be measured"
    assert max(lines) <= WIDEST_LINE
    page.goto(page.url.removesuffix("techniques/T1059/001/") + "tests/")
    table = page.locator(".kb-scroll").first.bounding_box()
    assert table is not None
    assert table["width"] >= 0.75 * 2560


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_tabs_and_the_button_are_accessible(scheme: str, open_page: OpenPage) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    page = open_page(RULE, scheme=scheme)
    page.get_by_role("tab", name="Splunk SPL").click()
    script = Path(axe.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(f"{script};0")
    assert page.evaluate("axe.run(document).then(found => found.violations.map(rule => rule.id))") == []
