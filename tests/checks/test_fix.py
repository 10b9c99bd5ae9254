"""Repairs change what they name, and no other byte."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.checks.fix import apply_fixes
from kbgen.diagnostics import Fix
from kbgen.vault.decode_text import decode

LINES = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=12
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
NEW = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=4)


@pytest.mark.parametrize(
    ("before", "encoding", "after"),
    [
        (b"a _b c", "utf-8", b"a b c"),
        (b"a _b c\r\n_b\rx\n", "utf-8", b"a b c\r\n_b\rx\n"),
        (codecs.BOM_UTF8 + b"a _b\n", "utf-8", codecs.BOM_UTF8 + b"a b\n"),
        (codecs.BOM_UTF16_LE + "a _bä\r\n".encode("utf-16-le"), "utf-16-le", None),
        (codecs.BOM_UTF16_BE + "a _bä".encode("utf-16-be"), "utf-16-be", None),
        (b"a _b\x84\r\n", "cp437", b"a b\x84\r\n"),
    ],
)
def test_encoding_mark_and_line_ends_stay(before: bytes, encoding: str, after: bytes | None) -> None:
    assert decode(before, "cp437").encoding == encoding
    fixed = apply_fixes(before, encoding, [Fix(1, 3, "_b", "b")])
    assert fixed.data == (after or before.replace("_".encode(encoding), b"", 1))
    assert (len(fixed.made), fixed.postponed, fixed.refused) == (1, (), ())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_at_every_kind_of_line_end(end: str) -> None:
    before = end.join(("one", "two", "three")).encode()
    assert (
        apply_fixes(before, "utf-8", [Fix(3, 1, "three", "3")]).data == end.join(("one", "two", "3")).encode()
    )


def test_separators_that_end_no_line_in_a_note_are_no_line_ends() -> None:
    before = "a\u2028b\x0cc\x85d\nx".encode()
    assert apply_fixes(before, "utf-8", [Fix(2, 1, "x", "y")]).data == before[:-1] + b"y"


def test_several_repairs_in_a_line_are_made_in_any_order() -> None:
    fixes = [Fix(1, 4, "_b", "b"), Fix(1, 1, "_a", "a"), Fix(1, 7, "_c", "cc")]
    for order in (fixes, fixes[::-1]):
        fixed = apply_fixes(b"_a,_b,_c", "utf-8", order)
        assert fixed.data == b"a,b,cc"
        assert fixed.made == (fixes[1], fixes[0], fixes[2])


def test_of_overlapping_repairs_the_first_in_the_text_is_made() -> None:
    first, second = Fix(1, 1, "abc", "x"), Fix(1, 3, "cd", "y")
    fixed = apply_fixes(b"abcd", "utf-8", [second, first])
    assert (fixed.data, fixed.made, fixed.postponed) == (b"xd", (first,), (second,))


def test_the_same_repair_counts_once() -> None:
    fixed = apply_fixes(b"ab", "utf-8", [Fix(1, 1, "a", "b"), Fix(1, 1, "a", "b")])
    assert (fixed.data, len(fixed.made), fixed.postponed) == (b"bb", 1, ())


@pytest.mark.parametrize(
    ("data", "encoding", "fix", "reason"),
    [
        (b"abc", "utf-8", Fix(1, 2, "x", "y"), '"x" does not stand there'),
        (b"abc", "utf-8", Fix(2, 1, "abc", "y"), '"abc" does not stand there'),
        (b"abc", "utf-8", Fix(1, 0, "abc", "y"), '"abc" does not stand there'),
        (b"a\nb", "utf-8", Fix(1, 1, "a\nb", "y"), "does not stand there"),
        (b"abc", "utf-8", Fix(1, 1, "a", "y\nz"), "would change the lines"),
        (b"abc", "cp437", Fix(1, 1, "a", "\u4e2d"), "cannot be written in cp437"),
        (b"abc\x81", "cp1252", Fix(1, 1, "a", "b"), "not wholly cp1252"),
    ],
)
def test_a_repair_that_does_not_fit_is_refused(data: bytes, encoding: str, fix: Fix, reason: str) -> None:
    fixed = apply_fixes(data, encoding, [fix])
    assert (fixed.data, fixed.made) == (data, ())
    (refusal,) = fixed.refused
    assert refusal.fix == fix
    assert reason in refusal.reason


@given(st.data(), st.lists(st.tuples(LINES, ENDS), min_size=1, max_size=6), st.booleans())
def test_every_byte_outside_of_the_repairs_stays(
    data: st.DataObject, lines: list[tuple[str, str]], has_mark: bool
) -> None:
    encoding = data.draw(st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
    # A lone carriage return before a line feed would be one line end.
    ends = ["\n" if end == "\r" else end for _, end in lines]
    texts = [text.removeprefix("\ufeff") for text, _ in lines]
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    mark = marks[encoding] if has_mark or encoding != "utf-8" else b""
    wanted, fixes = list(texts), []
    for number, text in enumerate(texts):
        spans = sorted(
            data.draw(st.lists(st.integers(0, len(text)), unique=True, max_size=6)) if text else []
        )
        for start, end in reversed(list(zip(spans[::2], spans[1::2], strict=False))):
            new = data.draw(NEW)
            fixes.append(Fix(number + 1, start + 1, text[start:end], new))
            wanted[number] = wanted[number][:start] + new + wanted[number][end:]

    def whole(parts: list[str]) -> bytes:
        return mark + "".join(a + b for a, b in zip(parts, ends, strict=True)).encode(encoding)

    before = whole(texts)
    if not mark and before.startswith(tuple(marks.values())):
        return
    fixed = apply_fixes(before, encoding, data.draw(st.permutations(fixes)))
    assert fixed.data == whole(wanted)
    assert (len(fixed.made), fixed.postponed, fixed.refused) == (len(set(fixes)), (), ())
