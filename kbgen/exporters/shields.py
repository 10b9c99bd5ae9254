"""A badge: the JSON that an endpoint badge of shields.io reads. Specification: shields.io, endpoint badge, schema 1."""

import json

from kbgen.coverage.summary import summary
from kbgen.coverage.verdict import Fact
from kbgen.exporters.coverage_report import CoverageReport

_COLOURS = ((80, "brightgreen"), (60, "green"), (40, "yellow"), (20, "orange"), (0, "red"))


def coverage_shields(report: CoverageReport) -> str:
    """Return the badge that tells the share of techniques that a rule claims."""
    whole = summary(report.coverage)
    share = whole.percent(Fact.CLAIMED)
    claimed = whole.facts[Fact.CLAIMED] or 0
    # Rounded down: 99.9 % is not everything.
    percent = "" if share is None else f" ({int(share)} %)"
    message = f"{claimed} of {whole.techniques}{percent}" if percent else "nothing in scope"
    colour = next(name for least, name in _COLOURS if (share or 0) >= least)
    badge = {"schemaVersion": 1, "label": "ATT&CK coverage", "message": message, "color": colour}
    return json.dumps(badge, ensure_ascii=False, indent=1) + "\n"
