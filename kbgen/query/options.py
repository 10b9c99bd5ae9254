"""The option lines of a query block, and the query without them.

Specification: section 6.2 of the search language. The grammar of a line::

    option = key , ":" , { white space } , value ;    (* at the very start of the line *)
    key    = "collapsed" | "context" | "hideTitle" | "hideResults" | "renderMarkdown" | "sort" | "title" ;
"""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import Enum

from kbgen.query.faults import FaultName, QueryFault
from kbgen.source import Span

_LINE = re.compile(
    r"^(collapsed|context|hideTitle|hideResults|renderMarkdown|sort|title):[^\S\n]*([^\n]+)$", re.MULTILINE
)


class Sort(Enum):
    """The orders that an option line may ask for."""

    ALPHABETICAL = "alphabetical"
    """The default order: file names from A to Z."""
    ALPHABETICAL_REVERSE = "alphabeticalReverse"
    """The default order from its end."""
    MODIFIED = "byModifiedTime"
    """Not reproducible from a checkout: the default order."""
    MODIFIED_REVERSE = "byModifiedTimeReverse"
    """Not reproducible from a checkout: the default order."""
    CREATED = "byCreatedTime"
    """Not reproducible from a checkout: the default order."""
    CREATED_REVERSE = "byCreatedTimeReverse"
    """Not reproducible from a checkout: the default order."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the answer of one block is to be shown."""

    title: str | None = None
    """The heading of the result in place of the query."""
    collapsed: bool = False
    """The list of results starts folded."""
    hide_title: bool = False
    """There is no heading."""
    hide_results: bool = False
    """Only the heading and the count are shown."""
    context: bool = False
    """Excerpts show the block instead of the line."""
    render_markdown: bool = False
    """Accepted, without effect."""
    sort: Sort = Sort.ALPHABETICAL
    """The order of the results, as written."""


_BOOLEANS = {"true": True, "false": False}
_SORTS = {sort.value: sort for sort in Sort}
_REPRODUCIBLE = (Sort.ALPHABETICAL, Sort.ALPHABETICAL_REVERSE)


def split_options(body: str) -> tuple[Options, str, tuple[QueryFault, ...]]:
    """Return the options of a block, its query and remarks on the options.

    The query is the body with spaces in place of the option lines, so that offsets into it are offsets into the body.
    Of two lines with the same key the last one counts; a value that is unknown is the default.
    """
    if ":" not in body:
        return Options(), body, ()
    options, notices = Options(), list[QueryFault]()
    for found in _LINE.finditer(body):
        options, notice = _with_line(options, found)
        if notice is not None:
            notices.append(notice)
    query = _LINE.sub(lambda found: " " * len(found[0]), body)
    return options, query, tuple(notices)


def _with_line(options: Options, found: re.Match[str]) -> tuple[Options, QueryFault | None]:
    key, value = found[1], found[2].strip()
    if key == "title":
        return replace(options, title=value or None), None
    start = found.start(2)
    span = Span(start, start + len(found[2].rstrip()))
    if key == "sort":
        sort = _SORTS.get(value)
        if sort is None:
            return replace(options, sort=Sort.ALPHABETICAL), _unknown(key, value, tuple(_SORTS), span)
        notice = None if sort in _REPRODUCIBLE else _time_sort(value, span)
        return replace(options, sort=sort), notice
    flag = _BOOLEANS.get(value)
    notice = _unknown(key, value, tuple(_BOOLEANS), span) if flag is None else None
    return _with_flag(options, key, value=bool(flag)), notice


def _with_flag(options: Options, key: str, *, value: bool) -> Options:
    match key:
        case "collapsed":
            return replace(options, collapsed=value)
        case "hideTitle":
            return replace(options, hide_title=value)
        case "hideResults":
            return replace(options, hide_results=value)
        case "context":
            return replace(options, context=value)
        case _:
            return replace(options, render_markdown=value)


def _unknown(key: str, value: str, known: tuple[str, ...], span: Span) -> QueryFault:
    near = get_close_matches(value.lower(), known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"known values: {', '.join(known)}"
    return QueryFault(FaultName.OPTION_VALUE, f'option {key} has no value "{value}"', span, hint)


def _time_sort(value: str, span: Span) -> QueryFault:
    message = f"sort: {value} depends on file times, which a checkout does not keep"
    return QueryFault(
        FaultName.SORT_TIME, message, span, "results are in the default order; write sort: alphabetical"
    )
