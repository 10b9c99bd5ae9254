"""Turns the bytes of notes into text, and decides once for a vault what its notes in no Unicode encoding are.

Obsidian writes UTF-8. What is not UTF-8 came from elsewhere, and a few such files hold few telling bytes: the 33
of the seed vault's 15 files make detectors for general use answer cp949, cp1250 or ISO 8859-13. So the decision is
made for all files together and, first, among the five encodings in which Western tools have written text. Each is
judged by what it makes of the bytes: a capital or a bracket inside of a word, a control character or a lone letter
behind a full stop make it less plausible. Only when all five read badly and there is plenty of text may
charset-normalizer decide: then it is Cyrillic, Japanese or the like, and detectors for general use are good at it.
"""

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import charset_normalizer

from kbgen.vault.plausibility import implausibility

SHORT_LIST = ("cp437", "cp850", "cp1252", "iso8859-1", "mac-roman")
"""The encodings that are tried first; of equally plausible ones, the first wins."""
ELSEWHERE = (
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("cp852", "cp866", "iso8859_2", "koi8_r"),
    *("cp932", "cp949", "big5", "euc_jp", "gb18030"),
)
"""What people outside of Western Europe have written in; the rarer ones mislead a detector for general use."""
POOR = 1.2
"""A mean implausibility per character, above which the short list is not trusted."""
PLENTY = 40
"""Number of bytes outside ASCII that a detector for general use needs."""
MAX_SAMPLE = 65_536
"""Number of bytes that are looked at; more do not change the answer."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; that of UTF-32 comes first because it begins with that of UTF-16."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file."""

    text: str
    """Without byte order mark, all line ends as ``\\n``."""
    encoding: str
    """The encoding that it was read with."""
    lost: int = 0
    """Number of characters that became U+FFFD, because the encoding has no character for a byte."""


def decode(data: bytes, fallback: str) -> Decoded:
    """Return a file's text: Unicode by its mark, else UTF-8 if it is valid, else the fallback encoding."""
    found = _as_unicode(data)
    if found is not None:
        return Decoded(_with_line_feeds(found[0]), found[1])
    found = _strictly(data, fallback)
    if found is not None:
        return Decoded(_with_line_feeds(found[0]), fallback)
    return _with_losses(data, fallback)


def is_unicode(data: bytes) -> bool:
    """Return whether a file is UTF-8, or UTF-16 or UTF-32 with a byte order mark."""
    return _as_unicode(data) is not None


def decide_encoding(samples: Sequence[bytes]) -> str:
    """Return the one encoding in which the files of a vault that are not Unicode are most probably written.

    Args:
        samples: the contents of all such files. Their order does not matter as long as they are short.
    """
    lines = list(_telling_lines(samples))
    total = sum(sum(byte > 0x7F for byte in line) for line in lines)
    scores = {name: _score(lines, name) for name in SHORT_LIST}
    best = min(SHORT_LIST, key=lambda name: scores[name])
    if total >= PLENTY and scores[best] > POOR * total:
        return _detect(lines, samples) or best
    return best


def _as_unicode(data: bytes) -> tuple[str, str] | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], name)
    return _strictly(data, "utf-8")


def _strictly(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), encoding
    except UnicodeError:
        return None


def _with_losses(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding, "replace")
    except UnicodeError:  # codecs such as "idna" know no replacement
        encoding = "ascii"
        text = data.decode(encoding, "replace")
    return Decoded(_with_line_feeds(text), encoding, text.count("\ufffd"))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _telling_lines(samples: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the lines that are not all ASCII, up to a limit."""
    left = MAX_SAMPLE
    for sample in samples:
        for line in sample.splitlines():
            if not line.isascii():
                left -= len(line)
                if left < 0:
                    return
                yield line


def _score(lines: Sequence[bytes], encoding: str) -> float:
    return sum(implausibility(line.decode(encoding, "replace")) for line in lines)


def _detect(lines: Sequence[bytes], samples: Sequence[bytes]) -> str | None:
    """Return what charset-normalizer thinks, if it fits all files."""
    best = charset_normalizer.from_bytes(
        b"\n".join(lines), cp_isolation=list(ELSEWHERE), enable_fallback=False
    ).best()
    if best is None or any(_strictly(sample, best.encoding) is None for sample in samples):
        return None
    return best.encoding
