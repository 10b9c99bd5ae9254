"""Lexers of Pygments whose rules are tried together. In: a lexer. Out: one that makes the same tokens in less time.

Pygments tries the rules of a state one after the other, each with a call. An expression with all of them as alternatives
finds the same rule with one call, since of several alternatives that match the first one counts.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from pygments.lexer import ExtendedRegexLexer, Lexer, LexerContext, RegexLexer
from pygments.token import Error, Text, Whitespace, _TokenType

_Match: TypeAlias = Callable[..., re.Match[str] | None]
_Tokens: TypeAlias = Iterator[tuple[int, _TokenType, str]]
_ROOT = "root"
_OWN_GROUPS = re.compile(r"\\[1-9]|\(\?(?:P|\(|[aiLmsux]+\))")
"""What means something else as a part of a longer expression: references to groups, names of groups, flags."""


_Rule: TypeAlias = tuple[_Match | None, Any, Any]
"""A rule's own expression, for actions that ask for its groups; its action: a type of tokens, a function that makes several,
or None; what becomes of the stack of states, None where it stays."""
_NO_RULE: _Rule = (None, None, None)
_State: TypeAlias = tuple[_Match, Sequence[_Rule]]
"""Matches where a rule of the state does; the rules by the number of the group in which their expression stands, which is
that of the last group of a match."""


class _States(dict[str, _State]):
    """The states of a lexer by name, made when they are asked for: most code visits few of them."""

    def __init__(self, rules: Mapping[str, Sequence[tuple[_Match, Any, Any]]]) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, name: str) -> _State:
        by_group = [_NO_RULE]
        parts: list[str] = []
        flags = 0
        for match, action, change in self._rules[name]:
            pattern = _pattern(match)
            by_group += [(match if pattern.groups else None, action, change)] + [_NO_RULE] * pattern.groups
            parts.append(f"({pattern.pattern})")
            flags |= pattern.flags
        # A state without rules matches nowhere.
        self[name] = (re.compile("|".join(parts) or "(?!)", flags).match, by_group)
        return self[name]


def joined_lexer(lexer: Lexer) -> Lexer:
    """Return a lexer with the same tokens; the same one where its rules cannot be tried together."""
    kind: Any = type(lexer)
    way = next((way for base, way in _WAYS if isinstance(lexer, base)), None)
    if way is None:
        return lexer
    rules = kind._tokens  # noqa: SLF001 - Pygments has no other name for the rules that it made ready
    if not all(map(_is_joinable, rules.values())):
        return lexer
    names = {"_tokens": rules, "_states": _States(rules)}
    made: Lexer = type(kind.__name__, (kind, way), names)(**lexer.options)
    return made


def _pattern(match: _Match) -> re.Pattern[str]:
    pattern: re.Pattern[str] = match.__self__  # type: ignore[attr-defined]
    return pattern


def _is_joinable(rules: Sequence[tuple[_Match, Any, Any]]) -> bool:
    """Tell whether the expressions of rules mean the same as parts of one expression."""
    patterns = [getattr(match, "__self__", None) for match, *_ in rules]
    known = [
        each for each in patterns if isinstance(each, re.Pattern) and not _OWN_GROUPS.search(each.pattern)
    ]
    # The rule that always applies has an empty expression, without the lexer's flags.
    return len(known) == len(rules) and len({each.flags for each in known if each.pattern}) <= 1


class _WithStack(RegexLexer):
    """Stands between a lexer and Pygments' own way through its rules."""

    _states: _States

    def get_tokens_unprocessed(self, text: str, stack: Iterable[str] = (_ROOT,)) -> _Tokens:
        """Yield the place, type and text of each token."""
        names = list(stack)
        place, end = 0, len(text)
        states = self._states
        match, rules = states[names[-1]]
        while True:
            found = match(text, place)
            if found is not None:
                own, action, change = rules[found.lastindex or 0]
                if type(action) is _TokenType:
                    yield place, action, found[0]
                elif action is not None:
                    yield from action(self, own(text, place) if own else found)
                place = found.end()
                if change is not None:
                    _change(names, change)
                    match, rules = states[names[-1]]
            elif place >= end:
                return
            elif text[place] == "\n":
                names = [_ROOT]
                match, rules = states[_ROOT]
                yield place, Whitespace, "\n"
                place += 1
            else:
                yield place, Error, text[place]
                place += 1


class _WithContext(ExtendedRegexLexer):
    """The same for lexers whose actions move on by themselves."""

    _states: _States

    def get_tokens_unprocessed(  # type: ignore[override]  # as Pygments itself has it
        self, text: str | None = None, context: LexerContext | None = None
    ) -> _Tokens:
        """Yield the place, type and text of each token."""
        context = context or LexerContext(text or "", 0)
        text, end = context.text, context.end
        states = self._states
        match, rules = states[context.stack[-1]]
        while True:
            place = context.pos
            found = match(text, place, end)
            if found is not None:
                own, action, change = rules[found.lastindex or 0]
                if type(action) is _TokenType:
                    yield place, action, found[0]
                    context.pos = found.end()
                elif action is not None:
                    yield from action(self, own(text, place, end) if own else found, context)
                    match, rules = states[context.stack[-1]]
                if change is not None:
                    _change(context.stack, change)
                    match, rules = states[context.stack[-1]]
            elif place >= end:
                return
            elif text[place] == "\n":
                context.stack = [_ROOT]
                match, rules = states[_ROOT]
                yield place, Text, "\n"
                context.pos += 1
            else:
                yield place, Error, text[place]
                context.pos += 1


_WAYS = ((ExtendedRegexLexer, _WithContext), (RegexLexer, _WithStack))
"""Kinds of lexers with rules, and what is put between them and their rules; the first that fits counts."""


def _change(stack: list[str], change: Any) -> None:  # noqa: ANN401 - as Pygments' rules have it
    """Change a stack of states as a rule says; at least one state stays."""
    if isinstance(change, int):
        del stack[max(1, len(stack) - abs(change)) :]
        return
    for name in ("#push",) if change == "#push" else change:
        if name != "#pop":
            stack.append(stack[-1] if name == "#push" else name)
        elif len(stack) > 1:
            stack.pop()
