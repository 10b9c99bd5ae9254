"""Commands as the note has them and with default inputs: what is filled in, marked, and escaped."""

import pytest
from html_tree import parse
from hypothesis import given
from hypothesis import strategies as st

from kbgen.markup.body import CodeBlock
from kbgen.markup.highlight import highlight
from kbgen.render.commands import command, marked
from kbgen.sources.atomics_model import InputArgument
from kbgen.sources.atomics_placeholders import Piece

EVIL = "</code></pre></div><script>evil(1)</script>\"'&amp;"
INPUTS = tuple(
    InputArgument(name, "", "string", default, 1)
    for name, default in (("host", "127.0.0.1"), ("evil", EVIL), ("none", ""), ("a\"b'<c>", "x"))
)


def shown(text: str, language: str = "sh") -> str:
    return command(CodeBlock(language, text, 1), highlight(text, language), INPUTS)


def forms(text: str, language: str = "sh") -> dict[str, str]:
    """Return the text of each code block by its label."""
    tree = parse(shown(text, language))
    return {
        label.text or "": "".join(block.itertext())
        for form in tree.findall("./div/div")
        for label, block in [(form[0], form[1])]
    }


@pytest.mark.parametrize("language", ["sh", "powershell", "cmd", "", "nonsense"])
def test_both_forms_stand_in_the_page_with_their_labels(language: str) -> None:
    assert forms('ping "#{host}" # #{host}\n', language) == {
        "As in the note": 'ping "#{host}" # #{host}\n',
        "With default inputs": 'ping "127.0.0.1" # 127.0.0.1\n',
    }


@pytest.mark.parametrize("text", ["id\n", "echo ${#x} #{}\n", ""])
def test_a_command_without_placeholders_stays_as_it_is(text: str) -> None:
    assert shown(text) == highlight(text, "sh")


def test_the_names_of_inputs_count_with_their_case() -> None:
    assert forms("#{host} #{Host}\n")["With default inputs"] == "127.0.0.1 #{Host}\n"


@pytest.mark.parametrize("language", ["sh", ""])
def test_nothing_in_a_default_or_name_becomes_markup(language: str) -> None:
    text = f"echo #{{evil}} #{{a\"b'<c>}} {EVIL} #{{<b>}}\n"
    filled = forms(text, language)["With default inputs"]
    assert filled == f"echo {EVIL} x {EVIL} #{{<b>}}\n"
    tree = parse(shown(text, language))
    assert {element.tag for element in tree.iter()} <= {"root", "div", "p", "pre", "code", "span", "b", "i"}


def test_what_is_filled_in_is_marked_with_its_name() -> None:
    tree = parse(shown("ping #{host} #{none}x #{nowhere}\n", ""))
    marks = [
        (element.get("class"), element.get("title"), "".join(element.itertext()))
        for element in tree.iter("span")
        if (element.get("class") or "").startswith("kb-")
    ]
    assert marks == [
        ("kb-filled", "Input host", "127.0.0.1"),
        ("kb-unknown", "No input has this name", "#{nowhere}"),
    ]


def test_where_nothing_is_filled_in_the_note_s_own_form_is_marked() -> None:
    html = shown('echo "#{nowhere}"\n')
    assert "kb-command" not in html
    assert '<span class="kb-unknown" title="No input has this name">#{nowhere}</span>' in html


def test_a_command_that_would_be_huge_stays_as_it_is() -> None:
    inputs = (InputArgument("a", "", "string", "x" * 1000, 1),)
    text = "#{a}" * 1000
    assert command(CodeBlock("", text, 1), highlight(text, ""), inputs) == highlight(text, "")


def test_a_block_of_another_text_gets_no_marks() -> None:
    html = highlight("abc", "")
    assert marked(html, (Piece("ab", "x"),)) == html
    assert marked(html, (Piece("abcd", "x"),)) == html


@given(
    st.lists(
        st.tuples(st.text(alphabet="a <&'\"#$\n-", min_size=1, max_size=8), st.sampled_from(["", "x"])),
        min_size=1,
    ),
    st.sampled_from(["", "sh", "powershell"]),
)
def test_marks_change_no_text(parts: list[tuple[str, str]], language: str) -> None:
    pieces = [Piece(text, name) for text, name in parts]
    text = "".join(piece.text for piece in pieces)
    tree = parse(marked(highlight(text, language), pieces))
    assert "".join(tree.itertext()) == text
    in_marks = "".join(
        "".join(element.itertext()) for element in tree.iter("span") if element.get("class") == "kb-filled"
    )
    assert in_marks == "".join(text for text, name in parts if name)
