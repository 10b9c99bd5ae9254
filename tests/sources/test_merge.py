"""Bringing a note up to date keeps what its reader added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.sources.merge import merge, set_property

NEW = (
    "---\ncreated: 2020-01-01\nversion: 2.0\ntags: [T1046, techniques]\n---\n\n## Scan\n\n### Description\n\n"
    "New text.\n\n### Detection\n\nLook.\n"
)
OLD = NEW.replace("2.0", "1.0").replace("New text.", "Old text.")


def test_the_source_brings_its_part_up_to_date() -> None:
    assert merge(OLD, NEW) == NEW


def test_own_properties_and_tags_stay() -> None:
    mine = OLD.replace(
        "tags: [T1046, techniques]\n", "tags: [T1046, techniques, mine]\nowner: blue\nlist:\n  - a\n"
    )
    assert merge(mine, NEW) == NEW.replace(
        "tags: [T1046, techniques]\n", "tags: [T1046, techniques, mine]\nowner: blue\nlist:\n  - a\n"
    )


def test_own_sections_stay_behind_the_one_they_stood_behind() -> None:
    own = "### Our notes\n\nCall the team.\n\n```\n### no heading\n```\n\n"
    mine = OLD.replace("### Detection", own + "### Detection")
    assert merge(mine, NEW) == NEW.replace("### Detection", own + "### Detection")


def test_a_section_at_the_end_stays_at_the_end() -> None:
    assert merge(f"{OLD}\n### Last\n\nOurs.", NEW) == f"{NEW}\n### Last\n\nOurs."


def test_sections_that_the_source_no_longer_has_stay() -> None:
    gone = OLD.replace("### Detection\n\nLook.\n", "### Data Sources\n\nA list.\n")
    merged = merge(gone, NEW)
    assert "### Data Sources\n\nA list.\n" in merged
    assert "### Detection\n\nLook.\n" in merged


def test_headings_that_come_twice_are_kept_apart() -> None:
    text = "## Test #1\n\na\n\n### Inputs\n\n1\n\n## Test #2\n\nb\n\n### Inputs\n\n2\n"
    assert merge(text, text) == text


LINES = st.lists(
    st.sampled_from(["## A", "### B", "# C", "### D", "text", "", "```", "~~~", "> quote", "key: x"]),
    max_size=12,
).map(lambda lines: "".join(f"{line}\n" for line in lines))
FRONTS = st.sampled_from(["", "---\na: 1\ntags: [x]\n---\n", "---\ntags: [y, x]\nb:\n  - c\n---\n"])


@given(FRONTS, LINES)
def test_a_note_merged_with_itself_is_itself(front: str, body: str) -> None:
    assert merge(front + body, front + body) == front + body


def distinct(body: str) -> bool:
    """Tell whether no heading comes twice: sections are known by their headings."""
    headings = [line for line in body.splitlines() if line.startswith("#")]
    return len({line.lstrip("# ") for line in headings}) == len(headings)


@given(FRONTS, LINES.filter(distinct), FRONTS, LINES.filter(distinct))
def test_merging_again_changes_nothing(front: str, body: str, new_front: str, new_body: str) -> None:
    new = new_front + new_body
    merged = merge(front + body, new)
    assert merge(merged, new) == merged


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\na: 1\n---\nx\n", "---\na: 1\nrevoked_by: T1\n---\nx\n"),
        ("---\nrevoked_by: T0\na: 1\n---\nx\n", "---\nrevoked_by: T1\na: 1\n---\nx\n"),
        ("x\n## H\n", "---\nrevoked_by: T1\n---\nx\n## H\n"),
    ],
)
def test_a_property_is_set(text: str, expected: str) -> None:
    assert set_property(text, "revoked_by", "T1") == expected
