"""KB706: where each lost verdict is reported, and what the message says."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from coverage_worlds import TODAY, atomic, baseline_of, rule, technique

from kbgen.checks.regressions import check_regressions
from kbgen.coverage.compare import compare
from kbgen.diagnostics import Diagnostic
from kbgen.project import Project
from kbgen.settings import read_settings

Files = Mapping[str, str]
Lost = Callable[..., list[Diagnostic]]
T1046 = technique("T1046", "Windows")
OTHER = {"T1018.md": technique("T1018", "Windows"), "other.md": rule("T1018")}

RULE = """---
title: Port scan
tags:
{tags}
---

## Port scan

```yml
title: Port scan
id: 0b5a6f7c-0000-4000-8000-000000000001
status: {status}
level: {level}
logsource:
  product: {product}
  category: process_creation
detection:
  selection:
    Image: nmap
  condition: selection
```
"""
SIGMA = """title: Port scan
id: 0b5a6f7c-0000-4000-8000-000000000001
status: test
level: high
tags:
  - attack.discovery
  - {tag}
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    Image: nmap
  condition: selection
"""


def note(*tags: str, status: str = "test", level: str = "high", product: str = "windows") -> str:
    lines = "\n".join(f"  - {tag}" for tag in tags)
    return RULE.format(tags=lines, status=status, level=level, product=product)


@pytest.fixture
def lost(tmp_path: Path) -> Lost:
    """Return a function from the files before and now to the findings."""

    def project(name: str, notes: Files, settings: Mapping[str, Any]) -> Project:
        for path, text in {**OTHER, **notes}.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text, encoding="utf-8")
        sources = [{"sigma": "rules"}] if any(path.startswith("../rules/") for path in notes) else []
        read = read_settings({"coverage": dict(settings), "sources": sources})
        return Project(tmp_path / name, read, base=tmp_path / name / "..", today=TODAY)

    def find(before: Files, now: Files, had: Any = None, has: Any = None) -> list[Diagnostic]:
        earlier = baseline_of(project("one/vault", before, had or {}).coverage)
        later = project("two/vault", now, has or {})
        return list(check_regressions(later.knowledge, compare(earlier, later.coverage)))

    return find


def place(findings: list[Diagnostic]) -> str:
    (finding,) = findings
    assert finding.code == "KB706"
    return f"{finding.location}"


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if part in line)


@pytest.mark.parametrize(
    ("before", "now", "line", "column"),
    [
        (("detection_rule", "t1046"), ("detection_rule", "t1018"), "t1018", 5),
        (("t1046", "detection_rule"), ("t1018", "detection_rule"), "t1018", 5),
        (("detection_rule", "t1046"), ("detection_rule", "reviewed", "t1018"), "t1018", 5),
        (("detection_rule", "t1046"), ("detection_rule", "reviewed", "t1O46"), "reviewed", 5),
        (("detection_rule", "t1046"), ("detection_rule", "reviewed", "t1046_1"), "t1046_1", 5),
        (("detection_rule", "t1046", "windows"), ("detection_rule", "windows"), "detection_rule", 3),
    ],
)
def test_a_retagged_rule_is_reported_at_the_new_tag(
    lost: Lost, before: tuple[str, ...], now: tuple[str, ...], line: str, column: int
) -> None:
    found = lost({"T1046.md": T1046, "r.md": note(*before)}, {"T1046.md": T1046, "r.md": note(*now)})
    assert place(found) == f"r.md:{line_of(note(*now), line)}:{column}"


def test_tags_on_one_line_are_reported_at_the_new_one(lost: Lost) -> None:
    found = lost(
        {"T1046.md": T1046, "r.md": rule("T1046", "T1020")},
        {"T1046.md": T1046, "r.md": rule("T1018", "T1020")},
    )
    assert place(found) == f"r.md:2:{rule('T1018').splitlines()[1].index('T1018') + 1}"


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        ({"status": "deprecated"}, "status:", "status test became deprecated"),
        (
            {"product": "linux"},
            "product:",
            "log source windows/process_creation became linux/process_creation",
        ),
    ],
)
def test_a_changed_property_is_reported_where_it_stands(
    lost: Lost, change: dict[str, str], line: str, words: str
) -> None:
    now = note("detection_rule", "t1046", **change)
    found = lost(
        {"T1046.md": T1046, "r.md": note("detection_rule", "t1046")}, {"T1046.md": T1046, "r.md": now}
    )
    assert place(found).startswith(f"r.md:{line_of(now, line)}:")
    assert words in found[0].message


def test_a_level_below_the_minimum_is_reported_at_the_level(lost: Lost) -> None:
    now = note("detection_rule", "t1046", level="low")
    settings = {"minimum_level": "medium"}
    found = lost(
        {"T1046.md": T1046, "r.md": note("detection_rule", "t1046")},
        {"T1046.md": T1046, "r.md": now},
        settings,
        settings,
    )
    assert place(found).startswith(f"r.md:{line_of(now, 'level:')}:")


def test_the_front_matter_speaks_before_the_rule(lost: Lost) -> None:
    before = note("detection_rule", "t1046").replace("title: Port scan\ntags", "status: test\ntags", 1)
    now = before.replace("status: test\ntags", "status: deprecated\ntags")
    found = lost({"T1046.md": T1046, "r.md": before}, {"T1046.md": T1046, "r.md": now})
    assert place(found) == "r.md:2:9"


def test_a_removed_rule_is_reported_at_the_technique(lost: Lost) -> None:
    found = lost({"T1046.md": T1046, "r.md": rule("T1046")}, {"T1046.md": T1046})
    assert place(found) == "T1046.md:1:1"
    assert found[0].message == "T1046 T1046 lost its verdict (untested → gap): rule removed: Example"
    assert found[0].hint == "restore it, or record a new baseline"


def test_a_removed_technique_is_reported_at_the_path_that_it_had(lost: Lost) -> None:
    found = lost({"T1046.md": T1046, "r.md": rule("T1046")}, {"r.md": rule("T1046")})
    assert place(found) == "T1046.md:1:1"


def test_each_place_has_one_finding_for_a_technique(lost: Lost) -> None:
    before = {"T1046.md": T1046, "a.md": note("detection_rule", "t1046"), "b.md": rule("T1046", title="B")}
    now = {"T1046.md": T1046, "a.md": note("detection_rule", "t1018")}
    found = lost(before, now)
    assert sorted(str(finding.location) for finding in found) == ["T1046.md:1:1", "a.md:5:5"]
    assert sorted(finding.message.partition(": ")[2] for finding in found) == [
        "rule no longer tagged with it: Port scan (now with T1018)",
        "rule removed: B",
    ]


def test_a_removed_test_is_reported_at_the_technique_and_a_retagged_one_at_its_tag(lost: Lost) -> None:
    tested = {"T1046.md": T1046, "r.md": rule("T1046"), "t.md": atomic("T1046", one="windows")}
    untested = {"T1046.md": T1046, "r.md": rule("T1046")}
    assert place(lost(tested, untested)) == "T1046.md:1:1"


def test_a_retagged_test_is_reported_at_its_tag(lost: Lost) -> None:
    now = atomic("T1018", one="windows")
    found = lost(
        {"T1046.md": T1046, "r.md": rule("T1046"), "t.md": atomic("T1046", one="windows")},
        {"T1046.md": T1046, "r.md": rule("T1046"), "t.md": now},
    )
    assert place(found) == f"t.md:2:{now.splitlines()[1].index('T1018') + 1}"


def test_a_mounted_rule_is_reported_in_its_own_file(lost: Lost) -> None:
    now = SIGMA.format(tag="attack.t1018")
    found = lost(
        {"T1046.md": T1046, "../rules/r.yml": SIGMA.format(tag="attack.t1046")},
        {"T1046.md": T1046, "../rules/r.yml": now},
    )
    assert place(found) == f"rules/r.yml:{line_of(now, 't1018')}:1"


def test_a_mounted_rule_whose_tag_is_gone_is_reported_at_its_tags(lost: Lost) -> None:
    now = SIGMA.format(tag="car.2013")
    found = lost(
        {"T1046.md": T1046, "../rules/r.yml": SIGMA.format(tag="attack.t1046")},
        {"T1046.md": T1046, "../rules/r.yml": now},
    )
    assert place(found) == f"rules/r.yml:{line_of(now, 'attack.discovery')}:1"


def test_a_mounted_rule_that_is_deprecated_is_reported_at_its_status(lost: Lost) -> None:
    before = SIGMA.format(tag="attack.t1046")
    now = before.replace("status: test", "status: deprecated")
    found = lost({"T1046.md": T1046, "../rules/r.yml": before}, {"T1046.md": T1046, "../rules/r.yml": now})
    assert place(found) == f"rules/r.yml:{line_of(now, 'status')}:1"


def test_becoming_blind_names_the_platform(lost: Lost) -> None:
    notes = {"T1046.md": technique("T1046", "Windows", "Linux"), "r.md": rule("T1046")}
    found = lost(notes, notes, {"log_sources": ["windows"]}, {"log_sources": ["linux"]})
    (finding,) = [item for item in found if "T1046" in item.message]
    assert (
        "lost its verdict (became blind on Windows): log source no longer collected: Example"
        in finding.message
    )
    assert finding.location.path == "r.md"


def test_a_platform_alone_is_named_with_its_verdicts(lost: Lost) -> None:
    both = {"T1046.md": technique("T1046", "Windows", "Linux"), "r.md": rule("T1046")}
    found = lost({**both, "l.md": rule("T1046", product="linux", title="On Linux")}, both)
    assert "lost its verdict (Linux untested → gap): rule removed: On Linux" in found[0].message


def test_a_platform_that_the_note_drops_is_reported_at_its_platforms(lost: Lost) -> None:
    before = {"T1046.md": technique("T1046", "Windows", "macOS"), "r.md": rule("T1046")}
    found = lost(
        {**before, "m.md": technique("T1020", "Windows")},
        {**before, "T1046.md": technique("T1046", "macOS"), "m.md": technique("T1020", "Windows")},
    )
    assert place(found) == "T1046.md:3:12"
    assert "(untested → gap): platform no longer assessed (Windows)" in found[0].message


def test_nothing_lost_is_nothing_found(lost: Lost) -> None:
    notes = {"T1046.md": T1046, "r.md": rule("T1046")}
    assert lost(notes, notes) == []
