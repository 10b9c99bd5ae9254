"""Reads a YAML 1.2 text into located nodes, or says what is wrong with it and where.

The result is that of the parser which Obsidian uses (the npm package ``yaml``): the core schema of YAML 1.2, unique
names, no merge keys, unknown tags ignored. PyYAML does the parsing; what it takes differently is put right in
``yaml_repair`` (it refuses too much), ``yaml_strict`` (it accepts too much) and ``yaml_scalar`` (it is YAML 1.1).

Known differences, all refused here and accepted there: anchors with other characters than letters, digits, ``-``
and ``_``; a tab after the spaces of a continuation line; a line break before the colon of a quoted name in braces.
"""

from dataclasses import dataclass

from kbgen.vault.yaml_build import Builder
from kbgen.vault.yaml_events import ParserRefusalError
from kbgen.vault.yaml_fault import YamlFault, YamlFaultError
from kbgen.vault.yaml_node import YamlNode
from kbgen.vault.yaml_repair import prepare, repair

MAX_REREAD = 5_000_000
"""How many characters may be read again after repairs of a text for the parser."""


@dataclass(frozen=True, slots=True)
class YamlText:
    """A valid text."""

    root: YamlNode | None
    """The value of the one document; None for a text of nothing but white space and comments."""
    ignored_tags: tuple[YamlFault, ...] = ()
    """Tags that mean nothing here; their values are strings, lists and maps as if they were not there."""


def load_yaml(text: str, *, first_line: int = 1) -> YamlText | YamlFault:
    r"""Return a text's value, or the first thing that is wrong with it. Never raises for any text.

    Args:
        text: one document with line ends as ``\n``; any value may be its root.
        first_line: the line of the file in which the text begins, counted from 1.

    Aliases are resolved, and nodes carry the place of the alias. A text is refused when its aliases stand for more
    than 10,000 values or when it is nested more than 100 levels deep.
    """
    source = prepare(text.removeprefix("\ufeff"))
    reread = 0
    while True:
        builder = Builder(source, first_line)
        try:
            return YamlText(builder.build(), tuple(builder.ignored_tags))
        except ParserRefusalError as refusal:
            repaired = repair(source, refusal)
            if repaired is None:
                return _located(builder.explain(refusal), first_line)
            reread += len(text)
            if reread > MAX_REREAD:
                message = "this text has too many tabs or escapes that need special care"
                return _located(YamlFaultError(message, refusal.at), first_line)
            source = repaired
        except YamlFaultError as error:
            return _located(error, first_line)


def _located(error: YamlFaultError, first_line: int) -> YamlFault:
    return YamlFault(error.message, first_line + error.at.line, error.at.column + 1)
