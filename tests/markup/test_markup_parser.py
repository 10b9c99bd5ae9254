"""The table of syntaxes: complete, and in the order in which it must be."""

from pathlib import Path

import kbgen.markup
from kbgen.markup.parser import SYNTAXES, parse


def test_every_syntax_of_the_package_is_in_the_table_once() -> None:
    folder = Path(kbgen.markup.__file__).parent
    with_rules = {path.stem for path in folder.glob("*.py") if "\ndef install(md" in path.read_text("utf-8")}
    installed = [install.__module__.rsplit(".", 1)[-1] for _, install in SYNTAXES]
    assert sorted(installed) == sorted(with_rules)
    assert len({name for name, _ in SYNTAXES}) == len(SYNTAXES)


def test_parsing_one_text_leaves_nothing_behind_for_the_next() -> None:
    parse("[^1]: a\n\n[b]: c.md\n\nd[^1] ^x")
    assert [child.type for token in parse("d[^1] [b] ^x") if token.children for child in token.children] == [
        "text", "footnote_undefined", "text",
    ]  # fmt: skip
