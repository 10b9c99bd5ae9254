"""The matrix in a browser: filters, their address, the legend, the keyboard, and the page without scripts."""

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from browser_pages import OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

READY = "#matrix-filters:not([hidden])"
TECHNIQUES = 40
"""Notes of techniques in the demo vault; it mounts nothing."""


def shown(page: "Page") -> list[str]:
    """Return the identifiers of the cells that are kept, those folded in included, by column."""
    found = page.eval_on_selector_all(
        ".kb-cell:not(.kb-cell--context)",
        "nodes => nodes.filter(node => !node.closest('[hidden]')).map(node => node.querySelector('.kb-cell__id').textContent)",
    )
    return [str(item) for item in found]


def legend(page: "Page") -> dict[str, int]:
    """Return the counts of the legend."""
    pairs = page.eval_on_selector_all(
        "#matrix-legend [data-verdict]",
        "nodes => nodes.map(node => [node.dataset.verdict, node.textContent])",
    )
    return {verdict: int(count) for verdict, count in pairs}


def words(page: "Page", identifier: str) -> str:
    """Return what the first cell of a technique says."""
    cell = page.locator(".kb-cell").filter(has=page.get_by_text(identifier, exact=True)).first
    return " ".join((cell.text_content() or "").split())


def test_a_choice_stands_in_the_address_and_comes_back_from_it(open_page: OpenPage) -> None:
    page = open_page("matrix/")
    page.wait_for_selector(READY)
    everything = shown(page)
    page.select_option("[name=platform]", "Linux")
    page.select_option("[name=verdict]", "gap")
    assert parse_qs(urlsplit(page.url).query) == {"platform": ["Linux"], "verdict": ["gap"]}
    chosen = shown(page)
    assert 0 < len(chosen) < len(everything)

    again = open_page("matrix/?platform=Linux&verdict=gap")
    again.wait_for_selector(READY)
    assert shown(again) == chosen
    assert again.input_value("[name=platform]") == "Linux"
    assert (
        legend(again)
        == legend(page)
        == {
            "gap": len(set(chosen)),
            "untested": 0,
            "testable": 0,
            "proven": 0,
            "out": 0,
        }
    )


def test_back_and_forward_go_through_the_choices(open_page: OpenPage) -> None:
    page = open_page("matrix/")
    page.wait_for_selector(READY)
    page.select_option("[name=platform]", "Linux")
    linux = shown(page)
    page.select_option("[name=platform]", "Windows")
    windows = shown(page)
    page.go_back()
    assert (page.input_value("[name=platform]"), shown(page)) == ("Linux", linux)
    page.go_back()
    assert page.input_value("[name=platform]") == ""
    assert sum(legend(page).values()) == TECHNIQUES
    page.go_forward()
    page.go_forward()
    assert shown(page) == windows


def test_typing_makes_one_step_of_the_history(open_page: OpenPage) -> None:
    page = open_page("matrix/")
    page.wait_for_selector(READY)
    before = page.evaluate("history.length")
    page.locator("[name=text]").press_sequentially("shell unix")
    page.wait_for_url(re.compile(r"text=shell(\+|%20)unix"))
    assert set(shown(page)) == {"T1059.004"}
    assert page.evaluate("history.length") == before + 1


def test_a_platform_shows_what_is_true_on_it(open_page: OpenPage) -> None:
    page = open_page("matrix/")
    page.wait_for_selector(READY)
    assert "testable 4 rules, 7 tests" in words(page, "T1059")
    page.select_option("[name=platform]", "ESXi")
    assert "gap 0 rules" in words(page, "T1059")
    page.click("button[type=reset]")
    page.wait_for_url(re.compile(r"/matrix/$"))
    assert "testable 4 rules, 7 tests" in words(page, "T1059")
    assert sum(legend(page).values()) == TECHNIQUES


def test_a_rule_has_to_fit_all_filters_of_rules_together(open_page: OpenPage) -> None:
    page = open_page("matrix/?source=windows/*")
    page.wait_for_selector(READY)
    any_windows = set(shown(page))
    page.select_option("[name=source]", "windows/process_creation")
    process = set(shown(page))
    page.select_option("[name=level]", "high")
    high = set(shown(page))
    assert high < process < any_windows
    assert "T1059.001" in process


def test_blind_spots_are_gaps_where_nothing_is_declared(open_page: OpenPage) -> None:
    page = open_page("matrix/")
    page.wait_for_selector(READY)
    gaps = legend(page)["gap"]
    page.check("[name=blind]")
    assert legend(page) == {"gap": gaps, "untested": 0, "testable": 0, "proven": 0, "out": 0}
    assert page.text_content("[data-shown]") == f"{gaps} of {TECHNIQUES} techniques"


def test_an_unknown_value_in_the_address_is_left_aside(open_page: OpenPage) -> None:
    page = open_page("matrix/?platform=Abacus&verdict=%3Cb%3E")
    page.wait_for_selector(READY)
    assert sum(legend(page).values()) == TECHNIQUES


def test_a_sub_technique_that_is_kept_is_seen_below_one_that_is_not(open_page: OpenPage) -> None:
    page = open_page("matrix/?text=t1053.003")
    page.wait_for_selector(READY)
    assert set(shown(page)) == {"T1053.003"}
    assert page.locator(".kb-cell", has_text="T1053.003").first.is_visible()
    assert page.locator(".kb-cell--context", has_text="T1053 ").first.is_visible()


def test_without_scripts_the_matrix_is_complete_and_has_no_filters(open_page: OpenPage) -> None:
    page = open_page("matrix/", javascript=False)
    assert not page.locator("#matrix-filters").is_visible()
    identifiers = page.locator(".kb-cell__id").all_text_contents()
    assert len(set(identifiers)) == TECHNIQUES
    folded = page.locator(".kb-cell", has_text="T1059.001").first
    assert not folded.is_visible()
    page.locator("summary", has_text="T1059").first.click()
    assert folded.is_visible()


def test_the_keyboard_reaches_cells_with_tab_and_moves_with_arrows(open_page: OpenPage) -> None:
    page = open_page("matrix/")
    page.wait_for_selector(READY)

    def focused() -> str:
        return " ".join(str(page.evaluate("document.activeElement.textContent")).split())

    page.locator(".kb-matrix").focus()
    page.keyboard.press("Tab")
    assert focused() == "Reconnaissance"
    page.keyboard.press("Tab")
    assert focused().startswith("T1595 ")
    page.keyboard.press("ArrowRight")
    assert focused().startswith("T1583 ")
    page.keyboard.press("ArrowDown")
    assert focused() == "1 sub-technique of T1583"
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert focused().startswith("T1583.001 ")
    page.keyboard.press("Home")
    assert focused().startswith("T1583 ")
    page.keyboard.press("ArrowLeft")
    assert focused().startswith("T1595 ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_matrix_scrolls_and_the_page_does_not(open_page: OpenPage, scheme: str) -> None:
    page = open_page("matrix/", width=390, scheme=scheme)
    page.wait_for_selector(READY)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    wide, window = page.eval_on_selector(".kb-matrix", "node => [node.scrollWidth, node.clientWidth]")
    assert wide > 2 * window


def test_the_picture_holds_what_is_visible(open_page: OpenPage) -> None:
    page = open_page("matrix/?platform=Linux&verdict=gap")
    page.wait_for_selector(READY)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as SVG").click()
    assert download.value.suggested_filename == "matrix-enterprise-attack.svg"
    tree = ET.parse(download.value.path())  # noqa: S314 - what the page itself made
    texts = [element.text or "" for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "ATT&CK matrix, Enterprise; platform: Linux; verdict: gap"
    drawn = {match[0] for text in texts if (match := re.match(r"T\d{4}(\.\d{3})?", text))}
    visible = page.eval_on_selector_all(
        ".kb-cell",
        "nodes => nodes.filter(node => node.checkVisibility()).map(node => node.querySelector('.kb-cell__id').textContent)",
    )
    assert drawn == set(visible)
    assert drawn


def hold_script(page: "Page") -> "list[Route]":
    """Let the script of the matrix wait; return the list in which its requests will stand."""
    held: list[Route] = []

    def hold(route: "Route") -> None:
        held.append(route)

    page.route("**/assets/matrix.*.js", hold)
    return held


def test_what_the_address_asks_for_is_painted_first(open_page: OpenPage) -> None:
    page = open_page("tags/")
    held = hold_script(page)
    address = page.url.removesuffix("tags/") + "matrix/"

    def is_shown() -> bool:
        page.wait_for_selector("#matrix-data", state="attached")
        page.wait_for_timeout(200)  # frames enough for what could be painted
        return page.is_visible(".kb-matrix") or page.is_visible("#matrix-legend")

    page.goto(f"{address}?platform=Linux&verdict=gap", wait_until="commit")
    assert not is_shown()
    held.pop().continue_()
    page.wait_for_selector(".kb-matrix", state="visible")
    assert 0 < len(set(shown(page))) == legend(page)["gap"] < TECHNIQUES
    # Without filters nothing has to wait.
    page.goto(address, wait_until="commit")
    assert is_shown()
    held.pop().continue_()
    page.wait_for_selector(READY)


def test_should_the_script_not_come_the_matrix_is_there_as_it_is(chromium: "Browser", demo_site: str) -> None:
    page = chromium.new_page()
    page.route("**/assets/matrix.*.js", lambda route: route.abort())
    page.goto(f"{demo_site}matrix/?platform=Linux")
    page.wait_for_selector(".kb-matrix", state="visible")
    assert len(set(shown(page))) == TECHNIQUES
    page.close()


def test_without_scripts_the_address_holds_nothing_back(open_page: OpenPage) -> None:
    page = open_page("matrix/?platform=Linux", javascript=False)
    assert page.is_visible(".kb-matrix")
    assert page.is_visible("#matrix-legend")


def test_the_filters_take_no_place_from_what_is_shown_already(open_page: OpenPage) -> None:
    page = open_page("tags/")
    held = hold_script(page)
    page.goto(page.url.removesuffix("tags/") + "matrix/", wait_until="commit")
    page.wait_for_selector("#matrix-data", state="attached")
    top = "document.querySelector('.kb-matrix').getBoundingClientRect().top"
    before = page.evaluate(top)
    held.pop().continue_()
    page.wait_for_selector(READY)
    assert page.evaluate(top) == before
