"""The dialect as data: title, input and expectation, one triple after another, in ``fixtures/markup/*.md``.

``html-*.md`` expect HTML: a slot stands in braces, as `written` shows it; line breaks beside tags do not count.
``references-*.md`` expect references, one a line, as `described` shows them; ``units-*.md`` expect blocks, sections
and tasks, one a line, ``⏎`` standing for a line break.
"""

import re
from pathlib import Path
from typing import assert_never

import pytest
from triples import read_triples

from kbgen.markup.body import Body
from kbgen.markup.coloured import with_code
from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import (
    Citation,
    ExternalLink,
    Hashtag,
    MarkdownLink,
    QueryBlock,
    Reference,
    TableBlock,
    WikiLink,
)
from kbgen.markup.slots import Code, Finished, HeadingEnd, HeadingStart, LinkStart, Slot
from kbgen.markup.units import Lines

FIXTURES = Path(__file__).parents[1] / "fixtures" / "markup"
_BOX = re.compile(
    r'<label class="task-list-control"><input type="checkbox" disabled( checked)?>'
    r'<span class="task-list-indicator"></span></label>'
)


def triples(pattern: str) -> list[tuple[str, str, str]]:
    """Return the cases of some files; an input is without its last line break."""
    return [
        (f"{path.stem}: {title}", text.removesuffix("\n"), expected)
        for path in sorted(FIXTURES.glob(pattern))
        for title, text, expected in read_triples(path)
    ]


def shown(body: Body) -> str:
    """Return the HTML of a body with its slots in braces."""
    pieces = (
        written(body.slots[int(part)], body) if place % 2 else part for place, part in enumerate(body.parts)
    )
    return _BOX.sub(lambda match: "{box x}" if match[1] else "{box}", "".join(pieces))


def written(slot: Slot, body: Body) -> str:
    """Return what stands for a slot."""
    match slot:
        case HeadingStart(index=index):
            heading = body.headings[index]
            return f"<h{heading.level} id={heading.anchor}{' empty' if heading.empty else ''}>"
        case HeadingEnd(index=index):
            return f"</h{body.headings[index].level}>"
        case LinkStart(link=link):
            return f"<a {{{link.url if isinstance(link, ExternalLink) else link.written}}}>"
        case WikiLink():
            name = "link" if not slot.embed else "embed-block" if slot.block else "embed"
            return f"{{{name} {slot.written}{'' if slot.text is None else '|' + slot.text}}}"
        case MarkdownLink():
            return f"{{picture {slot.written}|{slot.text}}}"
        case ExternalLink():
            return f"{{picture {slot.url}|{slot.text}}}"
        case Hashtag(name=name) | Citation(name=name):
            return f"{{{'tag' if isinstance(slot, Hashtag) else 'cite'} {name}}}"
        case QueryBlock(text=text):
            return f"{{query {text.removesuffix(chr(10)).replace(chr(10), '⏎')}}}"
        case TableBlock(language=language):
            return f"{{{language}}}"
        case Finished() | Code():
            pytest.fail("a slot that is filled already must not be left")
        case _:
            assert_never(slot)


def plain(html: str) -> str:
    """Return HTML without line breaks beside tags, and without white space at its ends."""
    return re.sub(r"\s*\n\s*(?=</?[a-z{])|(?<=[>}])\s*\n\s*", "", html.strip())


def cases(pattern: str) -> pytest.MarkDecorator:
    """Return the parametrisation of a test over triples."""
    found = [pytest.param(text, expected, id=title) for title, text, expected in triples(pattern)]
    return pytest.mark.parametrize(("text", "expected"), found)


@cases("html-*.md")
def test_the_html_of_a_construct(text: str, expected: str) -> None:
    assert plain(shown(with_code(parse_body(text, 1)))) == plain(expected)


def described(reference: Reference) -> str:
    """Return place, kind and content of a reference."""
    if isinstance(reference, QueryBlock):
        places = "".join(
            f" {line}:{column}" for line, column in enumerate(reference.columns, reference.line + 1)
        )
        return f"{reference.line}-{reference.end_line} query{places}"
    if isinstance(reference, TableBlock):
        return f"{reference.line} {reference.language}"
    place = f"{reference.line}:{reference.column}"
    match reference:
        case WikiLink():
            kind = "embed" if reference.embed else "link"
            text = "" if reference.text is None else f" | {reference.text}"
            return f"{place} {kind} {reference.written}{text}"
        case MarkdownLink():
            return f"{place} {'picture' if reference.embed else 'Markdown'} {reference.written}"
        case ExternalLink():
            return f"{place} address {reference.url}"
        case Hashtag() | Citation():
            return f"{place} {'tag' if isinstance(reference, Hashtag) else 'cite'} {reference.name}"


@cases("references-*.md")
def test_the_places_of_references(text: str, expected: str) -> None:
    assert [described(item) for item in parse_body(text, 1).references] == expected.splitlines()


@cases("references-*.md")
def test_a_reference_begins_where_it_says(text: str, expected: str) -> None:
    first_line = 8
    lines = text.split("\n")
    references = parse_body(text, first_line).references
    assert len(references) == len(expected.splitlines())
    for reference in references:
        source = lines[reference.line - first_line]
        match reference:
            case (
                QueryBlock(text=query, line=line, columns=columns)
                | TableBlock(text=query, line=line, columns=columns)
            ):
                assert isinstance(reference, TableBlock) or "query" in source
                for number, (part, column) in enumerate(zip(query.split("\n"), columns, strict=False)):
                    assert lines[line + 1 + number - first_line][column - 1 :] == part
            case WikiLink(embed=embed, target=target, column=column):
                start = "![[" if embed else "[["
                assert source[column - 1 :].removeprefix("!").removeprefix("[[").startswith((target, "#"))
                assert source.startswith((start, "!"), column - 1)
            case Hashtag(name=name, column=column):
                assert source.startswith(f"#{name}", column - 1)
            case Citation(column=column):
                assert source.startswith("(Citation:", column - 1)
            case MarkdownLink(embed=embed, column=column) | ExternalLink(embed=embed, column=column):
                assert source.startswith("![" if embed else ("[", "<"), column - 1)
            case _:
                assert_never(reference)


@cases("units-*.md")
def test_blocks_sections_and_tasks(text: str, expected: str) -> None:
    first_line = 8
    content = ["front matter"] * (first_line - 1) + text.split("\n")
    body = parse_body(text, first_line)

    def joined(unit: Lines) -> str:
        return "⏎".join(content[unit.start : unit.end])

    found = [f"block {joined(block)}" for block in body.blocks]
    found += [f"section {section.level} {joined(section.lines)}" for section in body.sections]
    found += [
        f"task {task.line - first_line + 2} [{task.mark}] {task.text}".strip().replace("\n", "⏎")
        for task in body.tasks
    ]
    assert found == expected.split("\n")
