"""A query and an index become results.

The front door of the stage: ``read`` a block's body, ``evaluate`` it. Same query, same index, same answer; nothing raises.
"""

from kbgen.query.assumptions import DEFAULT_RULES, Rules
from kbgen.query.faults import QueryError
from kbgen.query.index import Index
from kbgen.query.options import Sort
from kbgen.query.own_block import OwnBlock
from kbgen.query.read import Query
from kbgen.query.reasons import explain_hits
from kbgen.query.results import Hit, Results
from kbgen.query.select import Search, select, universe


def evaluate(
    query: Query, index: Index, own: OwnBlock | None = None, rules: Rules = DEFAULT_RULES
) -> Results:
    """Return the answer to a query, in the order that its options ask for.

    ``own`` is the block that asks, where one does: its lines are no part of the note that holds it.
    """
    if query.tree is None:
        return Results(query, fault=query.fault)
    search = Search.begin(index, rules, own)
    try:
        found = select(search, query.tree, universe(query.tree, index))
        why = explain_hits(search, query.tree)
        hits = tuple(Hit(path, why(path)) for path in index.in_order(found))
    except QueryError as error:
        return Results(query, fault=error.fault)
    return Results(query, hits[::-1] if query.options.sort is Sort.ALPHABETICAL_REVERSE else hits)
