"""The operand of an operator as a test of one text.

Specification: section 4.3 of the search language. A negation in here speaks of the one text.
"""

from dataclasses import replace

from kbgen.query.boolean import all_of, any_of
from kbgen.query.sections import has_subsection
from kbgen.query.syntax import And, Case, Node, Not, Or, Phrase, Regex, Scope, ScopeKind, Word, to_text
from kbgen.query.text_terms import Conditions, Test, compile_exact, compile_term


def text_test(node: Node, conditions: Conditions, *, exact: bool = False) -> Test:
    """Return a test whether a text satisfies a term that may stand inside an operator.

    With ``exact``, words and phrases have to be the whole text.

    Raises:
        ValueError: the term may not stand there; ``parse`` makes no such tree.
    """
    match node:
        case Word() | Phrase() if exact and node.text:
            return compile_exact(node, conditions)
        case Word() | Phrase() | Regex():
            return compile_term(node, conditions).test
        case And(terms=terms):
            return all_of([text_test(term, conditions, exact=exact) for term in terms])
        case Or(terms=terms):
            return any_of([text_test(term, conditions, exact=exact) for term in terms])
        case Not(term=term):
            test = text_test(term, conditions, exact=exact)
            return lambda unit: not test(unit)
        case Case(sensitive=sensitive, term=term):
            return text_test(term, replace(conditions, sensitive=sensitive), exact=exact)
        case Scope(kind=ScopeKind.SECTION, term=term):
            return has_subsection(text_test(term, conditions))
        case _:
            raise ValueError(f"{to_text(node)} cannot stand inside an operator")


def content_test(node: Node) -> Test | None:
    """Return a cheap test of a whole content that none fails with a part that satisfies the term.

    None where nothing can be said. It compares case-folded texts, whatever the term's case.
    """
    match node:
        case Word(text=text) | Phrase(text=text) if text and not any(map(str.isspace, text)):
            wanted = text.casefold()
            return lambda unit: wanted in unit.folded
        case And(terms=terms):
            known = [test for test in map(content_test, terms) if test is not None]
            return all_of(known) if known else None
        case Or(terms=terms):
            tests = [content_test(term) for term in terms]
            complete = [test for test in tests if test is not None]
            return any_of(complete) if len(complete) == len(tests) else None
        case Case(term=term) | Scope(term=term):
            return content_test(term)
        case _:
            return None
