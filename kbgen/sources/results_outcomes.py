"""Tables of tests with what came of them, such as purple-team tools like VECTR export.

A row is one test on one day. Its outcome counts for the rules that the row names; where it names none, the outcome is kept
and proves nothing of a rule. ``Blocked`` says that something stopped the test and not that a rule fired; ``Logged`` says
that there was an event and no alert, so the rule did not fire.
"""

import re
from collections.abc import Iterator, Mapping

from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.evidence_day import DayOrder, day_of, order_of
from kbgen.sources.evidence_text import EvidenceError, guid_of, one_line, techniques_of
from kbgen.sources.results_atomic_log import test_of
from kbgen.sources.results_columns import Columns, Field, no_day, plain
from kbgen.sources.results_model import LeftOut, Reading, Results
from kbgen.sources.results_table import Row, Table

FORM = "table of outcomes"
WORDS: Mapping[str, Outcome | None] = {
    **dict.fromkeys(
        ("Detected", "Alerted", "Alert", "Fired", "Triggered", "True Positive"), Outcome.DETECTED
    ),
    **dict.fromkeys(
        (
            "None",
            "Not Detected",
            "Undetected",
            "Missed",
            "No Alert",
            "No Detection",
            "False Negative",
            "Logged",
        ),
        Outcome.MISSED,
    ),
    **dict.fromkeys(("Blocked", "Prevented", "Executed", "Completed"), Outcome.EXECUTED),
    **dict.fromkeys(
        (
            "N/A",
            "TBD",
            "Not Tested",
            "Not Run",
            "Not Performed",
            "Not Executed",
            "Not Evaluated",
            "Not Applicable",
        ),
        None,
    ),
    **dict.fromkeys(("Planned", "Pending", "In Progress", "Paused", "Abandoned", "Skipped"), None),
}
"""Words for outcomes that are understood; None means that nothing was run, or that nobody knows yet."""
_SEVERAL = re.compile(r"[;,|+\n]")
_MORE = re.compile(r"\s[-–—]\s|[:(]")
_RULES = re.compile(r"[;\n]")
_BEST_FIRST = (Outcome.DETECTED, Outcome.MISSED, Outcome.EXECUTED)
_SYSTEMS = (
    ("windows", "Windows"),
    ("macos", "macOS"),
    ("mac os", "macOS"),
    ("os x", "macOS"),
    ("linux", "Linux"),
)


class UnknownWordError(Exception):
    """A word for an outcome is not understood."""


def read_outcomes(table: Table, columns: Columns, name: str, reading: Reading) -> Results:
    """Return what a table of outcomes shows.

    Raises:
        EvidenceError: the table has no column for outcomes or dates.
    """
    for field in (Field.OUTCOME, Field.DATE):
        if not columns.has(field):
            shown = ", ".join(filter(None, table.columns))
            raise EvidenceError(
                f"{name}:1: no column is known to hold the {field.value}; the columns are: {shown} "
                f'(say which with --map "COLUMN={field.value}")'
            )
    words = {plain(word): outcome for word, outcome in {**WORDS, **reading.words}.items()}
    order = reading.order or order_of(columns.texts(table.rows, Field.DATE))
    found: list[Evidence] = []
    left_out = list(table.left_out)
    unknown: dict[str, list[Row]] = {}
    not_run = 0
    for row in table.rows:
        text = columns.text(row, Field.OUTCOME)
        try:
            outcome = outcome_of(text, words)
        except UnknownWordError:
            unknown.setdefault(text, []).append(row)
            continue
        if outcome is None:
            not_run += 1
            continue
        records = list(_records(row, outcome, columns, reading, order))
        found += (record for record in records if isinstance(record, Evidence))
        left_out += (record for record in records if isinstance(record, LeftOut))
    left_out += (_unknown(text, rows) for text, rows in unknown.items())
    return Results(FORM, tuple(found), tuple(sorted(left_out, key=lambda item: item.place)), not_run)


def outcome_of(text: str, words: Mapping[str, Outcome | None]) -> Outcome | None:
    """Return the outcome that a text states; None where nothing was run.

    Of several, separated by commas and the like, the best counts. What follows a dash, a colon or a bracket is left aside, as
    in ``Logged - Centrally Logged``.

    Args:
        text: as written.
        words: the words that are understood, without case, spaces and punctuation.

    Raises:
        UnknownWordError: a word in it is not understood.
    """
    if plain(text) in words or not plain(text):
        return words.get(plain(text))
    found = set()
    for part in _SEVERAL.split(text):
        if not plain(part):
            continue
        word = next(
            (each for each in (plain(part), plain(_MORE.split(part.strip())[0])) if each in words), None
        )
        if word is None:
            raise UnknownWordError(part.strip())
        found.add(words[word])
    return next((outcome for outcome in _BEST_FIRST if outcome in found), None)


def _unknown(text: str, rows: list[Row]) -> LeftOut:
    number = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    message = (
        f"the outcome {one_line(text, 80)!r} ({number}) is not understood; understood are {', '.join(WORDS)} "
        f'(say what it means with --outcome "{one_line(text, 80)}=detected", missed, executed or not-run)'
    )
    return LeftOut(rows[0].place, message)


def _records(
    row: Row, outcome: Outcome, columns: Columns, reading: Reading, order: DayOrder | None
) -> Iterator[Evidence | LeftOut]:
    day = day_of(columns.text(row, Field.DATE), order)
    if day is None:
        yield LeftOut(row.place, no_day(columns.text(row, Field.DATE)))
        return
    test = test_of(row, columns, reading)
    rules = list(_rules(row, columns, reading))
    techniques = techniques_of(columns.text(row, Field.TECHNIQUE))
    if not (test or rules or techniques):
        yield LeftOut(row.place, "the row names neither a test, nor a rule, nor a technique")
        return
    for rule in rules or [""]:
        for technique in (techniques[:1] if test else techniques) or ("",):
            yield Evidence(
                outcome,
                day,
                row.place,
                rule=rule,
                test=test,
                technique=technique,
                platform=_platform(columns.text(row, Field.PLATFORM)),
                note=one_line(", ".join(_notes(row, columns, test, rules))),
                source=row.place.path,
            )


def _rules(row: Row, columns: Columns, reading: Reading) -> Iterator[str]:
    stated = columns.text(row, Field.RULE)
    if stated:
        yield from dict.fromkeys(
            guid_of(part) or one_line(part) for part in _RULES.split(stated) if part.strip()
        )
        return
    tool = columns.text(row, Field.TOOL)
    if tool:
        known = reading.known().rules
        yield from dict.fromkeys(
            guid_of(part) or one_line(part)
            for part in _RULES.split(tool)
            if part.strip() and (guid_of(part) or one_line(part)).casefold() in known
        )


def _platform(text: str) -> str:
    """Return a platform by the name that ATT&CK gives it, where it is an operating system; else as written."""
    folded = text.casefold()
    return next((name for start, name in _SYSTEMS if start in folded), one_line(text))


def _notes(row: Row, columns: Columns, test: str, rules: list[str]) -> Iterator[str]:
    yield f"outcome {columns.text(row, Field.OUTCOME)}"
    name, tool = columns.text(row, Field.NAME), columns.text(row, Field.TOOL)
    if name and not test:
        yield f"test {name}"
    if tool and one_line(tool) not in rules:
        yield f"by {tool}"
    if columns.text(row, Field.HOST):
        yield f"host {columns.text(row, Field.HOST)}"
    if columns.text(row, Field.NOTE):
        yield columns.text(row, Field.NOTE)
