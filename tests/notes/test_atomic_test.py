"""Atomic tests, in the form that Atomic Red Team renders."""

import pytest

from kbgen.markup.body import CodeBlock
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
    assert (first.number, first.manual, second.number, second.manual) == ("1", False, "7", True)
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


WHOLE = """## Atomic Test #1 - One
**auto_generated_guid:** 68E907DA-2539-48F6-9FC9-257A78C05540

```text
Not a command.
**Supported Platforms:** none
```

#### Inputs:
| Name | Description | Type | Default Value |
|------|-------------|------|---------------|
| host | Host to ask | string | 127.0.0.1 |

#### Attack Commands: Run with `sh`!
```sh
ping #{host}
```

#### Cleanup Commands:
```sh
rm -f x
```

#### Dependencies:  Run with `bash`!
##### Description: ping must be there
##### Check Prereq Commands:
```bash
command -v ping
```
##### Get Prereq Commands:
```bash
echo install
```

## Elsewhere
```sh
nothing
```

## Atomic Test #2 - Two
#### Run it with these steps!  Elevation Required (e.g. root or admin)
```text
1. Look.
```
"""


def test_a_test_has_inputs_commands_clean_up_and_dependencies_with_their_lines() -> None:
    case, second = decoded(WHOLE).cases
    assert [(item.name, item.default, item.line) for item in case.inputs] == [("host", "127.0.0.1", 12)]
    assert case.commands == (CodeBlock("sh", "ping #{host}\n", 16),)
    assert case.cleanup == (CodeBlock("sh", "rm -f x\n", 21),)
    (dependency,) = case.dependencies
    assert (dependency.description, dependency.line) == ("ping must be there", 25)
    assert dependency.prereq == (CodeBlock("bash", "command -v ping\n", 28),)
    assert dependency.get_prereq == (CodeBlock("bash", "echo install\n", 32),)
    assert (case.executor, case.dependency_executor, case.elevation) == ("sh", "bash", False)
    assert [block.line for block in case.code] == [16, 21, 28, 32]
    assert (case.heading.line, case.end, second.end) == (1, 35, 46)
    assert (second.manual, second.elevation, second.executor) == (True, True, "")
    assert second.commands == (CodeBlock("text", "1. Look.\n", 43),)


def test_what_code_says_is_no_fact() -> None:
    assert decoded(WHOLE).cases[0].platforms == ()


def test_parts_may_have_the_level_of_the_test() -> None:
    (case,) = decoded(WHOLE.replace("####", "##").replace("## Atomic Test #2", "## Other")).cases
    assert [len(found) for found in (case.inputs, case.commands, case.cleanup, case.dependencies)] == [
        1,
        2,
        1,
        1,
    ]


def test_a_note_without_parts_has_none() -> None:
    (case,) = decoded("## Atomic Test #1 - a\n\n```sh\nid\n```\n").cases
    assert (case.inputs, case.commands, case.cleanup, case.dependencies) == ((), (), (), ())
    assert (case.executor, case.manual, case.dependency_executor) == ("", False, "")


def test_the_guid_is_an_anchor_unless_the_note_has_it_already() -> None:
    guid = "68e907da-2539-48f6-9fc9-257a78c05540"
    test = f"## Atomic Test #1 - a\n**auto_generated_guid:** {guid.upper()}\n"
    assert [case.anchor for case in decoded(test).cases] == [guid]
    assert [case.anchor for case in decoded(test + test).cases] == [guid, ""]
    assert [case.anchor for case in decoded(f"{test}## {guid}\n").cases] == [""]
    assert [case.anchor for case in decoded("## Atomic Test #1 - a\n").cases] == [""]
