"""Which column of a table of results holds what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from kbgen.sources.evidence_day import is_ambiguous
from kbgen.sources.evidence_text import EvidenceError
from kbgen.sources.results_table import Row, Table


class Field(Enum):
    """What a column of results may hold, by the name that ``--map`` gives it."""

    DATE = "date"
    """When it was run or detected."""
    TEST = "test"
    """GUID of the atomic test."""
    NAME = "name"
    """Name of the test."""
    TECHNIQUE = "technique"
    """Identifier of the technique, alone or with its name."""
    OUTCOME = "outcome"
    """What came of it."""
    RULE = "rule"
    """Id or title of the rule that fired, or should have; several are separated by semicolons or line breaks."""
    TOOL = "tool"
    """What detected or blocked it; a rule where the knowledge base has one of that name."""
    PLATFORM = "platform"
    """Operating system or other platform on which it ran."""
    HOST = "host"
    """Name of the host on which it ran."""
    EXIT_CODE = "exit-code"
    """Exit code of the test's commands."""
    NOTE = "note"
    """What else is to be kept."""


DEFAULT_COLUMNS: Mapping[Field, tuple[str, ...]] = {
    Field.DATE: (
        *(
            "Execution Time (UTC)",
            "Execution Time (Local)",
            "Execution Time",
            "Execution Date",
            "Date Executed",
        ),
        *("Attack Start", "Attack Start Time", "Start Time", "Start Date", "Start", "Test Date", "Run Date"),
        *(
            "Date",
            "Time",
            "Timestamp",
            "Detection Date",
            "Detection Time",
            "Date Detected",
            "Attack Stop",
            "Stop Time",
        ),
    ),
    Field.TEST: (
        *(
            "GUID",
            "Test GUID",
            "Atomic GUID",
            "Atomic Test GUID",
            "Auto Generated GUID",
            "Procedure GUID",
            "Test ID",
        ),
    ),
    Field.NAME: (
        "Test Case Name",
        "Test Case",
        "Test Name",
        "Procedure Name",
        "Procedure",
        "Name",
        "Variant",
    ),
    Field.TECHNIQUE: (
        *(
            "Technique ID",
            "MITRE Technique ID",
            "MITRE ID",
            "ATT&CK ID",
            "ATT&CK Technique ID",
            "MITRE Technique",
        ),
        *("ATT&CK Technique", "Technique", "Techniques", "TTP", "Method"),
    ),
    Field.OUTCOME: (
        "Outcome",
        "Test Outcome",
        "Test Case Outcome",
        "Result",
        "Detection Outcome",
        "Detection Result",
    ),
    Field.RULE: (
        *("Rule ID", "Sigma Rule ID", "Rule", "Rule Name", "Rule Title", "Detection Rule", "Detecting Rule"),
        *("Sigma Rule", "Alert Name", "Alert", "Detection Name", "Analytic"),
    ),
    Field.TOOL: (
        *(
            "Detecting Tool",
            "Detecting Tools",
            "Detection Tool",
            "Defense Tool",
            "Defense Tools",
            "Detected By",
        ),
        *("Blue Tool", "Blue Tools", "Tool"),
    ),
    Field.PLATFORM: ("Platform", "Target Platform", "OS", "Target OS", "Operating System"),
    Field.HOST: ("Hostname", "Host", "Target Host", "Target"),
    Field.EXIT_CODE: ("Exit Code",),
    Field.NOTE: ("Note", "Notes", "Comment", "Comments", "Outcome Notes", "Detection Notes"),
}
"""Names of columns that are understood without being told, those that count first in front; case, spaces and
punctuation do not matter."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold what."""

    places: Mapping[Field, tuple[int, ...]]
    """Numbers of columns, counted from 0, in the order in which they count."""

    def has(self, *fields: Field) -> bool:
        """Tell whether the table has all of these."""
        return all(self.places.get(field) for field in fields)

    def text(self, row: Row, field: Field) -> str:
        """Return the first text that a row has for a field; empty where it has none."""
        return next((row.cells[place] for place in self.places.get(field, ()) if row.cells[place]), "")

    def texts(self, rows: Iterable[Row], field: Field) -> Iterable[str]:
        """Yield all texts that rows have for a field."""
        return (row.cells[place] for row in rows for place in self.places.get(field, ()) if row.cells[place])


def find_columns(table: Table, stated: Mapping[str, str], name: str) -> Columns:
    """Return which columns hold what.

    Args:
        table: the table.
        stated: name of a column to the name of a field; these come instead of those that are understood by themselves.
        name: the table's name, for messages.

    Raises:
        EvidenceError: the table has no such column, or there is no such field.
    """
    numbers: dict[str, int] = {}
    for number, column in enumerate(table.columns):
        numbers.setdefault(plain(column), number)
    told: dict[Field, list[int]] = {}
    for column, field in stated.items():
        if plain(column) not in numbers:
            shown = ", ".join(filter(None, table.columns)) or "none"
            raise EvidenceError(f"{name}:1: there is no column {column!r}; the columns are: {shown}")
        told.setdefault(field_of(field), []).append(numbers[plain(column)])
    taken = {number for found in told.values() for number in found}
    places: dict[Field, tuple[int, ...]] = {}
    for each, names in DEFAULT_COLUMNS.items():
        own = (numbers[plain(text)] for text in names if plain(text) in numbers)
        places[each] = tuple(told.get(each) or (number for number in own if number not in taken))
    return Columns(places)


def field_of(name: str) -> Field:
    """Return the field with a name.

    Raises:
        EvidenceError: there is none.
    """
    for each in Field:
        if each.value == name.strip().casefold():
            return each
    raise EvidenceError(f"{name.strip()!r} is no field; fields are {', '.join(each.value for each in Field)}")


def no_day(text: str) -> str:
    """Return what is wrong with a text that had to be a date."""
    if not text:
        return "the row has no date"
    if is_ambiguous(text):
        return f"day and month cannot be told apart in {text!r}; say --day-first or --month-first"
    return f"{text!r} is no date"


def plain(text: str) -> str:
    """Return a name without what does not matter in it."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
