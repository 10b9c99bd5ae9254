"""The walk over the tokens: code blocks, order, and slots."""

from kbgen.markup.body import CodeBlock
from kbgen.markup.parse_body import parse_body
from kbgen.markup.references import Citation, Hashtag, QueryBlock, WikiLink
from kbgen.markup.slots import HeadingEnd, HeadingStart, LinkStart


def test_code_blocks_with_the_line_of_their_code() -> None:
    body = parse_body("a\n\n```YML x\nb: c\n```\n\n> ~~~\n> d\n> ~~~\n\n    e\n", 10)
    assert body.code_blocks == (
        CodeBlock("yml", "b: c\n", 13),
        CodeBlock("", "d\n", 17),
        CodeBlock("", "e\n", 20),
    )


def test_code_in_longer_fences_and_raw_html_is_one_block_or_none() -> None:
    assert [block.text for block in parse_body("````\n```yml\na: b\n```\n````", 1).code_blocks] == [
        "```yml\na: b\n```\n"
    ]
    assert parse_body("<div>\n```yml\na: b\n```\n</div>", 1).code_blocks == ()


def test_slots_are_in_the_order_of_the_page_and_references_in_that_of_the_text() -> None:
    body = parse_body("# a #b\n\n[[c]][^x]\n\n[^x]: (Citation: d)\n\n```query\ne\n```\n\n[f](g)", 1)
    assert [type(item) for item in body.references] == [
        Hashtag,
        WikiLink,
        Citation,
        QueryBlock,
        type(body.references[4]),
    ]
    on_page = [body.slots[int(part)] for place, part in enumerate(body.parts) if place % 2]
    assert [type(slot) for slot in on_page] == [
        HeadingStart, Hashtag, HeadingEnd, WikiLink, QueryBlock, LinkStart, Citation,
    ]  # fmt: skip
