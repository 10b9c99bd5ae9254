"""The inputs of a test are filled into its commands, for people to copy."""

from browser_pages import OpenPage

PAGE = "tests/t1021-002-remote-services-smb_windows-admin-shares/"
FILLED = ".kb-case:has(.kb-inputs) .kb-command__filled code"


def test_a_filled_in_input_stands_in_the_command_that_is_copied(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    case = page.locator(".kb-case", has=page.locator(".kb-inputs")).first
    case.get_by_label("with default inputs").check()
    command = case.locator(".kb-command__filled code").first
    assert command.inner_text().strip() == r'cmd.exe /c dir /b "\\127.0.0.1\ADMIN$\Temp"'
    case.get_by_label("share", exact=True).fill('D$ & "<b>x</b>')
    case.get_by_label("folder", exact=True).fill("Logs")
    wanted = r'cmd.exe /c dir /b "\\127.0.0.1\D$ & "<b>x</b>\Logs"'
    assert command.inner_text().strip() == wanted
    case.locator(".kb-command__filled").first.hover()
    case.locator(".kb-command__filled .md-code__button").first.click()
    assert page.evaluate("navigator.clipboard.readText()").strip() == wanted


def test_an_empty_input_stands_for_its_default(open_page: OpenPage) -> None:
    page = open_page(PAGE)
    case = page.locator(".kb-case", has=page.locator(".kb-inputs")).first
    case.get_by_label("with default inputs").check()
    field = case.get_by_label("folder", exact=True)
    field.fill("Logs")
    field.fill("")
    assert r"\ADMIN$\Temp" in case.locator(".kb-command__filled code").first.inner_text()


def test_without_scripts_both_forms_of_a_command_can_be_read(open_page: OpenPage) -> None:
    page = open_page(PAGE, javascript=False)
    assert page.locator(".kb-inputs").count() == 0
    text = page.locator(".kb-case").nth(1).inner_text()
    assert r"\#{share}\#{folder}" in text or r"\ADMIN$\Temp" in text
