"""The site search in a browser, on the demo site below a path: with the keyboard alone, and from its own host alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

RULE_ID = "11dd4e14-e578-4bd3-a6a4-84533f271ece"
RULE = "rules/proc_creation_win_comsvcs_dump/"
GUID = "3e26f5d2-b755-40f2-9189-6fd11d2c2344"
DIALOG = "dialog.kb-find-dialog"
DONE = r"/^(\d|Nothing)[^…]*$/"


@pytest.fixture
def page(chromium: Any, demo_site: str) -> Iterator[Any]:
    """Yield an empty page; a fault in a script or a request to another host fails the test."""
    context = chromium.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.extend([request.url] * (not own(request.url, demo_site))))
    page.on(
        "response", lambda answer: faults.extend([answer.url] * (answer.status >= 400 and own_page(answer)))
    )
    yield page
    context.close()
    assert faults == []


def own(url: str, site: str) -> bool:
    return url.startswith((site, "data:", "blob:", "file:"))


def own_page(answer: Any) -> bool:
    return not answer.url.endswith("favicon.ico")


def open_dialog(page: Any, address: str, key: str = "/") -> None:
    page.goto(address)
    page.keyboard.press(key)
    page.wait_for_selector(f"{DIALOG}[open] input:focus")


def finish(page: Any) -> str:
    """Wait until everything is found and return what the status says."""
    page.wait_for_function(f"{DONE}.test(document.querySelector('.kb-find__status').textContent)")
    text: str = page.inner_text(".kb-find__status")
    return text


def titles(page: Any) -> list[str]:
    found = page.locator(".kb-find__title").all_text_contents()
    return [str(text) for text in found]


@pytest.mark.parametrize(
    ("typed", "lands"),
    [
        ("T1059.001", "techniques/T1059/001/"),
        ("t1059", "techniques/T1059/"),
        (RULE_ID.upper(), RULE),
        (GUID, f"#{GUID}"),
        ("Process Injection", "techniques/T1055/"),
        ("defense evasion", "tactics/TA0005/"),
    ],
)
def test_a_name_and_enter_land_on_its_page(page: Any, demo_site: str, typed: str, lands: str) -> None:
    open_dialog(page, f"{demo_site}rules/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith(lands))
    assert page.url.startswith(demo_site)


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_words_give_results_that_the_keyboard_walks_through(page: Any, demo_site: str, key: str) -> None:
    open_dialog(page, demo_site, key)
    page.keyboard.type("lsass memory")
    said = finish(page)
    found = titles(page)
    assert int(said.split()[0]) >= len(found) > 1
    assert page.locator(".kb-find__excerpt mark").count()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.querySelector('.kb-find__title').textContent")
    assert focused == found[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator("h1").inner_text().endswith(found[0])


def test_typing_in_the_results_goes_on_in_the_field(page: Any, demo_site: str) -> None:
    open_dialog(page, demo_site)
    page.keyboard.type("powershel")
    finish(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.type("l")
    assert page.input_value(f"{DIALOG} input") == "powershell"


def test_escape_closes_the_dialog_and_it_keeps_what_was_asked(page: Any, demo_site: str) -> None:
    open_dialog(page, demo_site)
    page.keyboard.type("cron")
    finish(page)
    page.keyboard.press("Escape")
    page.wait_for_selector(DIALOG, state="hidden")
    page.keyboard.press("/")
    page.wait_for_selector(f"{DIALOG}[open]")
    assert page.input_value(f"{DIALOG} input") == "cron"
    assert titles(page)


def test_the_closed_dialog_keeps_no_key_to_itself(page: Any, demo_site: str) -> None:
    open_dialog(page, demo_site)
    # Both keys come before the browser draws again, as those of a fast typist may.
    is_open = page.evaluate(
        """selector => {
            const press = (key) => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            press("Escape");
            const wasOpen = document.querySelector(selector).open;
            press("/");
            return new Promise((done) => setTimeout(() => done([wasOpen, document.querySelector(selector).open]), 200));
        }""",
        DIALOG,
    )
    assert is_open == [False, True]


def test_the_field_of_the_header_opens_the_dialog_by_a_click_and_by_typing(page: Any, demo_site: str) -> None:
    page.goto(demo_site)
    page.click(".kb-search__input")
    page.wait_for_selector(f"{DIALOG}[open]")
    page.goto(demo_site)
    page.focus(".kb-search__input")
    page.keyboard.type("shadow file", delay=5)
    page.wait_for_selector(f"{DIALOG}[open]")
    finish(page)
    assert page.input_value(f"{DIALOG} input") == "shadow file"


def test_a_slash_in_a_field_is_a_slash(page: Any, demo_site: str) -> None:
    page.goto(f"{demo_site}search/")
    page.keyboard.type("/etc/shadow")
    assert page.input_value("[data-kb-search] input") == "/etc/shadow"
    assert page.locator(DIALOG).count() == 0


def test_facets_narrow_the_results_and_say_how_many_they_leave(page: Any, demo_site: str) -> None:
    open_dialog(page, demo_site)
    page.keyboard.type("powershell")
    everything = int(finish(page).split()[0])
    page.wait_for_function("/\\(\\d+\\)/.test(document.querySelector('select[name=kind]').textContent)")
    label = page.locator("select[name=kind] option[value=detection_rule]").text_content()
    page.select_option("select[name=kind]", "detection_rule")
    page.wait_for_function(
        "Array.from(document.querySelectorAll('.kb-find__kind'), (e) => e.textContent).every((k) => k === 'detection rule')"
    )
    rules = int(finish(page).split()[0])
    assert 0 < rules < everything
    assert label == f"detection rule ({rules})"


def test_a_link_says_what_is_asked_for_and_the_address_follows(page: Any, demo_site: str) -> None:
    page.goto(f"{demo_site}search/?q=powershell&kind=detection_rule")
    rules = int(finish(page).split()[0])
    assert set(page.locator(".kb-find__kind").all_text_contents()) == {"detection rule"}
    assert page.input_value("[data-kb-search] input") == "powershell"
    page.wait_for_selector("select[name=kind] option[value=technique]", state="attached")
    assert page.input_value("select[name=kind]") == "detection_rule"
    page.select_option("select[name=kind]", "")
    page.wait_for_url(re.compile(r"/search/\?q=powershell$"))
    page.wait_for_function(f"parseInt(document.querySelector('.kb-find__status').textContent) > {rules}")


def test_facets_alone_list_what_has_them(page: Any, demo_site: str) -> None:
    page.goto(f"{demo_site}search/?kind=technique&tactic=Execution")
    assert int(finish(page).split()[0]) >= 2
    assert set(page.locator(".kb-find__kind").all_text_contents()) == {"technique"}


def test_more_results_are_shown_on_demand(page: Any, demo_site: str) -> None:
    page.goto(f"{demo_site}search/?q=the")
    count = int(finish(page).split()[0])
    before = len(titles(page))
    assert count > before
    page.click(".kb-find__more")
    page.wait_for_function(f"document.querySelectorAll('.kb-find__title').length > {before}")
    assert page.evaluate("document.activeElement.className") == "kb-find__link"


def test_what_is_not_there_is_not_found(page: Any, demo_site: str) -> None:
    page.goto(f"{demo_site}search/?q=ffffffff-0000-4000-8000-000000000000")
    assert finish(page) == "Nothing was found"


def test_an_identifier_that_two_kinds_share_shows_both(page: Any, demo_site: str) -> None:
    page.goto(f"{demo_site}search/?q=T1059.001")
    finish(page)
    assert titles(page)[0].startswith("T1059.001")
    assert page.url.endswith("?q=T1059.001"), "a link that somebody follows shows results and does not jump"


def test_the_results_are_text_whatever_pages_say(page: Any, demo_site: str) -> None:
    page.goto(f"{demo_site}search/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    finish(page)
    assert page.locator("[data-kb-search] img").count() == 0


def test_counts_are_announced(page: Any, demo_site: str) -> None:
    page.goto(f"{demo_site}search/?q=cron")
    finish(page)
    status = page.locator(".kb-find__status")
    assert (status.get_attribute("role"), status.get_attribute("aria-live")) == ("status", "polite")


def test_nothing_of_the_search_is_loaded_before_it_is_used(page: Any, demo_site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{demo_site}rules/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/assets/search" in url or "/assets/names" in url]


def test_without_javascript_the_form_leads_to_the_page_that_says_so(chromium: Any, demo_site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_site)
    page.fill(".kb-search__input", "cron")
    page.press(".kb-search__input", "Enter")
    page.wait_for_url("**/kb/search/?q=cron")
    assert "needs JavaScript" in page.inner_text("article")
    assert page.locator("article a[href='../techniques/']").is_visible()
    context.close()


def test_opened_as_a_file_it_says_that_it_needs_a_server(chromium: Any, demo_folder: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto((demo_folder / "search" / "index.html").as_uri())
    page.wait_for_function("/kbgen serve/.test(document.querySelector('.kb-find__status').textContent)")
    assert "python -m http.server" in page.inner_text(".kb-find__status")
    page.goto((demo_folder / "index.html").as_uri())
    page.keyboard.press("/")
    page.wait_for_selector(f"{DIALOG}[open]")
    assert "kbgen serve" in page.inner_text(".kb-find__status")
    context.close()


def test_where_the_index_is_missing_names_are_still_found(chromium: Any, demo_site: str) -> None:
    context = chromium.new_context()
    context.route("**/assets/search/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{demo_site}search/?q=T1059.001")
    page.wait_for_function(
        "/could not be loaded/.test(document.querySelector('.kb-find__status').textContent)"
    )
    assert titles(page)[0].startswith("T1059.001")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_telephone(chromium: Any, demo_site: str, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{demo_site}search/?q=powershell")
    finish(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    open_dialog(page, demo_site)
    page.keyboard.type("powershell")
    finish(page)
    box = page.locator(DIALOG).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 700
    context.close()
