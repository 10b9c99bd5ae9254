"""CommonMark's links, pictures and autolinks, with the offset at which each begins noted on its token."""

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, image, link

_Rule = Callable[[StateInline, bool], bool]


def install(md: MarkdownIt) -> None:
    """Wrap the three rules of a parser."""
    for name, rule in (("link", link), ("image", image), ("autolink", autolink)):
        md.inline.ruler.at(name, _noting_offset(rule))


def _noting_offset(rule: _Rule) -> _Rule:
    def located(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[count:]:
                if token.type in {"link_open", "image"}:
                    token.meta["offset"] = start
                    break
        return True

    return located
