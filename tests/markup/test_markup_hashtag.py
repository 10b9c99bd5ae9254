"""Hashtags: compared with a second implementation of section 5.3, written from its text."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.markup.hashtag import tag_name, tags_in
from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import Hashtag

ALPHABET = "#ab9-/,.:'(é🔥\u0661²\u2003\u2014\u2026 "


def is_tag_character(character: str) -> bool:
    code = ord(character)
    if character.isspace() or 0x2000 <= code <= 0x206F or 0x2E00 <= code <= 0x2E7F:
        return False
    return not (code < 128 and unicodedata.category(character)[0] in "PSC") or character in "-_/"


def tags_by_the_text(text: str) -> list[tuple[int, str]]:
    """Return column and name of each tag of one line."""
    found = []
    place, may_start = 0, True
    while place < len(text):
        if text[place] != "#" or not may_start:
            may_start = text[place].isspace()
            place += 1
            continue
        end = place + 1
        while end < len(text) and is_tag_character(text[end]):
            end += 1
        name = text[place + 1 : end]
        while name.endswith("/"):
            name = name[:-1]
        is_tag = any(not character.isdecimal() for character in name)
        if is_tag:
            found.append((place + 1, name))
        may_start = is_tag and len(name) == end - place - 1
        place += len(name) + 1 if is_tag else 1
    return found


@settings(deadline=None)
@given(st.text(ALPHABET, max_size=30))
def test_tags_are_those_of_the_specification(text: str) -> None:
    line = f"x {text}"
    found = [item for item in parse_body(line, 1).references if isinstance(item, Hashtag)]
    assert [(tag.column, tag.name) for tag in found] == tags_by_the_text(line)


@settings(deadline=None)
@given(st.text(ALPHABET, max_size=30))
def test_tags_in_a_text_that_is_not_parsed(text: str) -> None:
    assert [(offset + 1, name) for offset, name in tags_in(text)] == tags_by_the_text(text)


def test_every_other_ascii_punctuation_ends_a_tag() -> None:
    for character in "!\"$%&'()*+,.:;<=>?@[\\]^`{|}~":
        (tag,) = (item for item in parse_body(f"#a{character}b", 1).references if isinstance(item, Hashtag))
        assert tag.name == "a", character


def test_a_name_of_digits_or_slashes_is_none() -> None:
    assert [tag_name(text) for text in ("1984", "١٢", "/", "//", "a/", "1/", "y1984", "1a")] == [
        "", "", "", "", "a", "", "y1984", "1a",
    ]  # fmt: skip
