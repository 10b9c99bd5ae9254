"""Typed fields: lists, dates, and words of a closed vocabulary."""

from datetime import date

import pytest

from kbgen.notes.fields import items, stated_date, word
from kbgen.vault.read import make_document
from kbgen.vocabulary import Level, Status


def items_of(front_matter: str) -> tuple[str, ...]:
    document = make_document("a.md", f"---\n{front_matter}\n---\n".encode(), "utf-8")
    assert document.front_matter is not None
    return items(document.front_matter.get("platforms"))


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("platforms: Windows, macOS,Linux", ("Windows", "macOS", "Linux")),
        ("platforms: Windows", ("Windows",)),
        ("platforms: [Windows, macOS]", ("Windows", "macOS")),
        ("platforms:\n  - Linux - macOS - Windows", ("Linux", "macOS", "Windows")),
        ("platforms: [Office 365 - SaaS]", ("Office 365", "SaaS")),
        ("platforms: [Command-and-Control]", ("Command-and-Control",)),
        ("platforms: [a - b, c]", ("a - b", "c")),
        ("platforms: ['a, b']", ("a, b",)),
        ("platforms: a - b", ("a - b",)),
        ("platforms: ' a , , b '", ("a", "b")),
        ("platforms: 5", ("5",)),
        ("platforms: ''", ()),
        ("platforms:", ()),
        ("platforms: []", ()),
        ("platforms: [~, a]", ("a",)),
        ("other: a", ()),
    ],
)
def test_a_list_field(front_matter: str, expected: tuple[str, ...]) -> None:
    assert items_of(front_matter) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2017-05-31", date(2017, 5, 31)),
        ("2020/10/13", date(2020, 10, 13)),
        ("2020/1/3", date(2020, 1, 3)),
        ("2017-05-31T10:00:00", date(2017, 5, 31)),
        ("2017-05-31 10:00", date(2017, 5, 31)),
        (" 2017-05-31 ", date(2017, 5, 31)),
        ("2017-02-30", None),
        ("0000-01-01", None),
        ("31.05.2017", None),
        ("yesterday", None),
        ("2017", None),
        ("", None),
    ],
)
def test_a_date(text: str, value: date | None) -> None:
    stated = stated_date(text)
    assert (stated.text, stated.value) == (text.strip(), value)
    assert stated.iso == (value.isoformat() if value else "")
    assert stated.shown == (stated.iso or text.strip())


@pytest.mark.parametrize("text", ["high", "HIGH", " High "])
def test_a_word_is_known_in_any_case(text: str) -> None:
    level = word(text, Level)
    assert (level.value, level.text, level.shown, level.is_unknown) == (
        Level.HIGH,
        text.strip(),
        "high",
        False,
    )


def test_an_unknown_word_keeps_its_text() -> None:
    status = word("Beta", Status)
    assert (status.value, status.text, status.shown, status.is_unknown) == (None, "Beta", "Beta", True)


def test_a_missing_word_is_not_unknown() -> None:
    level = word("", Level)
    assert (level.value, level.shown, level.is_unknown) == (None, "unknown", False)


def test_the_vocabularies_are_those_of_sigma_in_order() -> None:
    assert [level.value for level in Level] == ["informational", "low", "medium", "high", "critical"]
    assert [status.value for status in Status] == [
        "unsupported",
        "deprecated",
        "experimental",
        "test",
        "stable",
    ]
