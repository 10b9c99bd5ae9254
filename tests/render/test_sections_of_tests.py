"""The tests of a note as sections: facts, anchors, switches, and whatever stands around them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from html_tree import parse, text_of

from kbgen.markup.coloured import with_code
from kbgen.markup.parse_body import parse_body
from kbgen.markup.slots import Code, Finished
from kbgen.notes.atomic_test import AtomicTests
from kbgen.notes.decode import decode
from kbgen.notes.note import Note
from kbgen.pages.page import Page
from kbgen.project import Project
from kbgen.render.test_cases import with_tests
from kbgen.settings import Kinds
from kbgen.vault.read import make_document

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
PageOf = Callable[[str], Page]

GUID = "11111111-2222-4333-8444-55555555555a"
OTHER = "11111111-2222-4333-8444-55555555555b"
FRONT = "---\ntags: [T1046, atomic_test]\n---\n# Scans\n\n"
FIRST = f"""## Atomic Test #1 - One
Looks around.

**Supported Platforms:** Linux, macOS


**auto_generated_guid:** {GUID.upper()}

#### Inputs:
| Name | Description | Type | Default Value |
|------|-------------|------|---------------|
| host | Host to ask | string | 127.0.0.1 |
| port | Port | integer | 80 |

#### Attack Commands: Run with `bash`!  Elevation Required (e.g. root or admin)

```bash
nc "#{{host}}" "#{{port}}"
```

#### Cleanup Commands:
```bash
rm "#{{host}}"
```

#### Dependencies:  Run with `sh`!
##### Description: nc must be there
##### Check Prereq Commands:
```sh
command -v nc
```



<br/>
<br/>

"""
SECOND = f"""## Atomic Test #2 - Two
**Supported Platforms:** Windows
**auto_generated_guid:** {OTHER}

See <https://host.example/x> and [[Scans]].

#### Run it with these steps!
```text
1. Look.
```
"""


@pytest.fixture
def page(make_vault: MakeVault) -> PageOf:
    """Return a function from the text below the front matter to the page of the note."""
    return lambda text: next(
        page.finished()
        for page in Project(make_vault({"Scans.md": FRONT + text})).site.pages
        if page.source_path == "Scans.md"
    )


def sections(shown: Page) -> list[Element]:
    return parse(shown.html).findall(".//section[@class='kb-case']")


def facts(element: Element) -> list[str]:
    (found,) = element.findall(".//ul[@class='kb-case__facts']")
    return [text_of(item) for item in found]


def test_each_test_is_a_section_that_its_guid_addresses(page: PageOf) -> None:
    shown = page(FIRST + SECOND)
    first, second = sections(shown)
    assert [(part[0].get("id"), part[1].get("id")) for part in (first, second)] == [
        (GUID, "atomic-test-1---one"),
        (OTHER, "atomic-test-2---two"),
    ]
    assert {GUID, OTHER, "atomic-test-1---one"} <= shown.anchors
    assert [text_of(element) for element in first.iter("h2")] == ["Atomic Test #1 - One¶"]


def test_the_facts_of_a_test(page: PageOf) -> None:
    first, second = sections(page(FIRST + SECOND))
    assert facts(first) == [
        *("Linux", "macOS", "bash", "elevation required", "2 inputs", "1 prerequisite", "clean-up", GUID)
    ]
    assert facts(second) == ["Windows", "manual steps", "no inputs", "no prerequisites", "no clean-up", OTHER]
    (link,) = [element for element in first.iter("a") if text_of(element) == GUID]
    assert link.get("href") == f"#{GUID}"


def test_what_the_facts_say_is_not_said_twice(page: PageOf) -> None:
    html = page(FIRST + SECOND).html
    assert "Supported Platforms" not in html
    assert "auto_generated_guid" not in html
    assert "<p></p>" not in html
    assert "<br>" not in html


def test_what_the_facts_do_not_say_stays(page: PageOf) -> None:
    html = page("## Atomic Test #1 - a\n\n**auto_generated_guid:** none\n\n**Supported Platforms:**\n").html
    assert "<strong>auto_generated_guid:</strong> none" in html
    assert "<strong>Supported Platforms:</strong>" in html


def test_one_switch_for_each_test_with_placeholders(page: PageOf) -> None:
    first, second = sections(page(FIRST + SECOND))
    (switch,) = first.findall(".//fieldset")
    raw, filled = switch.iter("input")
    assert (raw.get("class"), raw.get("checked"), filled.get("checked")) == ("kb-switch__raw", "", None)
    assert raw.get("name") == filled.get("name")
    assert second.find(".//fieldset") is None
    filled_in = [
        "".join(item[1].itertext()) for item in first.iter("div") if item.get("class") == "kb-command__filled"
    ]
    assert filled_in == ['nc "127.0.0.1" "80"\n', 'rm "127.0.0.1"\n']


def test_switches_of_several_tests_do_not_share_a_name(page: PageOf) -> None:
    names = [element.get("name") for element in parse(page(FIRST + FIRST).html).iter("input")]
    assert len(names) == 4
    assert len(set(names)) == 2


def test_no_code_block_is_inside_of_an_element_with_an_id(page: PageOf) -> None:
    # Material takes the nearest id for that of the code block; its button would copy the first of them.
    for section in sections(page(FIRST + SECOND)):
        assert section.get("id") is None
        around = [
            element for element in section.iter() if element.get("id") and element.find(".//pre") is not None
        ]
        assert around == []


def test_a_guid_that_comes_twice_is_an_anchor_once(page: PageOf) -> None:
    shown = page(FIRST + FIRST)
    ids = [element.get("id") for element in parse(shown.html).iter() if element.get("id")]
    assert ids.count(GUID) == 1
    assert len(set(ids)) == len(ids)


def test_text_before_and_behind_the_tests_stays_outside(page: PageOf) -> None:
    tree = parse(page(f"Before.[^1]\n\n{FIRST}## Behind\n\nText.\n\n[^1]: Foot.\n").html)
    (section,) = tree.findall(".//section[@class='kb-case']")
    assert "Behind" not in text_of(section)
    assert "Before." not in text_of(section)
    (last,) = parse(page(f"Before.[^1]\n\n{FIRST}\n[^1]: Foot.\n").html).findall(
        ".//section[@class='kb-case']"
    )
    assert "Foot." not in text_of(last)


@pytest.mark.parametrize(
    "text",
    [
        f"<details><summary>More</summary>\n\n{FIRST}</details>\n\n{SECOND}",
        f"{FIRST}<details><summary>More</summary>\n\n{SECOND}</details>\n\nBehind.\n",
        f"<div>\n\n{FIRST}\n\n{SECOND}</div>",
        "> " + FIRST.replace("\n", "\n> "),
        "- " + FIRST.replace("\n", "\n  "),
        f"<b>\n\n{FIRST}</b>\n",
        f"{FIRST}</section></article>{SECOND}",
    ],
)
def test_tests_inside_of_other_elements_leave_the_page_in_order(page: PageOf, text: str) -> None:
    shown = page(text)
    tree = parse(shown.html)
    assert GUID in shown.anchors
    assert GUID in [element.get("id") for element in tree.iter()]
    assert 'nc "127.0.0.1" "80"' in text_of(tree)


def decoded(text: str) -> Note:
    document = make_document("Scans.md", text.encode(), "utf-8")
    return decode(document, parse_body(document.body, document.body_line), Kinds())


def test_a_note_without_tests_is_what_it_was() -> None:
    for text in ("Text.\n", FRONT):
        note = decoded(text)
        assert with_tests(note) is note


def test_the_body_keeps_its_slots() -> None:
    note = decoded(FRONT + FIRST + SECOND)
    assert with_tests(note).body.parts[1::2] == with_code(note.body).parts[1::2]
    kept = [note.body.slots[int(number)] for number in with_tests(note).body.parts[1::2]]
    assert kept == [slot for slot in note.body.slots if not isinstance(slot, Code | Finished)]


@pytest.mark.corpora
def test_every_test_of_the_generated_vault_is_a_section(corpora: Path) -> None:
    count, switches, filled = 0, 0, 0
    for file in sorted((corpora / "vault-2026" / "Atomic Tests").glob("*.md")):
        note = decoded(file.read_text(encoding="utf-8"))
        assert isinstance(note.subject, AtomicTests)
        html = "".join(with_tests(note).body.parts[::2])
        found = html.count('<section class="kb-case">')
        assert found == len(note.subject.cases) == html.count("</section>")
        assert all(html.count(f' id="{case.guid}"') == 1 for case in note.subject.cases)
        count += found
        switches += html.count("<fieldset")
        filled += html.count('<div class="kb-command__filled">')
    assert count == 1819
    # Read with another program: tests and code blocks of them in which an argument's name stands between #{ and }.
    assert (switches, filled) == (1032, 1464)
