"""An earlier report on coverage, read back from its JSON, to compare a later state with.

In goes the text that ``kbgen coverage --format json`` wrote; out comes what is needed of it, or a message that says why it
cannot be used: truncated, of another program, or of a kbgen that is newer than this one.
"""

import codecs
import datetime as dt
from typing import Any

import msgspec

from kbgen.coverage.verdict import Verdict
from kbgen.errors import KbgenError

SCHEMA = 1
"""Number of the shape that reports have; it grows when a key changes its meaning."""
_OTHER_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BaselineError(KbgenError):
    """An earlier report cannot be used."""


class OldTie(msgspec.Struct, frozen=True):
    """A tie as it was."""

    path: str
    strength: int
    via: tuple[str, ...] = ()


class OldTies(msgspec.Struct, frozen=True):
    """The ties of a technique as they were."""

    rules: tuple[OldTie, ...]
    tests: tuple[OldTie, ...]


class OldCell(msgspec.Struct, frozen=True):
    """A technique on a platform as it was."""

    verdict: Verdict
    blind: bool = False


class OldTechnique(msgspec.Struct, frozen=True):
    """A technique as it was."""

    id: str
    name: str
    verdict: Verdict
    ties: OldTies
    platforms: dict[str, OldCell]
    blind: bool = False
    feasible: bool | None = None
    path: str = ""


class OldRule(msgspec.Struct, frozen=True):
    """A rule as it was."""

    id: str
    title: str
    status: str
    level: str
    log_source: str
    platforms: tuple[str, ...]
    inactive: str | None
    collected: bool | None = None
    tags: tuple[str, ...] | None = None


class OldTestCase(msgspec.Struct, frozen=True):
    """A single test as it was."""

    guid: str
    platforms: tuple[str, ...]


class OldTest(msgspec.Struct, frozen=True):
    """A note with tests as it was."""

    title: str
    cases: tuple[OldTestCase, ...] = ()
    tags: tuple[str, ...] | None = None

    def runs_on(self, platform: str) -> bool:
        """Tell whether one of its tests ran on a platform, by the name that ATT&CK gives it; an empty one is any."""
        return any(not platform or not case.platforms or platform in case.platforms for case in self.cases)


class OldRelease(msgspec.Struct, frozen=True):
    """A release of ATT&CK."""

    domain: str
    version: str | None


class OldScope(msgspec.Struct, frozen=True):
    """What was in scope."""

    platforms: tuple[str, ...]


class Baseline(msgspec.Struct, frozen=True):
    """An earlier report."""

    kbgen: str
    schema: int
    name: str
    date: dt.date
    releases: tuple[OldRelease, ...]
    scope: OldScope
    techniques: tuple[OldTechnique, ...]
    rules: dict[str, OldRule]
    tests: dict[str, OldTest]

    @property
    def assesses_feasibility(self) -> bool:
        """Tell whether it was declared what is collected."""
        return any(technique.feasible is not None for technique in self.techniques)


def read_baseline(data: bytes, name: str) -> Baseline:
    """Return an earlier report.

    Args:
        data: the file's content.
        name: the file's name, for messages.

    Raises:
        BaselineError: it is truncated, no report of coverage, or written by a newer kbgen.
    """
    document = _document(data, name)
    if not isinstance(document, dict) or not {"kbgen", "techniques", "summary"} <= document.keys():
        raise BaselineError(f"{name}: is no report of kbgen coverage --format json")
    _refuse_newer(document, name)
    try:
        return msgspec.convert(document, Baseline)
    except msgspec.ValidationError as error:
        raise BaselineError(f"{name}: the baseline is damaged ({error})") from None


def _document(data: bytes, name: str) -> object:
    """Return what a JSON file holds; a mark of UTF-8 before it, as shells of Windows write it, is skipped."""
    if data.startswith(_OTHER_ENCODINGS):
        raise BaselineError(f"{name}: the baseline is not UTF-8; write it with kbgen coverage -o FILE")
    try:
        return msgspec.json.decode(data.removeprefix(codecs.BOM_UTF8))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BaselineError(f"{name}: the baseline is no whole JSON file ({error})") from None
    except RecursionError:
        raise BaselineError(f"{name}: is no report of kbgen coverage --format json") from None


def _refuse_newer(document: dict[str, Any], name: str) -> None:
    schema = document.get("schema")
    if isinstance(schema, int) and schema > SCHEMA:
        raise BaselineError(
            f"{name}: was written by kbgen {str(document['kbgen'])[:20]!r}, which is newer than this one; "
            "update kbgen, or write the baseline again with this one"
        )
