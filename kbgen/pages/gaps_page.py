"""`/coverage/gaps/`: the techniques that no active rule covers, the most pressing first, with the parts of their rank."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from kbgen.coverage.gaps import Gap
from kbgen.coverage.summary import summary
from kbgen.pages.coverage_summary import STYLE, note_value, scope_sentence
from kbgen.pages.names import linked_name
from kbgen.pages.page import Page, PendingPage
from kbgen.render.addresses import COVERAGE, GAPS, relative
from kbgen.render.fact import Value
from kbgen.render.templates import fill_template
from kbgen.render.verdicts import reason_in_words
from kbgen.render.world import World

_TITLE = "Gaps"


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap, with what speaks for covering it first."""

    rank: int
    technique: Value
    tactics: str
    reasons: tuple[str, ...]
    profile: tuple[Value, ...]
    """Groups and software of the threat profile that use it."""
    groups: int
    software: int
    test: str
    collected: str
    rules_needed: int
    inactive: tuple[Value, ...]
    """Rules that would cover it if they were active."""


def gaps_page(world: World) -> PendingPage:
    """Return ``/coverage/gaps/``."""
    return PendingPage(GAPS, _TITLE, partial(_gaps_page, world))


def _gaps_page(world: World) -> Page:
    gaps = world.findings.gaps
    names = {tactic.shortname: tactic.name for tactic in world.knowledge.tactics}
    rows = [_row(rank, gap, names, world) for rank, gap in enumerate(gaps, start=1)]
    values = {
        "rows": rows,
        "total": summary(world.findings.coverage).techniques,
        "scope": scope_sentence(world.findings.coverage),
        "attackable": sum(gap.has_test for gap in gaps),
        "has_profile": any(row.profile for row in rows),
        "has_inactive": any(row.inactive for row in rows),
        "coverage_url": relative(GAPS, COVERAGE),
    }
    return Page(GAPS, _TITLE, str(fill_template("gaps.html", values)), styles=(STYLE,))


def _row(rank: int, gap: Gap, names: Mapping[str, str], world: World) -> GapRow:
    threats, rules = world.findings.threats.by_id, world.findings.coverage.rules
    return GapRow(
        rank=rank,
        technique=linked_name(world.knowledge.techniques[gap.technique.id], world, GAPS),
        tactics=", ".join(names.get(key, key) for key in gap.technique.tactics),
        reasons=tuple(reason_in_words(reason) for reason in gap.technique.total.reasons),
        profile=tuple(
            note_value(threats[key].path, f"{key} {threats[key].name}", world, GAPS) for key in gap.profile
        ),
        groups=gap.groups,
        software=gap.software,
        test="yes" if gap.has_test else "no",
        collected={True: "yes", False: "no", None: "not known"}[gap.collected],
        rules_needed=gap.rules_needed,
        inactive=tuple(note_value(path, rules[path].title, world, GAPS) for path in gap.inactive),
    )
