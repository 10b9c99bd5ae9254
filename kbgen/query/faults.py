"""What can be wrong with a query, and what is worth saying about one: names, codes and values.

Specification: section 8 of the search language. The table ``CHECKS`` is the only place that ties a name to its code.
"""

from dataclasses import dataclass
from enum import Enum

from kbgen.diagnostics import Severity
from kbgen.source import Span


class FaultName(Enum):
    """The names of the findings about queries."""

    UNBALANCED = "query-unbalanced"
    """``(``, ``[``, ``"`` or ``/`` is not closed; a ``)`` closes nothing."""
    OPERAND = "query-operand"
    """Something is missing."""
    OPERATOR = "query-operator"
    """An operator is unknown."""
    TAG_UNKNOWN = "query-tag-unknown"
    """A tag is in no note."""
    EMPTY = "query-empty"
    """There is no query."""
    TAG_OPERAND = "query-tag-operand"
    """``tag:`` is followed by something else than a tag."""
    SCOPE = "query-scope"
    """A term may not stand where it stands."""
    REGEX = "query-regex"
    """A regular expression cannot be answered."""
    DEPTH = "query-depth"
    """Terms are nested too deeply."""
    CONNECTIVE = "query-connective"
    """``and``, ``or`` or ``not`` is a plain word."""
    NO_RESULT = "query-no-result"
    """Nothing is found."""
    INFO_CASE = "query-info-case"
    """The info string is ``query`` in another case."""
    INFO_WORDS = "query-info-words"
    """The info string goes on after ``query``."""
    OPTION_VALUE = "query-option-value"
    """An option has a value that it does not know."""
    SORT_TIME = "query-sort-time"
    """An order depends on file times."""


@dataclass(frozen=True, slots=True)
class QueryCheck:
    """One row of the table of findings about queries."""

    name: FaultName
    code: str
    """The check code, ``KB4xx``."""
    severity: Severity
    meaning: str
    """What the finding says, as one sentence without a final full stop."""


CHECKS: tuple[QueryCheck, ...] = (
    QueryCheck(
        FaultName.UNBALANCED,
        "KB401",
        Severity.ERROR,
        "A bracket, a quote or the slash of a regular expression is not closed, or a closing one is too many",
    ),
    QueryCheck(
        FaultName.OPERAND,
        "KB402",
        Severity.ERROR,
        "Something is missing: a term beside OR, the operand of an operator, the content of brackets",
    ),
    QueryCheck(
        FaultName.OPERATOR, "KB403", Severity.ERROR, "The word before a colon is no operator of the language"
    ),
    QueryCheck(
        FaultName.TAG_UNKNOWN, "KB404", Severity.INFO, "No note of the vault has the tag of a tag: term"
    ),
    QueryCheck(FaultName.EMPTY, "KB405", Severity.ERROR, "The query block holds no query"),
    QueryCheck(
        FaultName.TAG_OPERAND,
        "KB406",
        Severity.ERROR,
        "tag: takes one tag, not a group, a property or a regular expression",
    ),
    QueryCheck(
        FaultName.SCOPE, "KB407", Severity.ERROR, "A term stands inside an operator that hands on text only"
    ),
    QueryCheck(
        FaultName.REGEX, "KB408", Severity.ERROR, "A regular expression is invalid, unsupported or too slow"
    ),
    QueryCheck(FaultName.DEPTH, "KB409", Severity.ERROR, "The query is nested too deeply"),
    QueryCheck(
        FaultName.CONNECTIVE,
        "KB410",
        Severity.INFO,
        "and, or, not between two terms is searched as a word; only OR in upper case is an operator",
    ),
    QueryCheck(FaultName.NO_RESULT, "KB411", Severity.INFO, "The query finds nothing"),
    QueryCheck(
        FaultName.INFO_CASE,
        "KB412",
        Severity.INFO,
        "A code block is marked Query or QUERY; only query in lower case makes a query block",
    ),
    QueryCheck(
        FaultName.INFO_WORDS, "KB413", Severity.INFO, "Words after query in the opening fence are ignored"
    ),
    QueryCheck(
        FaultName.OPTION_VALUE,
        "KB414",
        Severity.WARNING,
        "An option line of a query block has an unknown value",
    ),
    QueryCheck(
        FaultName.SORT_TIME,
        "KB415",
        Severity.INFO,
        "Sorting by file times is not reproducible, so the default order is used",
    ),
)
"""Every finding about queries, in the order of the codes."""

_BY_NAME = {check.name: check for check in CHECKS}


@dataclass(frozen=True, slots=True)
class QueryFault:
    """One finding about one query: an error that leaves it without an answer, or a remark."""

    name: FaultName
    message: str
    """One sentence without a final full stop that names the thing."""
    span: Span
    """The offending token, in the body of the block or the text that was parsed."""
    hint: str = ""
    """The way out; empty where there is none."""

    @property
    def code(self) -> str:
        """Return the check code, such as ``KB401``."""
        return _BY_NAME[self.name].code

    @property
    def severity(self) -> Severity:
        """Return how much the finding matters."""
        return _BY_NAME[self.name].severity


class QueryError(Exception):
    """A query has no answer; raised inside the stage, and by ``parse``, never by ``read`` or ``evaluate``."""

    def __init__(self, fault: QueryFault) -> None:
        super().__init__(fault.message)
        self.fault = fault
        """What is wrong, and where."""
