"""What the cells of the matrix say, as a whole and on each platform, and what its filters work on, as compact JSON.

Shape of the JSON; numbers in brackets are places in the lists that it holds::

    {"platforms": [name], "statuses": [name], "levels": [name], "sources": [name],
     "rules": [[status, level, source, [platform] or 0 for any]],
     "techniques": [[identifier and name, [platform], state, [state], [rule, how many, …], tests, [tests]]],
     "groups": [[identifier, name, [technique]]]}

A state is the rank of the verdict, 4 more where the technique is blind, and 8 for one that is not in scope.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias, TypeVar

from kbgen.coverage.model import Assessment, Coverage, TechniqueCoverage
from kbgen.coverage.platforms import canonical
from kbgen.coverage.subject import Rule
from kbgen.coverage.verdict import Exclusion, Verdict
from kbgen.knowledge.base import technique_of
from kbgen.notes.kind import Kind
from kbgen.render.world import World
from kbgen.vocabulary import Level, Status

BLIND, NOT_IN_SCOPE = 4, 8
T = TypeVar("T")
RuleKind: TypeAlias = tuple[int, int, int, tuple[int, ...] | int]
"""Status, level, log source and platforms of a rule as numbers; rules that have all of them in common are told as one."""

_STATUSES = [status.value for status in reversed(Status)]
_LEVELS = [level.value for level in reversed(Level)]


@dataclass(frozen=True, slots=True)
class CellState:
    """What a cell says of a technique, as a whole or on one platform."""

    verdict: Verdict | None
    """None for a technique that is not in the denominator."""
    blind: bool = False
    rules: int = 0
    """The rules that count here: active, and tied to the technique or to one of its sub-techniques."""
    tests: int = 0
    """The single tests that run here, tied likewise."""

    @property
    def code(self) -> int:
        """Return the state as a number."""
        return NOT_IN_SCOPE if self.verdict is None else self.verdict.rank + BLIND * self.blind


@dataclass(frozen=True, slots=True)
class MatrixTechnique:
    """A technique as the matrix shows and filters it."""

    id: str
    title: str
    total: CellState
    platforms: Mapping[str, CellState]
    """What is said of it on each of its platforms in scope, by the name that ATT&CK gives the platform today."""
    rules: tuple[Rule, ...] = ()
    """The rules that count."""
    why: Exclusion | None = None
    """Why it is not in scope."""


def matrix_techniques(world: World) -> tuple[MatrixTechnique, ...]:
    """Return all techniques that have a note, in the order of identifiers, also those that are not in scope."""
    coverage = world.findings.coverage
    excluded = {item.id: item.why for item in coverage.excluded}
    in_scope = set(map(canonical, coverage.platforms))
    found = []
    for identifier, note in world.knowledge.techniques.items():
        assessed = coverage.by_id.get(identifier)
        if assessed is not None:
            found.append(_assessed(assessed, coverage))
            continue
        technique = technique_of(note)
        names = map(canonical, technique.platforms if technique else ())
        left_out = CellState(None)
        here = {name: left_out for name in names if name in in_scope}
        found.append(MatrixTechnique(identifier, note.title, left_out, here, why=excluded.get(identifier)))
    return tuple(found)


def _assessed(item: TechniqueCoverage, coverage: Coverage) -> MatrixTechnique:
    tied = (coverage.rules[tie.path] for tie in item.rules)
    rules = tuple(
        rule for rule in tied if rule.inactive is None and _is_on_any(rule.covers, item.by_platform)
    )
    cases = [case for tie in item.tests for case in coverage.tests[tie.path].cases]
    platforms: dict[str, CellState] = {}
    for name, cell in item.by_platform.items():
        here = _state(
            cell, sum(rule.covers(name) for rule in rules), sum(case.runs_on(name) for case in cases)
        )
        platforms.setdefault(canonical(name), here)
    tests = sum(_is_on_any(case.runs_on, item.by_platform) for case in cases)
    return MatrixTechnique(item.id, item.name, _state(item.total, len(rules), tests), platforms, rules)


def _is_on_any(is_on: Callable[[str], bool], platforms: Iterable[str]) -> bool:
    """Tell whether something is on one of the platforms of a technique; of one that states none, it always is."""
    names = list(platforms)
    return not names or any(map(is_on, names))


def _state(cell: Assessment, rules: int, tests: int) -> CellState:
    return CellState(cell.verdict, cell.blind, rules, tests)


def matrix_json(techniques: Sequence[MatrixTechnique], world: World) -> str:
    """Return what the filters work on as JSON that can stand in a ``script`` element."""
    text = json.dumps(matrix_data(techniques, world), ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def matrix_data(techniques: Sequence[MatrixTechnique], world: World) -> dict[str, list[object]]:
    """Return what the filters work on, in the shape that the module states."""
    rules = [rule for item in techniques for rule in item.rules]
    platforms = _numbered(sorted({name for item in techniques for name in item.platforms}, key=str.casefold))
    statuses = _numbered(_in_order({rule.status for rule in rules}, _STATUSES))
    levels = _numbered(_in_order({rule.level for rule in rules}, _LEVELS))
    sources = _numbered(sorted({str(rule.log_source) for rule in rules}))

    def kind_of(rule: Rule) -> RuleKind:
        places = tuple(sorted(platforms[name] for name in rule.platforms if name in platforms))
        source = sources[str(rule.log_source)]
        return statuses[rule.status], levels[rule.level], source, places if rule.platforms else 0

    kinds = _numbered(dict.fromkeys(map(kind_of, rules)))
    places = {item.id: place for place, item in enumerate(techniques)}
    groups = world.findings.threats.of_kind(Kind.GROUP)
    return {
        "platforms": list(platforms),
        "statuses": list(statuses),
        "levels": list(levels),
        "sources": list(sources),
        "rules": list(kinds),
        "techniques": [
            _row(item, platforms, Counter(kinds[kind_of(rule)] for rule in item.rules)) for item in techniques
        ],
        "groups": [
            [group.id, group.name, [places[identifier] for identifier in group.techniques]]
            for group in groups
            if group.techniques
        ],
    }


def _row(item: MatrixTechnique, platforms: Mapping[str, int], rules: Counter[int]) -> list[object]:
    states = sorted(((platforms[name], state) for name, state in item.platforms.items()), key=itemgetter(0))
    return [
        f"{item.id} {item.title}",
        [place for place, _ in states],
        item.total.code,
        [state.code for _, state in states],
        [number for pair in sorted(rules.items()) for number in pair],
        item.total.tests,
        [state.tests for _, state in states],
    ]


def _numbered(names: Iterable[T]) -> dict[T, int]:
    return {name: place for place, name in enumerate(names)}


def _in_order(names: set[str], order: Sequence[str]) -> list[str]:
    """Return names in an order, and those that it does not have behind."""
    return [*(name for name in order if name in names), *sorted(names.difference(order))]
