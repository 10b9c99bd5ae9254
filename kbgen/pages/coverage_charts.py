"""Charts of coverage as inline SVG: a bar of the verdicts of some techniques, scaled to the width that there is.

A bar is one picture with a text for those who do not see it; what it shows stands beside it as numbers, and in a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from kbgen.coverage.model import Count
from kbgen.coverage.summary import Part
from kbgen.coverage.verdict import Fact, Verdict
from kbgen.render.fact import Value

_WIDTH, _HEIGHT = 1000, 10
"""Units of the drawing, which the page stretches."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One part of the denominator: its bar, and its numbers as cells of a table."""

    name: Value
    count: Count
    bar: Markup
    verdicts: tuple[tuple[str, int], ...]
    """Name of each verdict and how many techniques have it, the worst first."""
    facts: tuple[str, ...]
    """How many techniques are claimed, testable, feasible and proven."""
    share: str
    """Share of the claimed ones; empty where there is no technique."""


def chart_row(part: Part, name: Value) -> ChartRow:
    """Return the row of a part of the denominator.

    Args:
        part: the part.
        name: what it is called, with a link where it has a page.
    """
    count = part.count
    return ChartRow(
        name=name,
        count=count,
        bar=verdict_bar(count.verdicts, name.text),
        verdicts=tuple((verdict.value, number) for verdict, number in count.verdicts.items()),
        facts=tuple("–" if count.facts[fact] is None else f"{count.facts[fact]:,}" for fact in Fact),
        share=percent(count, Fact.CLAIMED),
    )


def percent(count: Count, fact: Fact) -> str:
    """Return the share of a fact in whole percent, ``57 %``; empty where it was not assessed or there is no technique."""
    share = count.percent(fact)
    return "" if share is None else f"{share:.0f} %"


def verdict_bar(verdicts: Mapping[Verdict, int], name: str) -> Markup:
    """Return a stacked bar of verdicts, the worst first.

    Args:
        verdicts: how many techniques have each.
        name: what the bar is of, for its text.
    """
    total = sum(verdicts.values())
    said = ", ".join(f"{number:,} {verdict.value}" for verdict, number in verdicts.items() if number)
    return Markup(
        f'<svg class="kb-bar" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(name)}: {said or "no technique"}">{_pieces(verdicts, total)}</svg>'
    )


def _pieces(verdicts: Mapping[Verdict, int], total: int) -> str:
    """Return the rectangles; their edges are rounded from the running sum, so that no slit remains at the end."""
    drawn, sum_so_far = [], 0
    for verdict, number in verdicts.items():
        if number:
            start, end = (round(_WIDTH * place / total, 1) for place in (sum_so_far, sum_so_far + number))
            width = round(end - start, 1)
            drawn.append(
                f'<rect class="kb-bar__{verdict.value}" x="{start:g}" width="{width:g}" height="{_HEIGHT}"/>'
            )
        sum_so_far += number
    return "".join(drawn)
