"""References followed to their targets: names, fragments, properties."""

from collections.abc import Mapping

import pytest

from kbgen.knowledge.build import build_knowledge
from kbgen.knowledge.links import Link, anchor_of, property_links
from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import MarkdownLink, WikiLink
from kbgen.notes.decode import decode
from kbgen.notes.note import Note
from kbgen.settings import Kinds
from kbgen.vault.read import make_document


def note(text: str, path: str = "a.md") -> Note:
    document = make_document(path, text.encode(), "utf-8")
    return decode(document, parse_body(document.body, document.body_line), Kinds())


def links(files: Mapping[str, str], *attachments: str, of: str = "a.md") -> tuple[Link, ...]:
    notes = [note(text, path) for path, text in sorted(files.items())]
    return build_knowledge(notes, attachments).links[of]


def test_links_embeds_and_markdown_links_are_followed_in_the_order_of_the_text() -> None:
    found = links(
        {"a.md": "[[b]] ![[c]] [x](d/e%20f.md) [y](https://host.example) #t", "b.md": "", "d/e f.md": ""}, "c"
    )
    assert [(link.path, type(link.reference)) for link in found] == [
        ("b.md", WikiLink),
        ("c", WikiLink),
        ("d/e f.md", MarkdownLink),
    ]
    assert {link.source for link in found} == {"a.md"}


def test_links_in_comments_are_followed_and_those_in_code_are_none() -> None:
    assert [link.path for link in links({"a.md": "%%[[b]]%% `[[b]]`", "b.md": ""})] == ["b.md"]


def test_markdown_links_are_resolved_across_the_vault() -> None:
    found = links(
        {"x/a.md": "[1](b.md) [2](b) [3](../b.md) [4](/b.md) [5](c.png)", "y/b.md": ""},
        "z/c.png",
        of="x/a.md",
    )
    assert [link.path for link in found] == ["y/b.md", "y/b.md", None, None, "z/c.png"]


def test_an_alias_never_resolves_a_link() -> None:
    (link,) = links({"a.md": "[[AI]]", "b.md": "---\naliases: [AI]\n---\n"})
    assert link.path is None


def test_an_address_in_double_brackets_is_unresolved() -> None:
    (link,) = links({"a.md": "[[https://host.example/x]]"})
    assert (
        (link.path, link.reference.target) == (None, "https://host.example/x")
        if isinstance(link.reference, WikiLink)
        else pytest.fail("a wikilink stays one")
    )


@pytest.mark.parametrize("text", ["[[#H]]", "[x](#H)", "[[a]]", "[[a#H]]", "![[a]]"])
def test_links_to_the_note_itself(text: str) -> None:
    (link,) = links({"a.md": f"x\n\n## H\n\n{text}"})
    assert link.to_itself
    assert link.fragment_found


def test_an_ambiguous_target_names_all_candidates() -> None:
    (link,) = links({"a.md": "[[n]]", "y/n.md": "", "x/n.md": ""})
    assert (link.path, link.ambiguous) == ("x/n.md", ("x/n.md", "y/n.md"))


OUTLINE = """text ^b1

# Ports: open | closed
## TCP
# Hosts
## TCP
### `netcat` *x*
## tcp
# The [[#2]] way

- item ^B-2
"""


@pytest.mark.parametrize(
    ("fragment", "anchor"),
    [
        ("Hosts", "hosts"),
        ("hOSTS", "hosts"),
        ("  Hosts ", "hosts"),
        # Without the characters that a link cannot hold, white space collapsed.
        ("Ports open  closed", "ports-open-closed"),
        ("Ports: open", None),
        # Without markup, on either side.
        ("netcat x", "netcat-x"),
        ("`netcat` *x*", "netcat-x"),
        # The first of several equal ones wins.
        ("TCP", "tcp"),
        # A heading below a heading.
        ("Hosts#TCP", "tcp-2"),
        ("Hosts#TCP#netcat x", "netcat-x"),
        ("Hosts#netcat x", "netcat-x"),
        ("Ports open closed#TCP", "tcp"),
        ("Ports open closed#netcat x", None),
        ("TCP#Hosts", None),
        ("missing", None),
        ("", None),
        # Blocks.
        ("^b1", "^b1"),
        ("^B-2", "^B-2"),
        ("^b2", None),
    ],
)
def test_a_fragment(fragment: str, anchor: str | None) -> None:
    assert anchor_of(note(OUTLINE), fragment) == anchor


def test_a_path_of_headings_may_lead_through_a_later_one_of_the_same_name() -> None:
    found = note("x\n# A\n## B\n# A\n## C\n")
    assert anchor_of(found, "A#C") == "c"
    assert anchor_of(found, "A") == "a"


def test_the_heading_that_is_the_title_of_the_page_leads_to_the_page() -> None:
    assert anchor_of(note("# Welcome\n## Part\n"), "Welcome") == ""
    assert anchor_of(note("text\n# Welcome\n"), "Welcome") == "welcome"


def test_a_fragment_that_is_not_there_leads_to_the_page() -> None:
    (link,) = links({"a.md": "[[b#nowhere]]", "b.md": "# x"})
    assert (link.path, link.anchor, link.fragment_found) == ("b.md", "", False)


def test_a_guid_leads_to_its_test() -> None:
    guid = "11111111-2222-4333-8444-55555555555a"
    test = f"---\ntags: [atomic_test]\n---\n## Atomic Test #1 - One\n\n**auto_generated_guid:** {guid}\n"
    assert anchor_of(note(test), guid) == guid
    assert anchor_of(note(test), guid.upper()) == guid
    assert anchor_of(note(f"{test}\n## {guid.upper()}\n"), guid) == guid
    assert anchor_of(note(test), guid[:-1] + "b") is None
    assert anchor_of(note(test.replace("atomic_test", "x")), guid) is None


def test_fragments_of_other_files_are_not_looked_up() -> None:
    (link,) = links({"a.md": "![[x.pdf#page=3]]"}, "x.pdf")
    assert (link.path, link.fragment_found) == ("x.pdf", True)


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("link: '[[b]]'", [("link", "b", "", None, 2, 8)]),
        ('link: "[[b#c|d]]"', [("link", "b", "c", "d", 2, 8)]),
        (
            "links:\n  - '[[b]]'\n  - x\n  - \"see [[c]]\"",
            [("links", "b", "", None, 3, 6), ("links", "c", "", None, 5, 10)],
        ),
        (
            "Up Here: '[[b]] and [[c]]'",
            [("Up Here", "b", "", None, 2, 11), ("Up Here", "c", "", None, 2, 21)],
        ),
        ("link: [[b]]", []),
        ("link: b", []),
        ("link: '[[ ]]'", []),
        ("map: {x: '[[b]]'}", []),
    ],
)
def test_quoted_wikilinks_in_properties(
    front_matter: str, expected: list[tuple[str, str, str, str | None, int, int]]
) -> None:
    text = f"---\n{front_matter}\n---\n"
    found = property_links(note(text))
    assert [
        (name, link.target, link.fragment, link.text, link.line, link.column) for name, link in found
    ] == expected
    lines = text.split("\n")
    assert all(lines[link.line - 1].startswith("[[", link.column - 1) for _, link in found)


def test_a_property_link_follows_the_links_of_the_body_and_names_its_property() -> None:
    found = links({"a.md": "---\nup: '[[b]]'\n---\n[[c]]", "b.md": "", "c.md": ""})
    assert [(link.path, link.property_name) for link in found] == [("c.md", ""), ("b.md", "up")]


def test_a_property_link_to_a_name_that_the_own_note_has_as_well_leads_to_itself() -> None:
    text = "---\nfilename: '[[T1046 - Discovery]]'\n---\n"
    files = {"Tests/T1046 - Discovery.md": text, "Use Cases/T1046 - Discovery.md": ""}
    (link,) = links(files, of="Tests/T1046 - Discovery.md")
    assert link.to_itself
    assert link.ambiguous == ()
