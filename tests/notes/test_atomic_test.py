"""Atomic tests, in the form that Atomic Red Team renders."""

import pytest

from kbgen.markup.parse_body import parse_body
from kbgen.notes.atomic_test import AtomicTests, atomic_tests
from kbgen.notes.tags import read_tags
from kbgen.vault.read import make_document

TEXT = """---
tags: [T1046, atomic_test]
---
# T1046: Discovery

## Atomic Tests

- [Atomic Test #1 - Scan a <port>](#x)

## Atomic Test #1 - Scan a <port>
Looks around.

**Supported Platforms:** Linux, macOS


**auto_generated_guid:** 68E907DA-2539-48F6-9FC9-257A78C05540


#### Inputs:
| a | #{b} |
|-|-|

#### Attack Commands: Run with `bash`!  Elevation Required (e.g. root or admin)

```bash
# Atomic Test #9 - no test
echo #{b}
```

## Atomic Test #7 - By hand
**Supported Platforms:** Windows
#### Run it with these steps!

## Atomic Test #3 - Nothing said
"""


def decoded(text: str) -> AtomicTests:
    document = make_document("a.md", text.encode(), "utf-8")
    body = parse_body(document.body, document.body_line)
    return atomic_tests(document, read_tags(document, body).tags, body)


def test_the_decoded_a_note() -> None:
    found = decoded(TEXT)
    first, second, third = found.cases
    assert [item.id for item in found.techniques] == ["T1046"]
    assert (first.name, first.guid) == ("Scan a <port>", "68e907da-2539-48f6-9fc9-257a78c05540")
    assert (first.platforms, first.executor, first.elevation) == (("Linux", "macOS"), "bash", True)
    assert (first.heading.line, first.heading.level) == (10, 2)
    assert (second.name, second.guid, second.platforms, second.executor, second.elevation) == (
        "By hand", "", ("Windows",), "", False,
    )  # fmt: skip
    assert (third.name, third.guid, third.platforms) == ("Nothing said", "", ())
    assert found.platforms == ("Linux", "macOS", "Windows")


def test_placeholders_are_neither_tags_nor_headings() -> None:
    document = make_document("a.md", TEXT.encode(), "utf-8")
    body = parse_body(document.body, document.body_line)
    assert [tag.name for tag in read_tags(document, body).tags] == ["T1046", "atomic_test"]
    assert not any("{" in heading.text for heading in body.headings)


@pytest.mark.parametrize(
    ("heading", "name"),
    [("## Atomic Test #12 - a - b", "a - b"), ("### Atomic Test #1: a", "a"), ("# ATOMIC TEST #1 – a", "a")],
)
def test_headings_of_tests(heading: str, name: str) -> None:
    assert [case.name for case in decoded(f"{heading}\n").cases] == [name]


@pytest.mark.parametrize(
    "text",
    ["## Atomic Tests\n", "## Atomic Test #x - a\n", "Atomic Test #1 - a\n", "## My Atomic Test #1 - a\n"],
)
def test_other_headings_are_none(text: str) -> None:
    assert decoded(text).cases == ()


def test_a_guid_must_be_one() -> None:
    (case,) = decoded("## Atomic Test #1 - a\n**auto_generated_guid:** 68e907da-2539\n").cases
    assert case.guid == ""


def test_commands_without_elevation() -> None:
    (case,) = decoded("## Atomic Test #1 - a\n#### Attack Commands: Run with `sh`! \n").cases
    assert (case.executor, case.elevation) == ("sh", False)
