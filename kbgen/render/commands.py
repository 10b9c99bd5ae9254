"""The commands of a test in two forms: as the note has them, and with the defaults of their inputs filled in.

In go a code block, its finished HTML and the inputs; out comes HTML that holds both, each with its label. Which of them
is seen is a matter of the style sheet, so that both can be read without it. Commands are text; they are never run.
"""

import re
from collections.abc import Sequence
from html import escape
from itertools import accumulate

from kbgen.markup.body import CodeBlock
from kbgen.markup.highlight import highlight
from kbgen.sources.atomics_model import InputArgument
from kbgen.sources.atomics_placeholders import Piece, filled_in

_CODE = re.compile(r"(<code[^>]*>)(.*)(?=</code></pre></div>\Z)", re.DOTALL)
_TOKEN = re.compile(r"<[^>]*>|&[^;]*;|[^<&]+")
_PAIR = (
    '<div class="kb-command"><div class="kb-command__raw"><p class="kb-command__label">As in the note</p>{}</div>'
    '<div class="kb-command__filled"><p class="kb-command__label">With default inputs</p>{}</div></div>'
)


def command(block: CodeBlock, shown: str, inputs: Sequence[InputArgument]) -> str:
    """Return the HTML of a command: with the defaults filled in beside it, where it has placeholders.

    Args:
        block: the code block of the note.
        shown: its HTML, as ``highlight`` returns it.
        inputs: the inputs of the test.
    """
    pieces = filled_in(block.text, inputs) if "#{" in block.text else None
    if pieces is None or not any(piece.name for piece in pieces):
        return shown
    text = "".join(piece.text for piece in pieces)
    if text == block.text:
        return marked(shown, pieces)
    return _PAIR.format(shown, marked(highlight(text, block.language), pieces))


def marked(html: str, pieces: Sequence[Piece]) -> str:
    """Return a highlighted block in which the defaults, and the placeholders that no input has, are marked.

    Where the block shows another text than that of the pieces, it stays as it is.

    Args:
        html: the block, as ``highlight`` returns it for the text of the pieces.
        pieces: the text of the block.
    """
    return _CODE.sub(lambda match: match[1] + _marked(match[2], pieces), html)


def _marked(code: str, pieces: Sequence[Piece]) -> str:
    """Put marks around pieces; where one is part of several elements, each of them gets its own."""
    ends = list(accumulate(len(piece.text) for piece in pieces))
    written: list[str] = []
    position, place = 0, 0
    for token in _TOKEN.findall(code):
        if token[0] == "<":
            written.append(token)
            continue
        length = 1 if token[0] == "&" else len(token)
        end = position + length
        if end > ends[-1]:
            return code
        while position < end:
            stop = min(end, ends[place])
            part = token if token[0] == "&" else token[length - end + position : length - end + stop]
            written.append(_mark(part, pieces[place]))
            position = stop
            place += position == ends[place]
    return "".join(written) if position == ends[-1] else code


def _mark(html: str, piece: Piece) -> str:
    if not piece.name:
        return html
    if not piece.is_known:
        return f'<span class="kb-unknown" title="No input has this name">{html}</span>'
    return f'<span class="kb-filled" title="Input {escape(piece.name)}">{html}</span>'
