"""What a script makes of the shell stands there as Material would have written it; without scripts, tabs lead everywhere."""

from browser_pages import OpenPage
from mkdocs.theme import Theme

ENTRIES = """root => Array.from(document.querySelectorAll(root + " a"), link => [link.textContent.trim(), link.href])"""
COLOURS = """Array.from(document.querySelectorAll("form[data-md-component=palette] input"), input => ({
    media: input.dataset.mdColorMedia, scheme: input.dataset.mdColorScheme, primary: input.dataset.mdColorPrimary,
    accent: input.dataset.mdColorAccent, name: input.ariaLabel, next: input.nextElementSibling.htmlFor}))"""
SHOWN = """Array.from(document.querySelectorAll("form[data-md-component=palette] label"), label => !label.hidden)"""


def test_the_switch_of_colours_has_the_palettes_of_the_theme(open_page: OpenPage) -> None:
    page = open_page("techniques/T1046/")
    palettes = Theme("kbgen")["palette"]
    assert page.evaluate(COLOURS) == [
        {
            "media": option["media"],
            "scheme": option.get("scheme", "default"),
            "primary": option["primary"],
            "accent": option["accent"],
            "name": option["toggle"]["name"],
            "next": f"__palette_{(number + 1) % len(palettes)}",
        }
        for number, option in enumerate(palettes)
    ]


def test_the_switch_goes_from_the_system_to_light_to_dark_and_is_remembered(open_page: OpenPage) -> None:
    page = open_page("techniques/T1046/", scheme="light")
    body = page.locator("body")
    assert page.evaluate(SHOWN) == [True, False, False]
    page.get_by_title("Switch to light mode").click()
    page.get_by_title("Switch to dark mode").click()
    assert body.get_attribute("data-md-color-scheme") == "slate"
    page.reload()
    assert body.get_attribute("data-md-color-scheme") == "slate"
    assert page.evaluate(SHOWN) == [False, False, True]


def test_the_drawer_lists_what_the_tabs_list_and_says_where_the_reader_is(open_page: OpenPage) -> None:
    page = open_page("rules/", 390)
    tabs = page.evaluate(ENTRIES, ".md-tabs")
    assert ["Rules", page.url] in tabs
    assert page.evaluate(ENTRIES, ".md-nav--primary") == tabs
    assert page.locator(".md-nav--primary [aria-current=page]").inner_text() == "Rules"
    page.locator(".md-header__button[for=__drawer]").click()
    page.get_by_role("link", name="Matrix").click()
    page.wait_for_url("**/matrix/")


def test_below_a_list_its_entry_is_active_and_not_the_page(open_page: OpenPage) -> None:
    page = open_page("techniques/T1046/", 390)
    assert page.locator(".md-nav--primary .md-nav__link--active").all_text_contents() == ["Techniques"]
    assert page.locator(".md-nav--primary [aria-current]").count() == 0


def test_the_header_shows_the_title_of_the_page_once_it_is_scrolled(open_page: OpenPage) -> None:
    page = open_page("techniques/T1046/")
    topic = page.locator("[data-md-component=header-topic]")
    assert topic.text_content() == "T1046 Network Service Discovery"
    page.mouse.wheel(0, 1200)
    page.locator(".md-header__title--active").wait_for()


def test_without_scripts_tabs_show_in_narrow_windows_and_no_button_does_nothing(open_page: OpenPage) -> None:
    page = open_page("techniques/T1046/", 390, javascript=False)
    assert page.locator(".md-header label:visible, .md-header button:visible").count() == 0
    page.get_by_role("link", name="Matrix").click()
    page.wait_for_url("**/matrix/")


def test_without_scripts_the_shell_looks_alike(open_page: OpenPage) -> None:
    boxes = []
    for javascript in (True, False):
        page = open_page("techniques/T1046/", javascript=javascript)
        links = page.locator(".md-tabs a, .md-nav--secondary a, .md-path a, .md-content h1")
        found = [link.bounding_box() for link in links.all()]
        boxes.append([(box["x"], box["y"], box["height"]) for box in found if box])
    assert len(boxes[0]) > 12
    assert boxes[0] == boxes[1]


def test_forced_colours_leave_the_icons_visible(open_page: OpenPage) -> None:
    page = open_page("techniques/T1046/")
    page.emulate_media(forced_colors="active")
    icon = page.locator("form[data-md-component=palette] label:visible svg")
    assert icon.evaluate("svg => getComputedStyle(svg).fill") != page.locator(".md-header").evaluate(
        "header => getComputedStyle(header).backgroundColor"
    )
