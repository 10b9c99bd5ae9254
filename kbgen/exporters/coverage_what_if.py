"""Answers to what would be if a log source were collected or no longer, for people at a terminal and for programs."""

import json
from collections.abc import Iterator, Sequence
from typing import TypeVar, assert_never

from kbgen.coverage.log_source_ranking import Candidate, Ranking
from kbgen.coverage.what_if import Change, Effect, Gain, Loss, WhatIf

_CHANGES = 40
"""Techniques that are listed; JSON holds all."""
_CANDIDATES = 30
_IDENTIFIERS = 12
_COLUMNS = ("opens", "together", "blind cells", "shows", "gaps", "rules")
T = TypeVar("T")


def what_if_text(answer: WhatIf) -> str:
    """Return an answer as plain text."""
    match answer:
        case Loss():
            lines = _loss(answer)
        case Gain():
            lines = _gain(answer)
        case Ranking():
            lines = _ranking(answer)
        case _:
            assert_never(answer)
    return "".join(f"{line}\n" for line in lines)


def what_if_json(answer: WhatIf) -> str:
    """Return an answer as JSON."""
    return json.dumps(what_if_values(answer), ensure_ascii=False, indent=1) + "\n"


def what_if_values(answer: WhatIf) -> dict[str, object]:
    """Return an answer as plain values."""
    match answer:
        case Loss():
            return _change_values("without", answer)
        case Gain():
            found = _change_values("with", answer)
            shown = {"analytics": _listed(answer.analytics), "gaps": _listed(answer.gaps)}
            return found | shown
        case Ranking():
            return {
                "question": "best",
                "assumed": answer.is_assumed,
                "claimed": answer.claimed,
                "blind": answer.blind,
                "log_sources": [_candidate_values(item) for item in answer.candidates],
            }
        case _:
            assert_never(answer)


def _change_values(question: str, answer: Effect) -> dict[str, object]:
    now, then = answer.feasible
    return {
        "question": question,
        "log_source": answer.pattern.text,
        "assumed": answer.is_assumed,
        "rules": list(answer.rules),
        "claimed": answer.claimed,
        "feasible": {"now": now, "then": then},
        "techniques": [
            {
                "id": change.technique_id,
                "name": change.name,
                "whole": change.is_whole,
                "platforms": list(change.platforms),
                "rules": list(change.rules),
            }
            for change in answer.changes
        ],
        "near": list(answer.near),
    }


def _candidate_values(item: Candidate) -> dict[str, object]:
    return {
        "log_source": item.log_source,
        "rules": item.rules,
        "opened": list(item.opened),
        "together": item.together,
        "blind_cells": item.cells,
        "analytics": item.analytics,
        "gaps": _listed(item.gaps),
    }


def _listed(items: Sequence[str] | None) -> list[str] | None:
    return None if items is None else list(items)


def _loss(answer: Loss) -> Iterator[str]:
    yield f"Without {answer.pattern.text}: {_rules(answer.rules, 'lose')}"
    if answer.is_assumed:
        yield "No log sources are declared, so every log source that a rule uses counts as collected here."
    yield from _effect(
        answer,
        ("goes dark", "go dark"),
        (
            "loses every collected rule on some of its platforms",
            "lose every collected rule on some of their platforms",
        ),
    )


def _gain(answer: Gain) -> Iterator[str]:
    yield f"With {answer.pattern.text}: {_rules(answer.rules, 'get')}"
    if answer.is_assumed:
        yield "No log sources are declared, so none counts as collected here."
    yield from _effect(
        answer,
        ("is no longer blind", "are no longer blind"),
        (
            "is no longer blind on some of its platforms",
            "are no longer blind on some of their platforms",
        ),
    )
    if answer.analytics is not None and answer.gaps is not None:
        yield ""
        shown, gaps = len(answer.analytics), len(answer.gaps)
        yield f"{_number(shown, 'analytic')} of ATT&CK that no collected log source shows would be shown."
        if gaps:
            yield f"{_number(gaps, 'gap')} could get a rule: {_some(answer.gaps)}"


def _effect(answer: Effect, whole: tuple[str, str], partly: tuple[str, str]) -> Iterator[str]:
    """Yield what changes; of a technique as a whole and on some platforms, each told of one and of several."""
    if answer.near:
        yield f"No active rule is on this log source; similar ones: {', '.join(answer.near)}"
    now, then = answer.feasible
    yield f"Feasible: {now:,} of {_number(answer.claimed, 'claimed technique')} now, {then:,} then."
    yield from _listing(*whole, [change for change in answer.changes if change.is_whole])
    yield from _listing(*partly, [change for change in answer.changes if not change.is_whole])


def _ranking(answer: Ranking) -> Iterator[str]:
    yield f"Blind: {answer.blind:,} of {_number(answer.claimed, 'claimed technique')}."
    if answer.is_assumed:
        yield "No log sources are declared, so none counts as collected here."
    if not answer.candidates:
        yield "No further log source would open a technique."
        return
    chosen = answer.candidates[:_CANDIDATES]
    width = max(len(item.log_source) for item in chosen)
    yield f"Log sources to collect next ({len(chosen):,} of {len(answer.candidates):,})"
    yield f"  {'':{width}}  {'  '.join(f'{name:>11}' for name in _COLUMNS)}"
    for item in chosen:
        numbers = (len(item.opened), item.together, item.cells, item.analytics, _size(item.gaps), item.rules)
        cells = "  ".join(f"{'–' if number is None else f'{number:,}':>11}" for number in numbers)
        yield f"  {item.log_source:{width}}  {cells}"
    yield ""
    yield "opens: blind techniques that would be no longer; together: with all log sources above it"
    yield "blind cells: techniques on a platform; shows: analytics of ATT&CK that nothing collected shows"
    yield "gaps: techniques without a rule that nothing collected shows; rules: active rules on the log source"


def _listing(one: str, many: str, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    yield ""
    yield f"{_number(len(changes), 'technique')} {one if len(changes) == 1 else many}"
    for change in changes[:_CHANGES]:
        where = f" ({', '.join(change.platforms)})" if change.platforms else ""
        yield f"  {change.technique_id} {change.name}{where}: {_number(len(change.rules), 'rule')}"
    if len(changes) > _CHANGES:
        yield f"  … and {len(changes) - _CHANGES:,} more"


def _some(identifiers: Sequence[str]) -> str:
    rest = len(identifiers) - _IDENTIFIERS
    return ", ".join(identifiers[:_IDENTIFIERS]) + (f" and {rest:,} more" if rest > 0 else "")


def _size(items: Sequence[T] | None) -> int | None:
    return None if items is None else len(items)


def _rules(paths: Sequence[str], verb: str) -> str:
    whose = "its" if len(paths) == 1 else "their"
    return f"{_number(len(paths), 'active rule')} would {verb} {whose} log source."


def _number(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
