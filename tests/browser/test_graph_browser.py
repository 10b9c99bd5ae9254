"""The graph in a browser: focus and its address, the list, search, filters, keys, the page without scripts and from a file."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from browser_pages import OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READY = "[data-kb-graph]:not([hidden])"
STATUS = "[data-kb-graph] [role=status]"
FOCUS = ".kb-graph__focus"


def opened(open_page: OpenPage, query: str = "", width: int = 1280, scheme: str = "light") -> "Page":
    page = open_page(f"graph/{query}", width=width, scheme=scheme)
    page.wait_for_selector(READY)
    page.wait_for_function(f"document.querySelector('{STATUS}').textContent !== ''")
    return page


def picture(page: "Page") -> str:
    """Return what the canvas shows, once it has settled."""
    page.wait_for_timeout(500)
    return str(page.evaluate("document.querySelector('[data-kb-graph] canvas').toDataURL()"))


def colours(page: "Page") -> int:
    """Return how many different colours the canvas shows."""
    page.wait_for_timeout(500)
    script = """() => {
        const canvas = document.querySelector('[data-kb-graph] canvas');
        const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return new Set(new Uint32Array(bytes.buffer)).size;
    }"""
    return int(page.evaluate(script))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_graph_is_drawn_in_colour(open_page: OpenPage, scheme: str) -> None:
    page = opened(open_page, scheme=scheme)
    assert colours(page) > 50


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_no_wider_than_the_screen(open_page: OpenPage, width: int) -> None:
    page = opened(open_page, "?node=T1046", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_address_names_a_node_and_the_list_its_neighbours(open_page: OpenPage) -> None:
    page = opened(open_page, "?node=T1046")
    assert page.inner_text(f"{FOCUS} h2") == "T1046 Network Service Discovery"
    assert page.get_attribute(f"{FOCUS} h2 a", "href") == "../techniques/T1046/"
    assert "is in the tactic (1)" in page.inner_text(FOCUS)
    assert page.locator(FOCUS).get_by_text("TA0007 Discovery").get_attribute("href") == "?node=TA0007"


def test_a_neighbour_in_the_list_takes_the_focus_and_back_returns_it(open_page: OpenPage) -> None:
    page = opened(open_page, "?node=T1046")
    page.locator(FOCUS).get_by_text("TA0007 Discovery").click()
    assert parse_qs(urlsplit(page.url).query) == {"node": ["TA0007"]}
    assert page.inner_text(f"{FOCUS} h2") == "TA0007 Discovery"
    page.go_back()
    page.wait_for_function(f"document.querySelector('{FOCUS} h2').textContent.startsWith('T1046')")


def test_more_depth_shows_more_nodes_and_stands_in_the_address(open_page: OpenPage) -> None:
    page = opened(open_page, "?node=T1046")

    def count() -> int:
        text = page.inner_text(STATUS).partition(": ")[2]
        return int(text.split()[0].replace(",", ""))

    near = count()
    page.select_option("[data-depth]", "2")
    assert count() > near
    assert parse_qs(urlsplit(page.url).query) == {"node": ["T1046"], "depth": ["2"]}
    again = opened(open_page, "?node=T1046&depth=2")
    assert again.inner_text(STATUS) == page.inner_text(STATUS)


def test_an_unknown_node_is_told(open_page: OpenPage) -> None:
    page = opened(open_page, "?node=T9999")
    assert page.inner_text(STATUS) == "The graph has no node T9999."


def test_a_note_without_an_identifier_is_found_by_its_address(open_page: OpenPage) -> None:
    page = open_page("techniques/T1046/")
    page.click(".kb-near svg a[href*='rules/']")
    page.click("text=Open in the graph")
    page.wait_for_selector(f"{FOCUS} h2")
    assert parse_qs(urlsplit(page.url).query)["node"][0].startswith("rules/")


def test_search_finds_by_identifier_and_title_with_the_keyboard(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.fill(".kb-graph__search input", "t1046")
    assert page.inner_text(".kb-graph__found li:first-child").startswith("T1046 Network Service Discovery")
    page.fill(".kb-graph__search input", "network service")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "Network Service" in page.inner_text(f"{FOCUS} h2")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.fill(".kb-graph__search input", "no such thing")
    assert "Nothing has this" in page.inner_text(".kb-graph__found")
    page.keyboard.press("Escape")
    assert page.is_hidden(".kb-graph__found")


def test_filters_leave_kinds_and_ties_out(open_page: OpenPage) -> None:
    page = opened(open_page)
    before, drawn = page.inner_text(STATUS), picture(page)
    page.uncheck("[data-kb-kinds] input[value=detection_rule]")
    assert page.inner_text(STATUS) != before
    page.check("[data-kb-kinds] input[value=detection_rule]")
    assert page.inner_text(STATUS) == before
    page.uncheck("[data-kb-ties] input[value=answers-query]")
    assert picture(page) != drawn


def test_keys_move_zoom_and_restore_the_picture(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.focus("canvas")
    page.keyboard.press("0")
    start = picture(page)
    page.keyboard.press("ArrowLeft")
    moved = picture(page)
    page.keyboard.press("+")
    zoomed = picture(page)
    assert len({start, moved, zoomed}) == 3
    page.keyboard.press("0")
    assert picture(page) == start


def test_the_wheel_and_the_buttons_zoom(open_page: OpenPage) -> None:
    page = opened(open_page)
    start = picture(page)
    page.click("[data-do=in]")
    assert picture(page) != start
    page.click("[data-do=fit]")
    page.hover("canvas")
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, -300)
    assert picture(page) != start
    assert page.evaluate("scrollY") == before


def test_a_click_on_a_node_focuses_it_and_a_second_opens_its_page(open_page: OpenPage) -> None:
    page = opened(open_page, "?node=TA0007")
    page.click("[data-do=clear]")
    assert page.is_hidden(FOCUS)
    page.fill(".kb-graph__search input", "T1046")
    page.keyboard.press("Enter")
    page.uncheck("[data-kb-kinds] input[value=detection_rule]")
    page.uncheck("[data-kb-kinds] input[value=atomic_test]")
    page.uncheck("[data-kb-kinds] input[value=tactic]")
    page.uncheck("[data-kb-kinds] input[value=page]")
    page.click("[data-do=fit]")
    box = page.locator("canvas").bounding_box()
    assert box is not None
    # Nothing is left in the focus but the node itself: it stands in the middle.
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert "T1046" in page.inner_text(".kb-graph__tip")
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url("**/techniques/T1046/")


def test_without_javascript_the_page_explains_counts_and_leads_on(open_page: OpenPage) -> None:
    page = open_page("graph/", javascript=False)
    assert page.is_hidden("[data-kb-graph]")
    assert "needs JavaScript" in page.inner_text("article")
    assert page.is_visible("[data-kb-kinds] a[href='../techniques/']")
    assert page.locator("[data-kb-kinds] input:visible").count() == 0


def test_the_graph_works_from_a_file(chromium: "Browser", tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "a.md").write_text("[[b]]\n")
    (vault / "b.md").write_text("Text.\n")
    command = [sys.executable, "-m", "kbgen", "build", str(vault), "-d", str(tmp_path / "site")]
    subprocess.run(command, check=True, capture_output=True)
    page = chromium.new_page()
    page.goto((tmp_path / "site/graph/index.html").as_uri() + "?node=b/")
    page.wait_for_selector(f"{FOCUS} h2")
    assert "is linked from (1)" in page.inner_text(FOCUS)
    (tmp_path / "site/api/graph-data.js").unlink()
    page.reload()
    assert page.is_visible("[data-kb-graph-failed]")
    page.close()
