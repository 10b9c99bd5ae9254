"""Footnotes: ``[^id]`` with a definition anywhere in the note, and ``^[text]``.

Grammar::

    reference  = "[^" id "]"
    definition = "[^" id "]:" text            ; continued by lines indented by two or more spaces
    inline     = "^[" text "]"
    id         = 1*( any character but white space and "]" )

Definitions in quotes and callouts count. A reference without a definition stays text, a definition without a
reference is left out; both are noted as tokens. The rules for text in a line are the plugin's; its definitions would
want four spaces, and it forgets where ``^[text]`` stands.
"""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import index as plugin

UNDEFINED, UNUSED = "footnote_undefined", "footnote_unused"
"""Token types: a reference that stays text, and a definition that is left out."""
_END = "footnote_definition_end"
_INDENT = 2
_INTERRUPTED = ["paragraph", "reference", "blockquote"]
"""Blocks that a definition ends without a blank line."""
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")
_DEFINITION = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")


def install(md: MarkdownIt) -> None:
    """Add the rules to a parser."""
    md.block.ruler.before("reference", "footnote_definition", _definition, {"alt": _INTERRUPTED})
    md.inline.ruler.after("image", "footnote_inline", _inline)
    md.inline.ruler.after("footnote_inline", "footnote_reference", _reference)
    md.core.ruler.after("inline", "footnote_list", _list)


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    begin = state.bMarks[start] + state.tShift[start]
    match = _DEFINITION.match(state.src, begin, state.eMarks[start])
    if match is None or silent:
        return match is not None
    _notes(state.env)["refs"].setdefault(f":{match[1]}", -1)
    opening = state.push(UNUSED, "", 1)
    opening.content, opening.meta = match[0].rstrip(), {"label": match[1]}
    saved = state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType
    state.blkIndent += _INDENT
    state.bMarks[start], state.tShift[start], state.sCount[start] = match.end(), 0, state.blkIndent
    state.parentType = "footnote"
    state.md.block.tokenize(state, start, end)
    state.blkIndent -= _INDENT
    state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType = saved
    opening.map = [start, state.line]
    state.push(_END, "", -1)
    return True


def _inline(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not plugin.footnote_inline(state, silent):
        return False
    if not silent:
        state.tokens[-1].meta["offset"] = start + len("^[")
    return True


def _reference(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None or plugin.footnote_ref(state, silent):
        return match is not None
    if not silent:
        token = state.push(UNDEFINED, "", 0)
        token.content, token.meta = match[0], {"offset": state.pos, "label": match[1]}
    state.pos = match.end()
    return True


def _list(state: StateCore) -> None:
    """Move the definitions that are referred to into a list at the end of the note."""
    notes = _notes(state.env)
    if not notes["refs"] and not notes["list"]:
        return
    for token in state.tokens:
        if token.type == "inline":
            _adopt(token, token.children or (), 0, notes["list"])
    state.tokens, definitions = _taken_out(state.tokens)
    if notes["list"]:
        state.tokens.append(Token("footnote_block_open", "", 1))
        for number, note in notes["list"].items():
            state.tokens += _item(number, note, definitions.get(note.get("label", "")))
        state.tokens.append(Token("footnote_block_close", "", -1))
    state.tokens += (run[0] for label, run in definitions.items() if notes["refs"][f":{label}"] < 0)


def _taken_out(tokens: list[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """Return the tokens outside definitions, and those of each definition behind one that names it.

    A quote that held nothing else goes with them.
    """
    outside: list[Token] = []
    open_ones: list[list[Token]] = []
    definitions: dict[str, list[Token]] = {}
    for token in tokens:
        if token.type == UNUSED:
            open_ones.append([token])
        elif token.type == _END:
            run = open_ones.pop()
            definitions.setdefault(run[0].meta["label"], run)
        else:
            run = open_ones[-1] if open_ones else outside
            if token.type == "blockquote_close" and run and run[-1].type == "blockquote_open":
                run.pop()
            else:
                run.append(token)
    return outside, definitions


def _item(number: int, note: dict[str, Any], definition: list[Token] | None) -> list[Token]:
    if definition is not None:
        body = definition[1:]
    else:
        inline = Token("inline", "", 0, content=note["content"], children=note["tokens"])
        inline.meta["home"] = note.get("home")
        body = [
            Token("paragraph_open", "p", 1, block=True),
            inline,
            Token("paragraph_close", "p", -1, block=True),
        ]
    place = len(body) - (1 if body and body[-1].type == "paragraph_close" else 0)
    body[place:place] = (
        Token("footnote_anchor", "", 0, meta={"id": number, "subId": again})
        for again in range(note.get("count", 1))
    )
    return [Token("footnote_open", "", 1, meta={"id": number}), *body, Token("footnote_close", "", -1)]


def _adopt(home: Token, children: Sequence[Token], shift: int, notes: dict[int, dict[str, Any]]) -> None:
    """Make the offsets of tokens in ``^[text]``, at any depth, those in the block that holds them."""
    for child in children:
        if "offset" in child.meta:
            child.meta["offset"] += shift
        note = notes[child.meta["id"]] if child.type == "footnote_ref" else {}
        if "tokens" in note:
            note["home"] = home
            _adopt(home, note["tokens"], child.meta["offset"], notes)


def _notes(env: Any) -> dict[str, dict[Any, Any]]:  # noqa: ANN401 (markdown-it leaves its environment untyped)
    found: dict[str, dict[Any, Any]] = env.setdefault("footnotes", {})
    found.setdefault("refs", {})
    found.setdefault("list", {})
    return found
