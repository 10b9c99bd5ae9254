"""ATT&CK technique identifiers: ``T1059`` and ``T1059.001``.

Grammar: ``T``, four digits, optionally a separator (``.``, ``_``, ``-`` or ``/``) and three digits, in any case.
The canonical form is in upper case with a dot.
"""

import re

_BODY = r"[Tt]([0-9]{4})(?:[._/-]([0-9]{3}))?"
_WHOLE = re.compile(_BODY)
_NEARLY = re.compile(r"(?:attack[\W_]*)?t[0-9]{3}[0-9\W_]*", re.IGNORECASE | re.ASCII)
_URL = re.compile(rf"https?://(?:www\.)?attack\.mitre\.org/(?:versions/[^/]+/)?techniques/{_BODY}/?(?:#.*)?")
_PATH_END = re.compile(rf"(?![A-Za-z][A-Za-z0-9+.-]*:)(?:.*/)?{_BODY}(?![0-9A-Za-z])[^/]*")
_AT_START = re.compile(rf"^{_BODY}(?=$|[ -])")
_AT_END = re.compile(rf"(?:^|[ -]){_BODY}$")


def technique_id(text: str) -> str | None:
    """Return the canonical identifier that a whole text is, or None: ``t1059_001`` is ``T1059.001``."""
    return _canonical(_WHOLE.fullmatch(text.strip()))


def is_nearly_technique(text: str) -> bool:
    """Tell whether a text looks like an identifier and is none: ``T1059_01``, ``attack.t1059.001``, ``T1059 001``."""
    return technique_id(text) is None and _NEARLY.fullmatch(text.strip()) is not None


def technique_id_of_url(url: str) -> str | None:
    """Return the identifier that an address on attack.mitre.org names, or None.

    ``https://attack.mitre.org/techniques/T1027/010`` is ``T1027.010``; other pages of the site are None.
    """
    return _canonical(_URL.fullmatch(url.strip()))


def technique_id_of_path(path: str) -> str | None:
    """Return the identifier with which the last part of a path, which is no URL, starts, or None."""
    return _canonical(_PATH_END.fullmatch(path.strip()))


def technique_id_of_name(name: str) -> str | None:
    """Return the identifier at the start or the end of a base name, set off by a space or hyphen, or None."""
    return _canonical(_AT_START.match(name) or _AT_END.search(name))


def parent_id(identifier: str) -> str | None:
    """Return the technique of a sub-technique, or None for a technique: ``T1059.001`` gives ``T1059``."""
    parent, dot, _ = identifier.partition(".")
    return parent if dot else None


def name_without_id(name: str) -> str:
    """Return a base name without the identifier at its start or end, and without what sets it off."""
    rest = _AT_START.sub("", name, count=1)
    if rest == name:
        rest = _AT_END.sub("", name, count=1)
    return rest.strip(" -") if rest != name else name


def _canonical(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    return f"T{match[1]}.{match[2]}" if match[2] else f"T{match[1]}"
