"""Coverage as a comment on a pull request: what was gained, what was lost, by which rule, and the top gaps.

Fewer than 60 lines, however large the knowledge base. Names come from notes and stand between backticks.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from kbgen.coverage.cause import Cause
from kbgen.coverage.compare import Comparison, Movement
from kbgen.coverage.gates import GateResult
from kbgen.coverage.model import Count, Coverage
from kbgen.coverage.summary import summary
from kbgen.coverage.verdict import Fact
from kbgen.exporters.coverage_report import CoverageReport
from kbgen.exporters.coverage_text import only_rules, sight, why_ranked
from kbgen.exporters.denominator import left_out_in_words, releases_in_words
from kbgen.exporters.markdown import code_span
from kbgen.exporters.visible import shortened

_LOST, _GAINED, _GAPS, _GATES = 11, 5, 4, 3
"""Lines of each list; together with all others they are fewer than 60."""
_LONGEST = 90
_CAUSES = 2
_NAMES = 5


def coverage_markdown(report: CoverageReport) -> str:
    """Return the report as Markdown."""
    lines = ["# Coverage", ""]
    if report.comparison is not None:
        lines += _release(report.comparison)
    lines += [*_verdict(report), *([""] if report.gates else []), *_numbers(report)]
    if report.comparison is not None:
        lines += _comparison(report.comparison)
    lines += _gaps(report)
    lines += _sole(report)
    lines += ["", _footer(report.coverage)]
    return "\n".join(lines) + "\n"


def _release(found: Comparison) -> Iterator[str]:
    """Yield what the release of ATT&CK changed, which is said first."""
    if found.releases is None:
        return
    before, after = (code_span(shortened(name, _LONGEST)) for name in found.releases)
    moved = _some([item.id for item in found.by_attack])
    yield f"**ATT&CK changed from {before} to {after}.** Moved with it alone: {moved or 'nothing'}."
    left = _some([f"{item.id} ({item.why})" for item in found.gone])
    yield f"Techniques that it added: {_some(found.added) or 'none'}; left the denominator: {left or 'none'}."
    yield ""


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
    return ", ".join(code_span(shortened(name, _LONGEST)) for name in names[:_NAMES]) + more


def _verdict(report: CoverageReport) -> Iterator[str]:
    whole = summary(report.coverage)
    claimed, share = whole.facts[Fact.CLAIMED] or 0, whole.percent(Fact.CLAIMED) or 0
    yield (
        f"**{claimed:,} of {_counted(whole.techniques)} are claimed by a rule ({share:.1f} %), "
        f"{whole.gap:,} are gaps.**"
    )
    if report.comparison is not None:
        lost, gained = len(report.comparison.regressions), len(report.comparison.gains)
        yield f"Since {report.comparison.baseline}: {_counted(lost)} lost a verdict, {_counted(gained)} gained one."
    yield ""
    # Those that stop a pipeline come first.
    gates = sorted(report.gates, key=lambda result: result.is_met)
    for result in gates[:_GATES]:
        yield f"- {'✅' if result.is_met else '❌'} {code_span(result.gate.text)}: {_reached(result)}"
    if len(gates) > _GATES:
        yield f"- and {len(gates) - _GATES:,} more gates"


def _reached(result: GateResult) -> str:
    share = result.count.percent(result.gate.fact) or 0
    return f"{result.reached:,} of {result.count.techniques:,} ({share:.1f} %)"


def _numbers(report: CoverageReport) -> Iterator[str]:
    whole = summary(report.coverage)
    yield "| | Techniques | Share |"
    yield "| --- | ---: | ---: |"
    for fact in Fact:
        yield f"| {fact.value} | {_number(whole, fact)} |"
    yield f"| gap | {whole.gap:,} | {100 * whole.gap / max(1, whole.techniques):.1f} % |"


def _number(whole: Count, fact: Fact) -> str:
    number, share = whole.facts[fact], whole.percent(fact)
    return "not assessed |" if number is None else f"{number:,} | {share or 0:.1f} %"


def _comparison(found: Comparison) -> Iterator[str]:
    yield from _movements("Lost", found.regressions, _LOST)
    yield from _movements("Gained", found.gains, _GAINED)
    yield from ("", f"Note: {'; '.join(found.remarks)}.") if found.remarks else ()


def _movements(title: str, movements: Sequence[Movement], most: int) -> Iterator[str]:
    if not movements:
        return
    yield from ("", f"## {title}", "")
    yield from (_movement(item) for item in movements[:most])
    if len(movements) > most:
        causes = Counter(cause.title for item in movements[most:] for cause in item.causes if cause.title)
        names = ", ".join(code_span(shortened(name, _LONGEST)) for name, _ in causes.most_common(_CAUSES))
        yield f"- and {len(movements) - most:,} more{f', most often by {names}' if names else ''}"


def _movement(item: Movement) -> str:
    parts = [f"{item.before.value} → {item.after.value}"] if item.before is not item.after else []
    if item.platforms and not parts:
        moved = (
            f"{code_span(name)} {was.value} → {is_now.value}" for name, was, is_now in item.platforms[:3]
        )
        parts = [", ".join(moved)]
    parts += (code_span(words) for words in sight(item))
    causes = list(dict.fromkeys(map(_cause, item.causes)))
    parts += causes[:_CAUSES] if causes else ["no rule or test explains it"]
    if len(causes) > _CAUSES:
        parts.append(f"{len(causes) - _CAUSES:,} more causes")
    identifier, name = (code_span(shortened(text, _LONGEST)) for text in (item.id, item.name))
    return f"- **{identifier}** {name}: {'; '.join(parts)}"


def _cause(cause: Cause) -> str:
    title, detail = (code_span(shortened(text, _LONGEST)) for text in (cause.title, cause.detail))
    return f"{cause.kind.value}{f': {title}' if title else ''}{f' ({detail})' if detail else ''}"


def _gaps(report: CoverageReport) -> Iterator[str]:
    if report.gaps:
        yield from ("", f"## Top gaps ({min(_GAPS, len(report.gaps))} of {len(report.gaps):,})", "")
        for gap in report.gaps[:_GAPS]:
            name = code_span(shortened(gap.technique.name, _LONGEST))
            yield f"- **{gap.technique.id}** {name}: {'; '.join(why_ranked(gap))}"


def _sole(report: CoverageReport) -> Iterator[str]:
    if report.sole:
        path, techniques = report.sole[0]
        yield from ("", f"{only_rules(len(report.sole))}, first {code_span(shortened(path, _LONGEST))}:")
        yield f"{_some(techniques)}."


def _footer(coverage: Coverage) -> str:
    releases = code_span(releases_in_words(coverage) or "techniques of the vault")
    return f"{releases}; left out of the denominator: {left_out_in_words(coverage) or 'nothing'}."


def _counted(number: int) -> str:
    return f"{number:,} technique{'' if number == 1 else 's'}"
