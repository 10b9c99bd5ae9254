"""`/matrix/`: tactics as columns, techniques as cells with their verdict; one matrix for each domain of ATT&CK.

In: everything known. Out: one page that is complete as it stands; its script filters it.

Notes do not state their domain, but identifiers and platforms tell it: those of ICS begin with ``T0``, and Android and
iOS are platforms of Mobile alone. Tactics of ICS begin with ``TA01``; what is neither theirs nor Enterprise's is Mobile's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from kbgen.coverage.verdict import Exclusion, Verdict
from kbgen.knowledge.base import technique_of
from kbgen.notes.attack_object import AttackObject
from kbgen.notes.identifiers import parent_id
from kbgen.notes.kind import Kind
from kbgen.notes.tactics import ENTERPRISE, Tactic, tactic
from kbgen.pages.matrix_data import CellState, MatrixTechnique, matrix_json, matrix_techniques
from kbgen.pages.page import Page, PendingPage, TocEntry
from kbgen.render.addresses import MATRIX, relative
from kbgen.render.fact import Value
from kbgen.render.templates import fill_template
from kbgen.render.world import World
from kbgen.sources.attack_domain import Domain

_TITLE = "ATT&CK matrix"
_DESCRIPTION = "Tactics and techniques of ATT&CK with the verdict of each."
OUT = "out"
"""What stands for the verdict of a technique that is not in scope in addresses and names of classes."""
_OUT_IN_WORDS = "not in scope"
_WHY = {
    Exclusion.PLATFORMS: "other platforms",
    Exclusion.ACCEPTED: "accepted risk",
    Exclusion.REVOKED: "revoked",
    Exclusion.DEPRECATED: "deprecated",
}
_MEANINGS = {
    Verdict.GAP.value: "no rule",
    Verdict.UNTESTED.value: "a rule, no test",
    Verdict.TESTABLE.value: "a rule and a test",
    Verdict.PROVEN.value: "shown to fire",
    OUT: "not counted",
}
_TITLES = {Domain.ENTERPRISE: "Enterprise", Domain.MOBILE: "Mobile", Domain.ICS: "ICS"}
_ICS_PREFIX = "T0"
_MOBILE_PLATFORMS = frozenset({"android", "ios"})
_ICS_ORDER = (
    "initial-access",
    "execution",
    "persistence",
    "privilege-escalation",
    "evasion",
    "discovery",
    "lateral-movement",
    "collection",
    "command-and-control",
    "inhibit-response-function",
    "impair-process-control",
    "impact",
)
"""Short names of the tactics of ICS, in the order of its matrix; Mobile has the order of Enterprise."""
_ENTERPRISE_TACTICS = frozenset(item.id for item in ENTERPRISE)
_ICS_TACTIC_PREFIX = "TA01"
_NO_TACTIC = Tactic("", "No tactic", "no-tactic")


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A technique in a column, its sub-techniques below it."""

    place: int
    """Its place among all techniques, by which the script knows it."""
    id: str
    name: str
    """A sub-technique's without the name of the technique above it."""
    url: str
    state: CellState
    verdict: str
    """Name of its verdict as in addresses."""
    words: str
    """Its verdict for people."""
    children: tuple["MatrixCell", ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A tactic with its techniques."""

    anchor: str
    tactic: Value
    count: int
    """Techniques and sub-techniques."""
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class DomainMatrix:
    """The matrix of one domain."""

    anchor: str
    title: str
    columns: tuple[MatrixColumn, ...]


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A verdict with the number of techniques that have it."""

    verdict: str
    words: str
    meaning: str
    count: int


def matrix_page(world: World) -> PendingPage:
    """Return ``/matrix/``; a vault without techniques has no use for it."""
    return PendingPage(MATRIX, _TITLE, partial(_matrix_page, world), _DESCRIPTION)


def _matrix_page(world: World) -> Page:
    techniques = matrix_techniques(world)
    by_id = {item.id: (place, item) for place, item in enumerate(techniques)}
    matrices = tuple(_matrices(world, by_id))
    data = matrix_json(techniques, world)
    values = {
        "matrices": matrices,
        "legend": _legend(techniques),
        "total": len(techniques),
        "blind": sum(item.total.blind for item in techniques),
        "assessed": world.findings.coverage.telemetry.declared,
        "data": Markup(data),  # escaped for a script element
    }
    toc = tuple(TocEntry(matrix.title, matrix.anchor) for matrix in matrices) if len(matrices) > 1 else ()
    html = str(fill_template("matrix.html", values))
    return Page(
        MATRIX,
        _TITLE,
        html,
        toc,
        description=_DESCRIPTION,
        styles=("matrix.css",),
        scripts=("matrix.js",),
    )


_Techniques = Mapping[str, tuple[int, MatrixTechnique]]


def _matrices(world: World, techniques: _Techniques) -> Iterable[DomainMatrix]:
    domains = {identifier: domain_of(identifier, world) for identifier in techniques}
    columns = [*world.knowledge.tactics.items(), (_NO_TACTIC, _without_tactic(world))]
    for domain in Domain:
        own = [
            (tactic, [identifier for identifier in identifiers if domains[identifier] is domain])
            for tactic, identifiers in columns
        ]
        if domain is Domain.ICS:
            own.sort(key=lambda column: _ics_order(column[0]))
        found = tuple(_column(tactic, chosen, domain, world, techniques) for tactic, chosen in own if chosen)
        if found:
            yield DomainMatrix(domain.value, _title(domain, world), found)


def domain_of(identifier: str, world: World) -> Domain:
    """Return the domain of ATT&CK to which a technique belongs."""
    if identifier.startswith(_ICS_PREFIX):
        return Domain.ICS
    technique = technique_of(world.knowledge.techniques[identifier])
    platforms = {name.casefold() for name in technique.platforms} if technique else set()
    return Domain.MOBILE if platforms and platforms <= _MOBILE_PLATFORMS else Domain.ENTERPRISE


def _title(domain: Domain, world: World) -> str:
    versions = (
        release.version for release in world.findings.coverage.releases if release.domain == domain.value
    )
    version = next(filter(None, versions), "")
    return f"{_TITLES[domain]} {version}".strip()


def _ics_order(tactic: Tactic) -> int:
    return _ICS_ORDER.index(tactic.shortname) if tactic.shortname in _ICS_ORDER else len(_ICS_ORDER)


def _without_tactic(world: World) -> tuple[str, ...]:
    with_one = {identifier for identifiers in world.knowledge.tactics.values() for identifier in identifiers}
    return tuple(identifier for identifier in world.knowledge.techniques if identifier not in with_one)


def _column(
    tactic: Tactic, identifiers: Sequence[str], domain: Domain, world: World, techniques: _Techniques
) -> MatrixColumn:
    """Return a column: techniques in the order of identifiers, sub-techniques below theirs where it is in the column."""
    url = _tactic_url(tactic, domain, world)
    inside = set(identifiers)
    below: dict[str, list[str]] = {}
    for identifier in identifiers:
        parent = parent_id(identifier)
        if parent in inside:
            below.setdefault(parent, []).append(identifier)
    cells = (
        _cell(identifier, world, techniques, below.get(identifier, ()))
        for identifier in identifiers
        if parent_id(identifier) not in inside
    )
    return MatrixColumn(
        anchor=f"{domain.value}-{tactic.shortname}",
        tactic=Value(tactic.name, relative(MATRIX, url) if url else ""),
        count=len(identifiers),
        cells=tuple(cells),
    )


def _tactic_url(wanted: Tactic, domain: Domain, world: World) -> str:
    """Return the URL of a tactic's page in a domain: short names repeat across domains, pages of their notes do not.

    It is empty where a domain has no page of it: that of Enterprise's note does not list techniques of others.
    """
    for note in world.knowledge.objects.values():
        match note.subject:
            case AttackObject(kind=Kind.TACTIC, id=identifier, name=name) if (
                tactic(name).shortname == wanted.shortname and _tactic_domain(identifier) is domain
            ):
                return world.addresses.notes[note.path]
            case _:
                continue
    is_of_enterprise = wanted.id in world.knowledge.objects and domain is not Domain.ENTERPRISE
    return "" if is_of_enterprise else world.addresses.tactics.get(wanted, "")


def _tactic_domain(identifier: str) -> Domain:
    if identifier in _ENTERPRISE_TACTICS:
        return Domain.ENTERPRISE
    return Domain.ICS if identifier.startswith(_ICS_TACTIC_PREFIX) else Domain.MOBILE


def _cell(
    identifier: str, world: World, techniques: _Techniques, below: Iterable[str] = (), above: str = ""
) -> MatrixCell:
    place, item = techniques[identifier]
    verdict = item.total.verdict
    why = _WHY[item.why] if item.why is not None else ""
    out = f"{_OUT_IN_WORDS}: {why}" if why else _OUT_IN_WORDS
    return MatrixCell(
        place=place,
        id=identifier,
        name=item.title.removeprefix(f"{above}: ") if above else item.title,
        url=relative(MATRIX, world.addresses.notes[world.knowledge.techniques[identifier].path]),
        state=item.total,
        verdict=OUT if verdict is None else verdict.value,
        words=out if verdict is None else verdict.value,
        children=tuple(_cell(child, world, techniques, above=item.title) for child in below),
    )


def _legend(techniques: Iterable[MatrixTechnique]) -> list[LegendItem]:
    found = [OUT if item.total.verdict is None else item.total.verdict.value for item in techniques]
    names = (*(verdict.value for verdict in Verdict), OUT)
    return [
        LegendItem(name, _OUT_IN_WORDS if name == OUT else name, _MEANINGS[name], found.count(name))
        for name in names
    ]
