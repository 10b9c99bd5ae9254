"""Coverage for people at a terminal: the numbers with their denominator, the gaps, the gates."""

from collections.abc import Iterable, Iterator, Sequence

from kbgen.coverage.compare import Comparison, Movement
from kbgen.coverage.gaps import Gap, Plan
from kbgen.coverage.gates import GateResult
from kbgen.coverage.model import Count, Coverage
from kbgen.coverage.summary import Part, summary
from kbgen.coverage.verdict import Exclusion, Fact
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.denominator import releases_in_words
from kbgen.exporters.visible import visible

_GAPS = 20
"""Gaps that are listed; JSON and CSV hold all."""
_SOLE = 5
_MOVEMENTS = 25
_NAMES = 8


def coverage_text(report: CoverageReport) -> str:
    """Return the report as plain text; control characters in names stand as escapes."""
    lines = [*_head(report.coverage), ""]
    lines += _facts(summary(report.coverage))
    for dimension, found in report.by:
        lines += ["", f"By {dimension.value}", *_table(found)]
    if report.plan:
        lines += ["", *_plan(report.plan)]
    elif report.gaps:
        lines += [
            "",
            f"Gaps, the most pressing first ({min(_GAPS, len(report.gaps))} of {len(report.gaps):,})",
        ]
        lines += [f"  {line}" for line in map(_gap, report.gaps[:_GAPS])]
    if report.sole:
        lines += ["", f"{only_rules(len(report.sole))}; the first:"]
        lines += [f"  {path}: {', '.join(found)}" for path, found in report.sole[:_SOLE]]
    if report.comparison:
        lines += ["", *_comparison(report.comparison)]
    if report.gates:
        lines += ["", "Gates", *(f"  {gate_line(result)}" for result in report.gates)]
    return "".join(f"{_harmless(line)}\n" for line in lines)


def _harmless(line: str) -> str:
    """Return a line that neither moves the cursor nor is a command to GitHub's runner, which reads what begins with ``::``."""
    shown = visible(line)
    rest = shown.lstrip()
    return f"{shown[: len(shown) - len(rest)]}\\x3a{rest[1:]}" if rest.startswith("::") else shown


def only_rules(number: int) -> str:
    """Return how many rules are the only ones that cover a technique, as a clause."""
    are = "rule is the only one" if number == 1 else "rules are the only ones"
    return f"{number:,} {are} that cover{'s' if number == 1 else ''} a technique"


def gate_line(result: GateResult) -> str:
    """Return what a gate found, in one line."""
    reached, of = result.reached, result.count.techniques
    share = result.count.percent(result.gate.fact) or 0
    where = f" of {result.part}" if result.part else ""
    verdict = "met" if result.is_met else "NOT MET"
    return f"{verdict}: {result.gate.text}: {reached:,} of {_number(of, 'technique')}{where} ({share:.1f} %)"


def is_below(report: CoverageReport) -> bool:
    """Tell whether a gate is not met, or a technique has lost a verdict."""
    worse = report.comparison is not None and report.comparison.is_worse
    return worse or any(not result.is_met for result in report.gates)


def complaints(report: CoverageReport) -> Iterator[str]:
    """Yield why a pipeline should stop, each in one line; of the lost verdicts the first ones, and how many more."""
    yield from (visible(gate_line(result)) for result in report.gates if not result.is_met)
    lost = report.comparison.regressions if report.comparison is not None else ()
    yield from (visible(f"lost: {movement_line(item)}") for item in lost[:_MOVEMENTS])
    if len(lost) > _MOVEMENTS:
        yield f"lost: {len(lost) - _MOVEMENTS:,} more"


def _head(coverage: Coverage) -> Iterator[str]:
    yield f"ATT&CK: {releases_in_words(coverage) or 'the techniques of the vault; no release is mounted'}"
    yield f"Platforms: {', '.join(coverage.platforms) or 'none stated'}"
    for why in Exclusion:
        found = [item for item in coverage.excluded if item.why is why]
        if found:
            yield f"Left out ({why.value}): {_some([item.id for item in found])}"


def _some(names: Sequence[str]) -> str:
    """Return how many names there are, and the first of them."""
    more = " …" if len(names) > _NAMES else ""
    return f"{len(names):,}: {', '.join(names[:_NAMES])}{more}"


def _facts(count: Count) -> Iterator[str]:
    yield f"{count.techniques:,} techniques and sub-techniques"
    for fact in Fact:
        number, share = count.facts[fact], count.percent(fact)
        told = (
            "not assessed: no log sources are declared"
            if number is None
            else f"{number:,} ({share or 0:.1f} %)"
        )
        yield f"  {fact.value:9} {told}"
    yield f"  {'gap':9} {count.gap:,}"


def _table(found: Sequence[Part]) -> Iterator[str]:
    if not found:
        yield "  none in scope"
        return
    width = max(len(_label(part)) for part in found)
    yield f"  {'':{width}}  techniques  claimed  testable  feasible  proven     gap"
    for part in found:
        facts = part.count.facts
        feasible = "–" if facts[Fact.FEASIBLE] is None else f"{facts[Fact.FEASIBLE]:,}"
        yield (
            f"  {_label(part):{width}}  {part.count.techniques:10,}  {facts[Fact.CLAIMED]:7,}"
            f"  {facts[Fact.TESTABLE]:8,}  {feasible:>8}  {facts[Fact.PROVEN]:6,}  {part.count.gap:6,}"
        )


def _label(part: Part) -> str:
    return f"{part.key} {part.name}" if part.key != part.name and part.key[:1].isupper() else part.name


def _gap(gap: Gap) -> str:
    return f"{gap.technique.id} {gap.technique.name}: {'; '.join(why_ranked(gap))}"


def why_ranked(gap: Gap) -> Iterator[str]:
    """Yield the parts of a gap's rank, each as a phrase."""
    yield ", ".join(reason.value for reason in gap.technique.total.reasons)
    if gap.profile:
        yield f"used by {', '.join(gap.profile)}"
    users = [_number(gap.groups, "group")] if gap.groups else []
    users += [_number(gap.software, "software")] if gap.software else []
    if users:
        yield f"{' and '.join(users)} use{'s' if gap.groups + gap.software == 1 else ''} it"
    if gap.has_test:
        yield "a test exists"
    if gap.collected:
        yield "a log source is collected"
    if gap.inactive:
        yield f"{_number(len(gap.inactive), 'inactive rule')} would cover it"
    yield f"{_number(gap.rules_needed, 'rule')} to write"


def movement_line(item: Movement, otherwise: str = "no rule or test explains it") -> str:
    """Return how a technique moved and why, in one line.

    Args:
        item: the movement.
        otherwise: what to say where there is no cause.
    """
    parts = [f"{item.before.value} → {item.after.value}"] if item.before is not item.after else []
    parts += [f"{name} {was.value} → {is_now.value}" for name, was, is_now in item.platforms[:3]]
    parts += sight(item)
    causes = list(dict.fromkeys(str(cause) for cause in item.causes))
    parts += causes[:3] or filter(None, [otherwise])
    parts += [f"{len(causes) - 3:,} more causes"] if len(causes) > 3 else []
    return f"{item.id} {item.name}: {'; '.join(parts)}"


def sight(item: Movement) -> Iterator[str]:
    """Yield how a technique's feasibility moved, where it did."""
    if item.became_blind:
        yield " on ".join(filter(None, ("became blind", ", ".join(item.blind_on[:3]))))
    if item.sees_again:
        yield "no longer blind"


def _comparison(found: Comparison) -> Iterator[str]:
    yield f"Compared with {found.baseline}"
    if found.releases:
        yield f"  ATT&CK changed from {found.releases[0]} to {found.releases[1]}"
    for title, movements in (
        ("lost", found.regressions),
        ("gained", found.gains),
        ("moved with the release of ATT&CK alone", found.by_attack),
    ):
        otherwise = "" if movements is found.by_attack else "no rule or test explains it"
        yield f"  {_number(len(movements), 'technique')} {title}{':' if movements else ''}"
        yield from (f"    {movement_line(item, otherwise)}" for item in movements[:_MOVEMENTS])
        if len(movements) > _MOVEMENTS:
            yield f"    … and {len(movements) - _MOVEMENTS:,} more"
    if found.added:
        yield f"  New in scope: {_some(found.added)}"
    if found.gone:
        yield f"  No longer in scope: {_some([f'{item.id} ({item.why})' for item in found.gone])}"
    yield from (f"  Note: {remark}" for remark in found.remarks)


def _number(number: int, noun: str) -> str:
    plural = noun if noun == "software" or number == 1 else f"{noun}s"
    return f"{number:,} {plural}"


def _plan(plan: Plan) -> Iterator[str]:
    used = _number(len(plan.threat.techniques), "technique")
    yield f"{plan.threat.id} {plan.threat.name} uses {used}, {len(plan.covered):,} of them covered."
    yield f"Shortest way to cover the rest: {_number(len(plan.steps), 'step')}"
    yield from _numbered(_gap(gap) for gap in plan.steps)
    if plan.along:
        yield f"Covered along with their sub-techniques: {', '.join(plan.along)}"
    if plan.out_of_scope:
        yield f"Not in scope: {', '.join(plan.out_of_scope)}"


def _numbered(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {number}. {line}" for number, line in enumerate(lines, start=1))
