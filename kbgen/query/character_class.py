r"""Character classes and escapes of JavaScript's regular expressions, for ``javascript``.

Grammar, Annex B included::

    class  = "[" , [ "^" ] , { member , [ "-" , member ] } , "]" ;
    member = "\" , ( set | "b" | character-escape ) | any - "]" ;
    set    = "d" | "D" | "s" | "S" | "w" | "W" ;
    character-escape = control letter | "c" letter | octal | "x" hex hex | "u" hex hex hex hex | any ;
"""

import re

from kbgen.query.faults import FaultName, QueryError, QueryFault
from kbgen.source import Span

SETS = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": r"\t-\r\x20\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
}
"""The members of ``\\d``, ``\\w`` and ``\\s`` as JavaScript defines them, in the syntax of a class."""

_CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_HEX = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")
_OCTAL = re.compile(r"[0-3][0-7]{0,2}|[4-7][0-7]?")
_LOW_SURROGATE = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
_ANYTHING = "(?s:.)"
_NOTHING = "(?:(?!))"


def literal(character: str) -> str:
    """Return the pattern of one character, outside and inside a class."""
    if character.isalnum() or character == "_":
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def character_class(pattern: str, start: int) -> tuple[str, int]:
    """Return the translation of the class that starts at an offset, and where it ends.

    Raises:
        QueryError: the class is not closed or has a range out of order.
    """
    negated = pattern.startswith("^", start + 1)
    pos = start + 2 if negated else start + 1
    plain: list[str] = []
    negative: list[str] = []
    while True:
        if pos >= len(pattern):
            raise _error("a class of the regular expression is not closed", start, start + 1)
        if pattern[pos] == "]":
            break
        first_at = pos
        first, pos = _member(pattern, pos)
        if pattern.startswith("-", pos) and pattern[pos + 1 : pos + 2] not in ("", "]"):
            last, end = _member(pattern, pos + 1)
            if len(first) == len(last) == 1:
                if ord(first) > ord(last):
                    raise _error("a range of the regular expression is out of order", first_at, end)
                plain.append(f"{literal(first)}-{literal(last)}")
                pos = end
                continue
        _add(first, plain, negative)
    return _joined(plain, negative, negated=negated), pos + 1


def character_escape(pattern: str, start: int) -> tuple[str, int]:
    """Return the character that the escape at an offset stands for, and where the escape ends.

    Raises:
        QueryError: the escape needs JavaScript's ``u`` flag, or the backslash is the last character.
    """
    letter, end = pattern[start + 1 : start + 2], start + 2
    if not letter:
        raise _error("the regular expression ends with a backslash", start, start + 1)
    if letter in _CONTROLS:
        return _CONTROLS[letter], end
    if letter in "pPu" and pattern.startswith("{", end):
        raise _error(f"\\{letter}{{…}} needs JavaScript's u flag and is not supported", start, end + 1)
    if letter == "c":
        control = pattern[end : end + 1]
        if control.isascii() and control.isalpha():
            return chr(ord(control) % 32), end + 1
        return "\\", start + 1
    octal = _OCTAL.match(pattern, start + 1)
    if octal is not None:
        return chr(int(octal[0], 8)), octal.end()
    return _hexadecimal(pattern, start)


def _hexadecimal(pattern: str, start: int) -> tuple[str, int]:
    r"""Return the character of ``\xHH`` or ``\uXXXX``, else the escaped character itself."""
    found = _HEX.match(pattern, start + 1)
    if found is None:
        return pattern[start + 1], start + 2
    code = int(found[1] or found[2], 16)
    if 0xD800 <= code < 0xDC00:
        low = _LOW_SURROGATE.match(pattern, found.end())
        if low is not None:
            return chr(0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00), low.end()
    return chr(code), found.end()


def _member(pattern: str, start: int) -> tuple[str, int]:
    """Return one character, or a backslash and the letter of a set, and where it ends."""
    if pattern[start] != "\\":
        return pattern[start], start + 1
    letter = pattern[start + 1 : start + 2]
    if letter == "b":
        return "\b", start + 2
    if letter and letter.lower() in SETS:
        return f"\\{letter}", start + 2
    return character_escape(pattern, start)


def _add(member: str, plain: list[str], negative: list[str]) -> None:
    if len(member) == 1:
        plain.append(literal(member))
    elif member[1] in SETS:
        plain.append(SETS[member[1]])
    else:
        negative.append(SETS[member[1].lower()])


def _joined(plain: list[str], negative: list[str], *, negated: bool) -> str:
    """Return a class of members and of complements.

    A complement stays a class of its own: written out as ranges it would hold letters such as U+017F, which
    equals ``s`` where case is ignored.
    """
    members = "".join(plain)
    if not negative:
        if negated:
            return f"[^{members}]" if members else _ANYTHING
        return f"[{members}]" if members else _NOTHING
    parts = [f"(?-i:[^{complement}])" for complement in negative]
    if members:
        parts.insert(0, f"[{members}]")
    if negated:
        return f"(?:{''.join(f'(?!{part})' for part in parts)}{_ANYTHING})"
    return f"(?:{'|'.join(parts)})"


def _error(message: str, start: int, end: int) -> QueryError:
    return QueryError(QueryFault(FaultName.REGEX, message, Span(start, end)))
