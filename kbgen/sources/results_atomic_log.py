"""The log that Invoke-AtomicRedTeam keeps of the tests it has run, as CSV.

Columns: ``Execution Time (UTC)``, ``Execution Time (Local)``, ``Technique``, ``Test Number``, ``Test Name``, ``Hostname``, in
later versions ``IP Address``, ``Username``, ``GUID``, ``ProcessId`` and ``ExitCode``. The log shows that a test was run, never
what came of it. Addresses and names of users are not kept.
"""

from collections.abc import Iterator

from kbgen.sources.evidence import Evidence, Outcome
from kbgen.sources.evidence_day import day_of, order_of
from kbgen.sources.evidence_text import guid_of, one_line, techniques_of
from kbgen.sources.results_columns import Columns, Field, no_day, plain
from kbgen.sources.results_model import Known, LeftOut, Reading, Results
from kbgen.sources.results_table import Row, Table

FORM = "log of Invoke-AtomicRedTeam"


_COLUMNS = frozenset({plain("Technique"), plain("Test Number"), plain("Test Name")})
_TIMES = frozenset({plain("Execution Time (UTC)"), plain("Execution Time (Local)")})


def is_atomic_log(table: Table) -> bool:
    """Tell whether a table has the columns of such a log."""
    names = {plain(column) for column in table.columns}
    return names >= _COLUMNS and bool(names & _TIMES)


def read_atomic_log(table: Table, columns: Columns, reading: Reading) -> Results:
    """Return what a log shows."""
    order = reading.order or order_of(columns.texts(table.rows, Field.DATE))
    found: list[Evidence] = []
    left_out = list(table.left_out)
    for row in table.rows:
        day = day_of(columns.text(row, Field.DATE), order)
        test = test_of(row, columns, reading)
        techniques = techniques_of(columns.text(row, Field.TECHNIQUE))
        if day is None:
            left_out.append(LeftOut(row.place, no_day(columns.text(row, Field.DATE))))
        elif not test and not techniques:
            left_out.append(LeftOut(row.place, "the row names neither a test nor a technique"))
        else:
            found.append(
                Evidence(
                    Outcome.EXECUTED,
                    day,
                    row.place,
                    test=test,
                    technique=techniques[0] if techniques else "",
                    note=one_line(", ".join(_notes(row, columns, test))),
                    source=row.place.path,
                )
            )
    return Results(FORM, tuple(found), tuple(left_out))


def test_of(row: Row, columns: Columns, reading: Reading) -> str:
    """Return the GUID of the test that a row states, or that has the name that it states; empty for none."""
    guid = guid_of(columns.text(row, Field.TEST))
    name = columns.text(row, Field.NAME)
    return guid or (_named(name, columns.text(row, Field.TECHNIQUE), reading.known()) if name else "")


def _named(name: str, technique: str, known: Known) -> str:
    folded = " ".join(name.casefold().split())
    keys = ((identifier, folded) for identifier in (*techniques_of(technique), ""))
    return next((known.tests[key] for key in keys if key in known.tests), "")


def _notes(row: Row, columns: Columns, test: str) -> Iterator[str]:
    if not test and columns.text(row, Field.NAME):
        yield f"test {columns.text(row, Field.NAME)}"
    if columns.text(row, Field.HOST):
        yield f"host {columns.text(row, Field.HOST)}"
    code = columns.text(row, Field.EXIT_CODE)
    if code and code != "0":
        yield f"exit code {code}"
