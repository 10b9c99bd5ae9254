"""The words of Dataview's query language: what is answered, and what makes a query unsupported and why."""

KEYWORDS = frozenset({"FROM", "WHERE", "LIMIT", "GROUP", "FLATTEN"})
"""Words that are no names of fields, in any case."""

SHORTHANDS = (
    *("today", "now", "yesterday", "tomorrow"),
    *("sow", "eow", "som", "eom", "soy", "eoy"),
    *("start-of-week", "end-of-week", "start-of-month", "end-of-month", "start-of-year", "end-of-year"),
)
"""What ``date(…)`` takes for a day near the reader's."""

UNSUPPORTED_QUERIES = {
    "task": "kbgen does not list tasks",
    "calendar": "kbgen does not draw calendars",
}
"""Query types without an answer, and why."""

_LAMBDA = "it takes a function, and kbgen does not evaluate functions written in a query"
_DURATION = "kbgen does not compute with durations"
_LOCALE = "its result depends on the reader's language"

UNSUPPORTED_FUNCTIONS = {
    "dur": _DURATION,
    "durationformat": _DURATION,
    "filter": _LAMBDA,
    "map": _LAMBDA,
    "minby": _LAMBDA,
    "maxby": _LAMBDA,
    "currencyformat": _LOCALE,
    "localtime": "its result depends on the reader's time zone",
    "embed": "kbgen does not embed in tables",
    "elink": "kbgen does not make external links in tables",
    "extract": "kbgen does not take objects apart",
    "display": "kbgen does not render Markdown in queries",
    "hash": "kbgen does not compute Dataview's hash",
    "meta": "kbgen does not take links apart",
}
"""Functions of Dataview that kbgen does not have, and why."""
