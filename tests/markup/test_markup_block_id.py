"""Block identifiers: the anchors they leave."""

from kbgen.markup.parse_body import parse_body


def test_the_anchors_of_a_body_are_its_block_identifiers() -> None:
    body = parse_body("a ^one\n\n- b ^Two-2\n\n```\nc\n```\n\n^three", 1)
    assert body.anchors == ("^one", "^Two-2", "^three")


def test_equal_identifiers_leave_one_anchor_and_are_hidden_all() -> None:
    body = parse_body("a ^x\n\nb ^x\n\n- c\n\n^x", 1)
    assert body.anchors == ("^x",)
    assert "".join(body.parts).count("^x") == 1


def test_an_identifier_below_a_heading_is_its_anchor() -> None:
    body = parse_body("# a\n\n^x", 1)
    assert body.anchors == ("^x",)
    assert body.headings[0].anchor == "a"


def test_an_identifier_below_a_rule_stays_text() -> None:
    body = parse_body("***\n\n^x", 1)
    assert body.anchors == ()
    assert "^x" in body.parts[0]


def test_an_identifier_on_its_own_line_names_the_block_of_its_own_level() -> None:
    html = parse_body("- a\n\n  ^x\n- b", 1).parts[0]
    assert html.index("<li>") < html.index('id="^x"') < html.index("a</p>")


def test_a_task_and_its_identifier() -> None:
    body = parse_body("- [ ] a ^x", 1)
    assert body.anchors == ("^x",)
    assert "^x" not in "".join(body.parts).replace('id="^x"', "")
