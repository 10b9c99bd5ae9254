"""Everything to say about one answered query: its fault, remarks on its options, and lints.

Specification: section 8 of the search language, last paragraph. Lints never change an answer.
"""

from kbgen.query.faults import FaultName, QueryFault
from kbgen.query.index import Index
from kbgen.query.results import Results
from kbgen.query.suggest import nearest_tag
from kbgen.query.syntax import And, Node, TagTerm, Word, walk
from kbgen.source import Span

_CONNECTIVES = {
    "and": "leave it out: terms side by side are AND already",
    "or": "write OR in upper case",
    "not": "write a hyphen directly before the term",
}


def lints(results: Results, index: Index) -> tuple[QueryFault, ...]:
    """Return all findings about a query that was answered over an index, in the order of the text."""
    query = results.query
    if results.fault is not None or query.tree is None:
        fault = results.fault or query.fault
        found = [*query.notices, *([fault] if fault is not None else [])]
    else:
        unknown = _unknown_tags(query.tree, query.text, index)
        found = [*query.notices, *unknown, *_connectives(query.tree)]
        if not results.hits:
            found.append(_nothing(query.tree, query.text))
    return tuple(sorted(found, key=lambda each: (each.span, each.code)))


def _unknown_tags(tree: Node, text: str, index: Index) -> list[QueryFault]:
    found: list[QueryFault] = []
    for node in walk(tree):
        if isinstance(node, TagTerm) and not index.tagged(node.key):
            near = nearest_tag(node.key, index)
            message = f'query tag "{node.name.removeprefix("#")}" matches nothing'
            hint = f'did you mean "{near}"?' if near is not None else ""
            found.append(QueryFault(FaultName.TAG_UNKNOWN, message, _operand(node.span, text), hint))
    return found


def _operand(term: Span, text: str) -> Span:
    """Return the part of an operator's term behind its colon."""
    start = text.index(":", term.start) + 1
    return Span(start + len(text[start:]) - len(text[start:].lstrip()), term.end)


def _connectives(tree: Node) -> list[QueryFault]:
    found: list[QueryFault] = []
    for node in walk(tree):
        for term in node.terms[1:-1] if isinstance(node, And) else ():
            if isinstance(term, Word) and term.text.casefold() in _CONNECTIVES:
                message = f'"{term.text}" between two terms is searched as a word'
                hint = _CONNECTIVES[term.text.casefold()]
                found.append(QueryFault(FaultName.CONNECTIVE, message, term.span, hint))
    return found


def _nothing(tree: Node, text: str) -> QueryFault:
    words = " ".join(text[tree.span.start : tree.span.end].split())
    return QueryFault(
        FaultName.NO_RESULT, f"query finds nothing: {words}", Span(tree.span.start, tree.span.end)
    )
