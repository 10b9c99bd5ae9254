r"""A regular expression of JavaScript's becomes one of the ``regex`` library's.

Specification: section 9 of the search language; the syntax is ECMAScript's without flags, Annex B included::

    disjunction = alternative , { "|" , alternative } ;
    alternative = { assertion | atom , [ quantifier ] } ;
    quantifier  = ( "*" | "+" | "?" | "{" , digits , [ "," , [ digits ] ] , "}" ) , [ "?" ] ;
    assertion   = "^" | "$" | "\b" | "\B" | ( "(?<=" | "(?<!" ) , disjunction , ")" ;
    atom        = "." | class | escape | any
                | ( "(" | "(?:" | "(?=" | "(?!" | "(?<" , name , ">" ) , disjunction , ")" ;

Each construct is written anew and every other character escaped, so that nothing of the library's own syntax
(fuzzy matching, POSIX classes, possessive quantifiers, inline flags) can be reached by accident. Classes such as
``\w`` are spelled out, because the library's know Unicode and JavaScript's know ASCII. Compared with V8 by 200,000 random
patterns, two differences are left: kbgen's characters are code points, not UTF-16 units, and where case is ignored
``s``, ``k`` and ``i`` also match U+017F, U+212A, U+0130 and U+0131.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from kbgen.query.assumptions import REGEX_DEPTH, REGEX_LENGTH, REGEX_SIZE
from kbgen.query.character_class import SETS, character_class, character_escape, literal
from kbgen.query.faults import FaultName, QueryError, QueryFault
from kbgen.source import Span

_QUANTIFIER = re.compile(r"(?:[*+?]|\{([0-9]+)(?:(,)([0-9]*))?\})")
_GROUP = re.compile(r"\(\?(?:<?[=!]|:|<([^>]*)>)")
_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_REFERENCE = re.compile(r"\\(?:k<([^>]*)>|([1-9][0-9]*))")
_LOOKAHEADS = frozenset({"(?=", "(?!"})
_ASCII_WORD = "(?-i:[A-Za-z0-9_])"
_BOUNDARY = f"(?:(?<!{_ASCII_WORD})(?={_ASCII_WORD})|(?<={_ASCII_WORD})(?!{_ASCII_WORD}))"
_NO_BOUNDARY = f"(?:(?<!{_ASCII_WORD})(?!{_ASCII_WORD})|(?<={_ASCII_WORD})(?={_ASCII_WORD}))"
_DOT = r"[^\n\r\u2028\u2029]"


@lru_cache(maxsize=512)
def translate(pattern: str) -> str:
    """Return a pattern in the syntax of the ``regex`` library, for its MULTILINE mode.

    Raises:
        QueryError: the pattern is invalid, too large, or uses what kbgen does not support; the span is an offset
            into the pattern.
    """
    if len(pattern) > REGEX_LENGTH:
        message = f"the regular expression is longer than {REGEX_LENGTH} characters"
        raise _error(message, 0, len(pattern))
    translation = _Translation(pattern, *_groups(pattern))
    while translation.pos < len(pattern):
        translation.step()
    return translation.finish()


@dataclass(slots=True)
class _Open:
    """A group that is not closed yet, or the whole pattern."""

    start: int
    closing: str
    repeatable: bool
    size: int = 0
    """Elements of the group so far, the last atom left out."""
    last: int = 0
    """Elements of the last atom; 0 where nothing stands that a quantifier could repeat."""


@dataclass(slots=True)
class _Translation:
    """The state of one translation."""

    pattern: str
    count: int
    """Capturing groups in the whole pattern."""
    names: dict[str, int]
    pos: int = 0
    out: list[str] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=lambda: [_Open(0, "", repeatable=False)])

    def step(self) -> None:
        """Translate the construct at the current offset."""
        pattern, start = self.pattern, self.pos
        first = pattern[start]
        quantifier = _QUANTIFIER.match(pattern, start)
        if quantifier is not None:
            self._quantify(quantifier)
        elif first == "(":
            self._open()
        elif first == ")":
            self._close()
        elif first == "[":
            text, end = character_class(pattern, start)
            self._atom(text, end)
        elif first == "\\":
            self._escape()
        elif first == "|":
            self._assertion("|", 1)
        elif first in "^$":
            self._assertion(first, 1)
        else:
            self._atom(_DOT if first == "." else literal(first), start + 1)

    def finish(self) -> str:
        """Return the translated pattern; the offset is at the end of the pattern."""
        if len(self.stack) > 1:
            start = self.stack[-1].start
            raise _error("a group of the regular expression is not closed", start, start + 1)
        self._settle(self.stack[-1], 0)
        return "".join(self.out)

    def _atom(self, text: str, end: int, size: int = 1) -> None:
        """Append what a quantifier may follow."""
        self.out.append(text)
        self._settle(self.stack[-1], size)
        self.pos = end

    def _assertion(self, text: str, length: int) -> None:
        """Append what no quantifier may follow."""
        self.out.append(text)
        self._settle(self.stack[-1], 0)
        self.pos += length

    def _settle(self, group: _Open, following: int) -> None:
        """Count the last atom in, and remember the size of the one that follows."""
        group.size += group.last
        group.last = following
        if group.size + group.last > REGEX_SIZE:
            message = f"the regular expression has more than {REGEX_SIZE} elements with its repetitions"
            raise _error(message, 0, len(self.pattern))

    def _quantify(self, found: re.Match[str]) -> None:
        group = self.stack[-1]
        if not group.last:
            raise _error(f"{found[0]} has nothing to repeat", *found.span())
        low, comma, high = found[1], found[2], found[3]
        if any(digits and len(digits) > 7 for digits in (low, high)):
            raise _error(f"{found[0]} repeats too often", *found.span())
        if low and high and int(low) > int(high):
            raise _error(f"{found[0]} has its numbers out of order", *found.span())
        most = str(int(high)) if high else ""
        self.out.append(f"{{{int(low)}{comma or ''}{most}}}" if low else found[0])
        self.pos = found.end()
        if self.pattern.startswith("?", self.pos):
            self.out.append("?")
            self.pos += 1
        copies = int(low) if low else int(found[0] == "+")
        repeated = group.last * (copies + 1)
        group.last = 0
        self._settle(group, repeated)
        self._settle(group, 0)

    def _open(self) -> None:
        start = self.pos
        found = _GROUP.match(self.pattern, start)
        if found is None and self.pattern.startswith("(?", start):
            end = min(start + 3, len(self.pattern))
            text = self.pattern[start:end]
            raise _error(f"{text} starts no group that JavaScript without flags has", start, end)
        if len(self.stack) > REGEX_DEPTH:
            raise _error(f"groups are nested deeper than {REGEX_DEPTH} levels", start, start + 1)
        opening = found[0] if found is not None else "("
        lookahead = opening in _LOOKAHEADS
        lookbehind = opening in ("(?<=", "(?<!")
        captures = not lookahead and not lookbehind and opening != "(?:"
        # A look-ahead may be repeated in JavaScript; wrapped in a group the library repeats it too.
        self.out.append(f"(?:{opening}" if lookahead else "(" if captures else opening)
        self.stack.append(_Open(start, "))" if lookahead else ")", repeatable=not lookbehind))
        self.pos = found.end() if found is not None else start + 1

    def _close(self) -> None:
        if len(self.stack) == 1:
            raise _error(") of the regular expression closes nothing", self.pos, self.pos + 1)
        group = self.stack.pop()
        self._settle(group, 0)
        if group.repeatable:
            self._atom(group.closing, self.pos + 1, group.size + 1)
        else:
            self.stack[-1].size += group.size
            self._assertion(group.closing, 1)

    def _escape(self) -> None:
        start = self.pos
        letter = self.pattern[start + 1 : start + 2]
        if letter in "bB" and letter:
            self._assertion(_BOUNDARY if letter == "b" else _NO_BOUNDARY, 2)
        elif letter in SETS:
            members = SETS[letter]
            self._atom(f"(?-i:[{members}])", start + 2)
        elif letter.lower() in SETS:
            members = SETS[letter.lower()]
            self._atom(f"(?-i:[^{members}])", start + 2)
        else:
            number = self._reference()
            if number is None:
                character, end = character_escape(self.pattern, start)
                self._atom(literal(character), end)

    def _reference(self) -> int | None:
        """Translate a back-reference and return its group; return None where none stands."""
        found = _REFERENCE.match(self.pattern, self.pos)
        if found is None:
            if self.names and self.pattern.startswith(r"\k", self.pos):
                raise _error(r"\k needs the name of a group: \k<name>", self.pos, self.pos + 2)
            return None
        if found[2]:
            number = int(found[2]) if len(found[2]) < 5 else self.count + 1
            if number > self.count:
                return None  # an old-style octal or an escaped digit
        elif not self.names:
            return None  # without named groups `\k` is the letter
        elif found[1] in self.names:
            number = self.names[found[1]]
        else:
            raise _error(f"no group is named {found[1]}", *found.span())
        # In JavaScript a group that took no part matches the empty text.
        self._atom(rf"(?({number})\g<{number}>|)", found.end())
        return number


def _groups(pattern: str) -> tuple[int, dict[str, int]]:
    """Return how many capturing groups a pattern has, and the number of each named one."""
    count, names, pos, in_class = 0, dict[str, int](), 0, False
    while pos < len(pattern):
        first = pattern[pos]
        if first == "\\":
            pos += 2
            continue
        if in_class:
            in_class = first != "]"
        elif first == "[":
            in_class = True
        elif first == "(":
            found = _GROUP.match(pattern, pos)
            count += (found[1] is not None) if found else not pattern.startswith("(?", pos)
            if found and found[1] is not None:
                _add_name(names, found, count)
        pos += 1
    return count, names


def _add_name(names: dict[str, int], found: re.Match[str], number: int) -> None:
    name = found[1]
    if not _NAME.fullmatch(name):
        raise _error(f"{name!r} is no name for a group", *found.span())
    if name in names:
        raise _error(f"two groups are named {name}", *found.span())
    names[name] = number


def _error(message: str, start: int, end: int) -> QueryError:
    return QueryError(QueryFault(FaultName.REGEX, message, Span(start, end)))
