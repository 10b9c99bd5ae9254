"""Display names: section 1.4 of the vault rules."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.notes.titles import leading_heading, meant_name, page_title, says_the_same, technique_name
from kbgen.vault.document import Document
from kbgen.vault.read import make_document


def document(text: str, name: str) -> Document:
    return make_document(f"x/{name}.md", text.encode(), "utf-8")


@pytest.mark.parametrize(
    ("name", "heading", "expected"),
    [
        ("T1059.001 - PowerShell", "", "PowerShell"),
        ("T1059.001-Windows_Command_Shell", "", "Windows Command Shell"),
        ("T1059.001 - snake_case name", "", "snake_case name"),
        ("PowerShell - T1059.001", "## Interpreter: PowerShell", "PowerShell"),
        ("PowerShell", "## T1059.001", "PowerShell"),
        # The heading is used where it is the same text apart from characters beyond ASCII.
        ("T1055.013 - Process Doppelg„nging", "## Process Doppelgänging", "Process Doppelgänging"),
        ("T1055.013 - Process Doppelgnging", "# Process Doppelgänging", "Process Doppelgänging"),
        ("T1055.013 - Process Doppelg„nging", "### Process Doppelgänging", "Process Doppelg„nging"),
        ("T1055.013 - Process Doppelg„nging", "## Something else", "Process Doppelg„nging"),
        ("T1055.013 - Process X", "## Description\n\n## Process X", "Process X"),
        # A file name that is only the identifier.
        ("T1059.001", "", "T1059.001"),
        ("T1059.001", "## T1059.001", "T1059.001"),
        ("T1059.001", "## PowerShell", "PowerShell"),
        ("T1059.001", "# T1059.001 - PowerShell", "PowerShell"),
        # File names hold no colon: a hyphen that sticks to the word before it stands for one.
        ("T1059.001 - Interpreter- PowerShell", "## Interpreter- PowerShell", "Interpreter: PowerShell"),
        ("T1001 - One - Two", "", "One - Two"),
        # The heading is used where it differs only in characters that file names cannot hold.
        (
            "T1033 - System Owner_User Discovery",
            "## System Owner/User Discovery",
            "System Owner/User Discovery",
        ),
        (
            "T1033 - System Owner_User Discovery",
            "# T1033 - System Owner/User Discovery",
            "System Owner/User Discovery",
        ),
        (
            "T1593.001 - Open Sites_Domains- Social Media",
            "## Open Sites/Domains: Social Media",
            "Open Sites/Domains: Social Media",
        ),
        ("_etc_passwd - T1003.008", "## /etc/passwd", "/etc/passwd"),
        ("T1059.001 - Interpreter- PowerShell", "## Interpreter: PowerShell", "Interpreter: PowerShell"),
        ("T1001 - Who is it", '## "Who is it?"', '"Who is it?"'),
        ("T1001 - A B", "## A|B", "A|B"),
        ("T1001 - Owner_User", "## Other/User", "Owner User"),
        ("T1001 - Owner_User", "## Owner/User Discovery", "Owner User"),
        ("T1001 - Owner_User", "### Owner/User", "Owner User"),
    ],
)
def test_the_name_of_a_technique(name: str, heading: str, expected: str) -> None:
    note = document(f"{heading}\n\ntext\n", name)
    assert technique_name(note, parse_body(note.body, 1)) == expected


def test_the_title_of_a_page_is_its_leading_heading_of_level_one() -> None:
    for text, expected in [
        ("\n# A *b*\nx", "A b"),
        ("x\n# A", "n"),
        ("## A", "n"),
        ("#\nx", "n"),
        ("%%x%%\n# A", "A"),
    ]:
        assert page_title(document(text, "n"), parse_body(text, 1)) == expected


def test_the_heading_with_which_a_body_begins() -> None:
    leading = leading_heading(parse_body("\n\n### A\nx\n# B", 1))
    assert leading is not None
    assert (leading.text, leading.level, leading.line) == ("A", 3, 3)
    assert leading_heading(parse_body("x\n# A", 1)) is None
    assert leading_heading(parse_body("[[x]]\n# A", 1)) is None
    assert leading_heading(parse_body("", 1)) is None


def test_a_heading_that_only_repeats_the_title() -> None:
    assert says_the_same("Interpreter- PowerShell", "Interpreter: PowerShell")
    assert says_the_same("Process  Doppelgänging", "process Doppelg„nging")
    assert not says_the_same("PowerShell", "Shell")


@pytest.mark.parametrize(
    ("name", "heading", "expected"),
    [
        ("M0920 - SSL_TLS Inspection", "## SSL/TLS Inspection", "M0920 - SSL/TLS Inspection"),
        ("SSL_TLS Inspection - M0920", "## SSL/TLS Inspection", "SSL/TLS Inspection - M0920"),
        ("M0920 - SSL_TLS Inspection", "## M0920: SSL/TLS Inspection", "M0920: SSL/TLS Inspection"),
        ("A_B", "## A/B", "A/B"),
        ("M0920 - A _ B by T1205", "## A / B by T1205", "M0920 - A / B by T1205"),
        ("A- _b", "## A: /b", "A: /b"),
        ("A_B", "## A_B", "A_B"),
        ("A_B", "## A B", "A_B"),
        ("A_B", "text", "A_B"),
        ("A____B", "## A/B", "A____B"),
        ("AxB", "## A/B", "AxB"),
        ("A", "## A?", "A?"),
        ("A - B", "## A - B", "A - B"),
    ],
)
def test_the_name_that_a_file_name_cannot_hold(name: str, heading: str, expected: str) -> None:
    note = document(f"{heading}\n\ntext\n", name)
    assert meant_name(note, parse_body(note.body, 1)) == expected
    assert page_title(note, parse_body(note.body, 1)) == expected


def test_a_long_heading_of_such_characters_is_compared_at_once() -> None:
    heading = "/-" * 5000 + "x"
    note = document(f"## {heading}\n", "-" * 200)
    assert page_title(note, parse_body(note.body, 1)) == "-" * 200
