"""Query text becomes a located syntax tree, by recursive descent.

Specification: section 3 of the search language. The grammar::

    query      = ws , or-expr , ws ;
    or-expr    = and-expr , { ws , "OR" , ws , and-expr } ;
    and-expr   = factor , { ws , factor } ;
    factor     = "-" , factor | primary ;
    primary    = group | property | operator | regex | phrase | literal-link | word ;
    group      = "(" , ws , or-expr , ws , ")" ;
    operator   = text-op , ":" , ws , factor | "tag" , ":" , ws , ( phrase | word ) ;
    property   = "[" , ws , prop-expr , [ ws , ":" , ws , prop-expr ] , ws , "]" ;
    prop-expr  = (* or-expr whose primaries are group, phrase, regex, comparison or word *) ;
    comparison = ( "<" | ">" ) , ws , word ;     (* only after the ":" *)

Tokens are cut by ``lexer``. A node's span holds what the node was read from, brackets of its own left out:
the text of a span parses to the node again. The first fault from the left ends the parse.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from kbgen.query import complaints, lexer
from kbgen.query.assumptions import DEPTH_LIMIT, NULL_WORDS
from kbgen.query.faults import QueryError
from kbgen.query.javascript import translate
from kbgen.query.regex import compiled
from kbgen.query.syntax import (
    And,
    Boolean,
    Case,
    Comparison,
    Node,
    Not,
    Null,
    Or,
    Phrase,
    Property,
    Regex,
    Scope,
    ScopeKind,
    Sign,
    TagTerm,
    Word,
)
from kbgen.source import Span

_SCOPES = {kind.value: kind for kind in ScopeKind}
_CASES = {"match-case": True, "ignore-case": False}
_OPERATORS = (*_SCOPES, *_CASES, "tag")
_BOOLEANS = {"true": True, "false": False}


def parse(text: str) -> Node:
    """Return the syntax tree of a query.

    Raises:
        QueryError: the query is malformed; the fault says what and where. Nothing else is ever raised.
    """
    parser = _Parser(text)
    start = lexer.skip_space(text, 0)
    if start == len(text):
        raise complaints.empty()
    if text[start] == ")":
        raise complaints.stray_bracket(start)
    parser.pos = start
    node = parser.expression(_Region(), Span(start, start + 1), "a term")
    if parser.pos < len(text):
        raise complaints.stray_bracket(parser.pos)
    for term in parser.regexes:
        # Not inside the descent: the library compiles by recursion, too.
        _checked(compiled, term.pattern, term.span.start)
    return node


@dataclass(frozen=True, slots=True)
class _Region:
    """Where the parser stands, as far as it decides what may come."""

    in_property: bool = False
    in_value: bool = False
    scope: ScopeKind | None = None


class _Parser:
    """The state of one parse: the text, the offset reached, and how deep."""

    __slots__ = ("depth", "pos", "regexes", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.depth = 0
        self.regexes: list[Regex] = []

    def expression(self, region: _Region, owner: Span, wanted: str) -> Node:
        """Return an or-expr; ``owner`` is the token that is faulted where there is none at all."""
        start, branches = lexer.skip_space(self.text, self.pos), list[Node]()
        while True:
            branch = self._conjunction(region)
            at_or = lexer.is_or(self.text, self.pos)
            if branch is None:
                if at_or and not branches:
                    owner = Span(self.pos, self.pos + 2)
                raise complaints.missing(
                    self.text, owner, "a term on both sides" if at_or or branches else wanted
                )
            branches.append(branch)
            end = self.pos
            self.pos = lexer.skip_space(self.text, self.pos)
            if not lexer.is_or(self.text, self.pos):
                return branch if len(branches) == 1 else Or(tuple(branches), Span(start, end))
            owner = Span(self.pos, self.pos + 2)
            self.pos += 2

    def _conjunction(self, region: _Region) -> Node | None:
        """Return an and-expr, or None where no factor stands; the offset is then on what stands there."""
        stops = ")]:" if region.in_property else ")"
        terms: list[Node] = []
        self.pos = start = end = lexer.skip_space(self.text, self.pos)
        while self.pos < len(self.text) and self.text[self.pos] not in stops:
            if lexer.is_or(self.text, self.pos):
                break
            terms.append(self._factor(region))
            end = self.pos
            self.pos = lexer.skip_space(self.text, self.pos)
        if not terms:
            return None
        self.pos = end
        return terms[0] if len(terms) == 1 else And(tuple(terms), Span(start, end))

    def _factor(self, region: _Region) -> Node:
        text, start = self.text, self.pos
        first = text[start]
        if first == "(":
            return self._group(region)
        if first == "-" and not lexer.is_lone_hyphen(text, start, in_property=region.in_property):
            self._enter(start, start + 1)
            term = self._factor(region)
            self.depth -= 1
            return Not(term, Span(start, self.pos))
        if first == '"':
            phrase, self.pos = lexer.phrase(text, start)
            return Phrase(phrase, Span(start, self.pos))
        if first == "/" and not text.startswith("//", start):
            return self._regex()
        if region.in_property:
            return self._comparison() if region.in_value and first in "<>" else self._word(region)
        if first == "[":
            return self._bracket(region)
        found = lexer.operator(text, start)
        return self._word(region) if found is None else self._operator(region, *found)

    def _group(self, region: _Region) -> Node:
        start = self.pos
        self._enter(start, start + 1)
        closing = lexer.skip_space(self.text, self.pos)
        owner = Span(start, closing + 1 if self.text.startswith(")", closing) else start + 1)
        if closing == len(self.text):
            raise complaints.unclosed("(", start)
        node = self.expression(region, owner, "a term inside")
        if not self.text.startswith(")", self.pos):
            if self.text.startswith(":", self.pos):
                raise complaints.stray_colon(self.pos)
            raise complaints.unclosed("(", start)
        self.pos += 1
        self.depth -= 1
        return node

    def _regex(self) -> Node:
        start = self.pos
        pattern, self.pos = lexer.regex(self.text, start)
        _checked(translate, pattern, start)
        node = Regex(pattern, Span(start, self.pos))
        self.regexes.append(node)
        return node

    def _word(self, region: _Region) -> Node:
        start = self.pos
        self.pos = lexer.word_end(self.text, start, in_property=region.in_property)
        word, span = self.text[start : self.pos], Span(start, self.pos)
        if region.in_value:
            folded = word.casefold()
            if folded in NULL_WORDS:
                return Null(span)
            if folded in _BOOLEANS:
                return Boolean(_BOOLEANS[folded], span)
        return Word(word, span)

    def _comparison(self) -> Node:
        start = self.pos
        operand = lexer.skip_space(self.text, start + 1)
        end = lexer.word_end(self.text, operand, in_property=True)
        if end == operand or lexer.is_or(self.text, operand):
            raise complaints.missing(self.text, complaints.at(start), "a number or a date")
        self.pos = end
        return Comparison(Sign(self.text[start]), self.text[operand:end], Span(start, end))

    def _bracket(self, region: _Region) -> Node:
        start = self.pos
        link = lexer.link_end(self.text, start)
        if link is not None:
            self.pos = link
            return Word(self.text[start:link], Span(start, link))
        if region.scope is not None:
            raise complaints.misplaced("a property", complaints.at(start), region.scope)
        self._enter(start, start + 1)
        name = self.expression(_Region(in_property=True), self._hollow(start), "a name")
        self.pos = lexer.skip_space(self.text, self.pos)
        value = None
        if self.text.startswith(":", self.pos):
            colon = self.pos
            self.pos += 1
            if lexer.skip_space(self.text, self.pos) == len(self.text):
                raise complaints.unclosed("[", start)
            value = self.expression(_Region(in_property=True, in_value=True), complaints.at(colon), "a value")
        self._close_property(start)
        self.depth -= 1
        return Property(name, value, Span(start, self.pos))

    def _close_property(self, start: int) -> None:
        following = self.text[self.pos : self.pos + 1]
        if following == ":":
            raise complaints.stray_colon(self.pos)
        if following == ")":
            raise complaints.stray_bracket(self.pos)
        if not following:
            raise complaints.unclosed("[", start)
        self.pos += 1

    def _hollow(self, start: int) -> Span:
        """Return the token to fault where a property has no name: the brackets, or the opening one."""
        closing = lexer.skip_space(self.text, start + 1)
        if closing == len(self.text):
            raise complaints.unclosed("[", start)
        return Span(start, closing + 1 if self.text[closing] == "]" else start + 1)

    def _operator(self, region: _Region, written: str, end: int) -> Node:
        start = self.pos
        name, token = written.lower(), Span(start, end)
        if name not in _OPERATORS:
            raise complaints.unknown_operator(self.text, token, _OPERATORS)
        inner = self._inner_region(region, name, token)
        self._enter(start, end)
        self.pos = lexer.skip_space(self.text, end)
        if self.text[self.pos : self.pos + 1] in ("", ")") or lexer.is_or(self.text, self.pos):
            raise complaints.missing(self.text, token, "a tag" if name == "tag" else "a term")
        term = self._tag_name() if name == "tag" else self._factor(inner)
        self.depth -= 1
        span = Span(start, self.pos)
        if isinstance(term, str):
            return TagTerm(term, span)
        return Case(_CASES[name], term, span) if name in _CASES else Scope(_SCOPES[name], term, span)

    def _inner_region(self, region: _Region, name: str, token: Span) -> _Region:
        """Return the region of an operator's operand; raise where the operator may not stand."""
        if name in _CASES:
            return region
        kind = _SCOPES.get(name)
        nested_section = kind is region.scope is ScopeKind.SECTION
        if region.scope is not None and not nested_section:
            raise complaints.misplaced(f"{name}:", token, region.scope)
        return _Region(scope=kind)

    def _tag_name(self) -> str:
        first = self.text[self.pos]
        if first == '"':
            name, self.pos = lexer.phrase(self.text, self.pos)
            return name
        if first in "([" or (first == "/" and not self.text.startswith("//", self.pos)):
            raise complaints.no_tag(self.text, self.pos)
        start = self.pos
        self.pos = lexer.word_end(self.text, start, in_property=False)
        return self.text[start : self.pos]

    def _enter(self, start: int, end: int) -> None:
        """Step over an opening token, one level deeper."""
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise complaints.too_deep(Span(start, end))
        self.pos = end


def _checked(check: Callable[[str], object], pattern: str, start: int) -> None:
    """Hand a pattern to a check, whose fault then points into the query, where the pattern's slash is at ``start``."""
    try:
        check(pattern)
    except QueryError as error:
        place = error.fault.span
        moved = Span(place.start + start + 1, place.end + start + 1)
        raise QueryError(replace(error.fault, span=moved)) from None
