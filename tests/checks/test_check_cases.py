"""Every check code: a vault that sets it off, with the place, and one like it that does not.

Where neither specification nor house style fix a column, a case names the places that would be right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kbgen.checks import attack_release, coverage, settings, sources, telemetry
from kbgen.checks.catalogue import CATALOGUE
from kbgen.diagnostics import Diagnostic
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Case:
    """One way to set off a check, and a near miss."""

    code: str
    files: Files
    at: str
    """``path:line:column``; several where the documents leave a choice, separated by white space around ``|``."""
    silent: Files
    links: Mapping[str, str] = field(default_factory=dict)
    """Symbolic links of the firing vault: path to target."""


def technique(front: str = "", body: str = "Text.\n", tags: str = "T1046, techniques") -> str:
    return f"---\ntags: [{tags}]\n{front}---\n{body}"


def rule(front: str = "", yaml: str = "", tags: str = "detection_rule") -> str:
    """Return a rule note whose YAML begins with the title in the fourth line after the front matter."""
    sigma = f"title: R\n{yaml}logsource:\n    product: linux\ndetection:\n    condition: x\n"
    return f"---\ntags: [{tags}]\n{front}---\n\n```yml\n{sigma}```\n"


def query(body: str, info: str = "query") -> str:
    return f"```{info}\n{body}\n```\n"


GUID = "11111111-2222-4333-8444-555555555555"
CORRELATION = "correlation: {type: temporal, rules: [any_rule], group-by: [a], timespan: 1m}\n"
FILTER = "logsource: {product: a}\nfilter: {rules: any, s: {a: b}, condition: not s}\n"
PLATFORMS = "**Supported Platforms:** Linux\n\n"
TESTS = (
    f"---\ntags: [atomic_test]\n---\n## Atomic Test #1 - One\n\n{PLATFORMS}**auto_generated_guid:** {GUID}\n"
)
INPUTS = "#### Inputs:\n| Name | Description | Type | Default Value |\n|-|-|-|-|\n| a | b | path | c |\n\n"
SECOND = TESTS + f"\n## Atomic Test #2 - Two\n\n{PLATFORMS}**auto_generated_guid:** "
TAGGED = "---\ntags: [x]\n---\n"
RECORD = '{"date": "2026-05-01", "outcome": "detected", "rule": "R"}'
MISSED = '{"date": "2026-06-01", "outcome": "missed", "rule": "R"}'

CASES = (
    Case(
        "KB101",
        {
            "r.md": "---\ntitle: R\nstatus: test\nlevel: low\nlogsrc_product: x\ntags: [, detection_rule]\n---\n"
        },
        "r.md:6:8",
        {"r.md": "---\ntags: [detection_rule, ]\n---\n"},
    ),
    Case(
        "KB101",
        {"a.md": "---\nname: 1\nother: 2\nname: 3\n---\n"},
        "a.md:4:1",
        {"a.md": "---\nname: 1\nothername: 3\n---\n"},
    ),
    Case(
        "KB102", {"a.md": "---\ntags: [x]\n\n# Title\n"}, "a.md:1:1", {"a.md": "---\ntags: [x]\n---\n# T\n"}
    ),
    Case(
        "KB103",
        {"a.md": b"Process Doppelg\x84nging"},
        "a.md:1:1",
        {"a.md": "Process Doppelgänging"},
    ),
    Case("KB104", {"a.md": "one\ntw\x00o\x01\n"}, "a.md:2:3", {"a.md": "one\r\n\ttwo\n"}),
    Case("KB105", {"a.md": ""}, "a.md:1:1", {"a.md": "."}),
    Case("KB105", {"a.md": "\n \t\n"}, "a.md:1:1", {"a.md": "---\n---\n"}),
    Case("KB106", {}, "out.md:1:1", {"out.md": "x"}, links={"out.md": "../elsewhere.md"}),
    Case("KB107", {}, "gone.md:1:1", {"gone.md": "x"}, links={"gone.md": "nothing.md"}),
    Case("KB109", {"a.md": "---\nx: 1\nb: !foo y\n---\n"}, "a.md:3:4", {"a.md": "---\nb: '!foo y'\n---\n"}),
    Case("KB110", {"Note.md": "1", "note.md": "2"}, "note.md:1:1", {"Note.md": "1", "sub/note.md": "2"}),
    Case(
        "KB111",
        {".obsidian/app.json": '{"userIgnoreFilters": ['},
        ".obsidian/app.json:1:1 | .obsidian/app.json:1:24",
        {".obsidian/app.json": '{"userIgnoreFilters": null}'},
    ),
    Case("KB113", {"a.md": "---\nx: 1\ntag: T1046\n---\n"}, "a.md:3:1", {"a.md": "---\ntags: T1046\n---\n"}),
    Case("KB114", {"a.md": "---\ntags: a, b\n---\n"}, "a.md:2:7", {"a.md": "---\ntags: [a, b]\n---\n"}),
    Case(
        "KB115", {"a.md": "---\ntags: [a, 2023]\n---\n"}, "a.md:2:11", {"a.md": "---\ntags: ['2023']\n---\n"}
    ),
    Case("KB116", {"a.md": "---\ntags: [a, T1.2]\n---\n"}, "a.md:2:11", {"a.md": "---\ntags: [T1_2]\n---\n"}),
    Case(
        "KB117",
        {"a.md": "---\ntags: [Defense_Evasion,_Persistence]\n---\n"},
        "a.md:2:24",
        {"a.md": "---\ntags: [Defense_Evasion, Per_sistence_]\n---\n"},
    ),
    Case(
        "KB118",
        {"T.md": technique(body="A host?s service.\nIs it open?\n")},
        "T.md:4:7",
        {"T.md": technique(body="Is it open? See https://example.org/a?b=c or why?\n")},
    ),
    Case(
        "KB119",
        {"T.md": technique("created: yesterday\n")},
        "T.md:3:1 | T.md:3:10",
        {"T.md": technique("created: 2023/07/25\nlast_modified: ''\n")},
    ),
    Case(
        "KB119",
        {"r.md": rule("status: test\nlast_modified: 2023-02-30\n")},
        "r.md:4:1 | r.md:4:16",
        {"r.md": rule("last_modified: 2024-02-29T10:00:00\n")},
    ),
    Case(
        "KB121",
        {"T1046 - X.md": technique(tags="T1047, techniques")},
        "T1046 - X.md:1:1 | T1046 - X.md:2:8",
        {"T1046 - X.md": technique()},
    ),
    Case("KB122", {"a.md": "Now\nit\u00e2\u0080\u0099s\n"}, "a.md:2:3", {"a.md": "Now\nit’s â\n"}),
    Case(
        "KB120",
        {"T1046.md": "---\ntags: [T1046, techniques]\nplatforms:\n  - Linux - macOS\n---\n"},
        "T1046.md:4:5",
        {"T1046.md": "---\ntags: [T1046, techniques]\nplatforms: [Linux, macOS]\n---\n"},
    ),
    Case(
        "KB123",
        {"T1055.013 - Doppelg„nging.md": technique(body="## Doppelgänging\n", tags="T1055_013, techniques")},
        "T1055.013 - Doppelg„nging.md:1:1",
        {"T1055.013 - Doppelgänging.md": technique(body="## Doppelgänging\n", tags="T1055_013, techniques")},
    ),
    Case("KB124", {"a.md": "---\ntags: [x, detectoin_rule]\n---\n"}, "a.md:2:11", {"a.md": rule()}),
    Case(
        "KB124",
        {"a.md": "One.\n\nTwo #execuction three.\n"},
        "a.md:3:5",
        {"a.md": "#execution #persistent_thread #T1046\n"},
    ),
    Case(
        "KB125",
        {"a.md": TAGGED, "b.md": TAGGED, "c.md": TAGGED.replace("x", "y, X")},
        "c.md:2:11",
        {"a.md": TAGGED, "b.md": TAGGED.replace("x", "X"), "T.md": technique(tags="T1046, techniques, X")},
    ),
    Case(
        "KB126",
        {"a.md": "---\nredirect_from:\n  - old/a\n  - ../a\n---\n"},
        "a.md:4:5",
        {"a.md": "---\nredirect_from: [old/a, /old/a.html]\n---\n"},
    ),
    Case(
        "KB126",
        {"a.md": "---\nredirect_from: old/\n---\n", "b.md": "---\nredirect_from: /old\n---\n"},
        "b.md:2:16",
        {"a.md": "---\nredirect_from: old/\n---\n", "b.md": "---\nredirect_from: /older\n---\n"},
    ),
    Case("KB201", {"a.md": "x\nsee [[gone]]\n"}, "a.md:2:5", {"a.md": "x\nsee [[a]]\n"}),
    Case("KB201", {"a.md": "see ![[gone.png]]\n"}, "a.md:1:5", {"a.md": "see ![[p.png]]\n", "p.png": "x"}),
    Case("KB201", {"a.md": "see [it](b.md)\n"}, "a.md:1:5", {"a.md": "see [it](A)\n"}),
    Case(
        "KB202", {"a.md": "- [[b#None]]\n", "b.md": "# One\n"}, "a.md:1:3", {"a.md": "[[a#Ö N]]\n\n# ö  n\n"}
    ),
    Case("KB202", {"a.md": "[[#^x]]\n"}, "a.md:1:1", {"a.md": "[[#^x]]\n\nText. ^x\n"}),
    Case(
        "KB203",
        {"c.md": "[[Notes]]\n", "a/Notes.md": "1", "b/Notes.md": "2"},
        "c.md:1:1",
        {"c.md": "[[a/Notes]] [[Notes]]\n", "a/Notes.md": "1", "bb/Notes.md": "2"},
    ),
    Case(
        "KB204",
        {"a.md": '---\nfilename: "[[a]]"\n---\n'},
        "a.md:2:11 | a.md:2:12",
        {"a.md": '---\nfilename: "[[b]]"\n---\n[[a]]\n', "b.md": "B\n"},
    ),
    Case(
        "KB205",
        {"a.md": "see [[AI]]\n", "b.md": "---\naliases: [ai]\n---\n"},
        "a.md:1:5",
        {"a.md": "see [[b|AI]] [[ai]]\n", "b.md": "---\naliases: [ai]\n---\n", "AI.md": "x"},
    ),
    Case(
        "KB206",
        {"a.md": 'One.\n\n<iframe src="x"></iframe>\n'},
        "a.md:3:1",
        {"a.md": "<kbd>K</kbd> <pid>\n\n```html\n<iframe>\n```\n"},
    ),
    Case(
        "KB206",
        {"a.md": "One line,\nand <iframe src=x></iframe> in the next.\n"},
        "a.md:2:5",
        {"a.md": "One line,\nand `<iframe src=x></iframe>` in the next.\n"},
    ),
    Case(
        "KB206",
        {"a.md": "<script>\nalert(1)\n</script>\n"},
        "a.md:1:1",
        {"a.md": "&lt;script>\n"},
    ),
    Case(
        "KB207",
        {"a.md": "See ![d](https://example.org/a.png)\n"},
        "a.md:1:5",
        {"a.md": "See [d](https://example.org/a.png) ![p](p.png)\n", "p.png": "x"},
    ),
    Case(
        "KB208",
        {"a.md": "x\n\n![[a]]\n"},
        "a.md:3:1",
        {"a.md": "x\n\n![[b]]\n", "b.md": "y [[a]]\n"},
    ),
    Case(
        "KB209",
        {"a.md": "see [[b]]\n", "b.md": "---\npublish: false\n---\n"},
        "a.md:1:5",
        {"a.md": "see [[b]]\n", "b.md": "---\npublish: true\n---\ny\n"},
    ),
    Case("KB301", {"a.md": "Seen.[^x]\n"}, "a.md:1:6", {"a.md": "Seen.[^x]\n\n[^x]: Here.\n"}),
    Case("KB302", {"a.md": "Seen.\n\n[^x]: Here.\n"}, "a.md:3:1", {"a.md": "Seen.[^x]\n\n[^x]: Here.\n"}),
    Case(
        "KB303",
        {"a.md": "x\nSeen.(Citation: A B)(Citation: C)\n"},
        "a.md:2:6",
        {"a.md": "Seen.(Citation: A B)\n\n- A B: https://example.org/a\n"},
    ),
    Case("KB401", {"a.md": "Text.\n\n" + query('tag:"T1046')}, "a.md:4:5", {"a.md": query('tag:"T1046"')}),
    Case(
        "KB401",
        {"a.md": "> [!info]- Fold\n>```query\n> title: X\n>(a b\n> ```\n"},
        "a.md:4:2",
        {"a.md": "> [!info]- Fold\n>```query\n> title: X\n>(a b)\n> ```\n"},
    ),
    Case("KB402", {"a.md": query("tag: x OR")}, "a.md:2:8", {"a.md": query("tag: x OR tag: y")}),
    Case("KB403", {"a.md": query("x status:test")}, "a.md:2:3", {"a.md": query("x [status:test]")}),
    Case("KB404", {"a.md": query("x\ntag: detectoin_rule")}, "a.md:3:6", {"a.md": TAGGED + query("tag: X")}),
    Case("KB405", {"a.md": query("title: X")}, "a.md:1:1 | a.md:2:1 | a.md:3:1", {"a.md": query("x")}),
    Case("KB406", {"a.md": query("tag:(a OR b)")}, "a.md:2:5", {"a.md": query("tag:a OR tag:b")}),
    Case("KB407", {"a.md": query("line:(tag:a)")}, "a.md:2:7", {"a.md": query("line:(a) tag:a")}),
    Case("KB408", {"a.md": query("/(?i)x/")}, "a.md:2:1 | a.md:2:2", {"a.md": query("/(?:i)x/")}),
    Case(
        "KB409",
        {"a.md": query("(" * 101 + "x" + ")" * 101)},
        "a.md:2:101",
        {"a.md": query("(" * 100 + "x" + ")" * 100)},
    ),
    Case("KB410", {"a.md": query("quick and dog")}, "a.md:2:7", {"a.md": query('and quick "and" OR dog')}),
    Case("KB411", {"a.md": "x\n\n" + query("tag: y")}, "a.md:4:1", {"a.md": TAGGED + query("tag: x")}),
    Case("KB412", {"a.md": query("x", "Query")}, "a.md:1:1 | a.md:1:4", {"a.md": query("x")}),
    Case(
        "KB413",
        {"a.md": query("x", "query title")},
        "a.md:1:1 | a.md:1:4 | a.md:1:10",
        {"a.md": query("x", "query ")},
    ),
    Case("KB414", {"a.md": query("collapsed: maybe\nx")}, "a.md:2:12", {"a.md": query("collapsed: true\nx")}),
    Case(
        "KB415",
        {"a.md": query("sort: byModifiedTime\nx")},
        "a.md:2:7",
        {"a.md": query("sort: alphabeticalReverse\nx")},
    ),
    Case(
        "KB416",
        {"a.md": 'x\n\n```dataview\nLIST "y\n```\n'},
        "a.md:4:6",
        {"a.md": "x\n\n```dataview\nLIST FROM #a\n```\n"},
    ),
    Case(
        "KB417",
        {"a.md": "x\n\n> ```dataview\n> TASK\n> ```\n"},
        "a.md:4:3",
        {"a.md": "x\n\n> ```dataview\n> LIST\n> ```\n"},
    ),
    Case("KB501", {"r.md": "---\ntags: [detection_rule]\n---\n"}, "r.md:1:1", {"r.md": rule()}),
    Case(
        "KB501",
        {"r.md": rule().replace("logsource:", "source:")},
        "r.md:6:1",
        {"r.md": f"---\ntags: [detection_rule]\n---\n```yml\ntitle: C\n{CORRELATION}```\n"},
    ),
    Case(
        "KB501",
        {"f.md": f"---\ntags: [x, detection_rule]\n---\n```yml\ntitle: F\n{FILTER}```\n"},
        "f.md:2:11",
        {"f.md": f"---\ntags: [x]\n---\n```yml\ntitle: F\n{FILTER}```\n"},
    ),
    Case("KB502", {"r.md": rule(yaml="id: 1\nid: 2\n")}, "r.md:8:1", {"r.md": rule(yaml="id: 1\n")}),
    Case(
        "KB502",
        {"r.md": rule(yaml="---\ntitle: a: b\n")},
        "r.md:8:9",
        {"r.md": rule(yaml="---\ntitle: Second\n")},
    ),
    Case("KB503", {"r.md": rule("level: severe\n")}, "r.md:3:1 | r.md:3:8", {"r.md": rule("level: High\n")}),
    Case("KB503", {"r.md": rule(yaml="level: severe\n")}, "r.md:7:1 | r.md:7:8", {"r.md": rule()}),
    Case("KB504", {"r.md": rule("status: draft\n")}, "r.md:3:1 | r.md:3:9", {"r.md": rule("status: Test\n")}),
    Case(
        "KB505",
        {"a.md": rule(yaml=f"id: {GUID}\n"), "b.md": rule("level: low\n", yaml=f"id: {GUID.upper()}\n")},
        "b.md:8:1 | b.md:8:5",
        {"a.md": rule(yaml=f"id: {GUID}\n"), "b.md": rule(yaml=f"id: {GUID[:-1]}6\n"), "c.md": rule()},
    ),
    Case(
        "KB506",
        {"t.md": SECOND + GUID + "\n"},
        "t.md:10:1 | t.md:14:1 | t.md:14:26",
        {"t.md": SECOND + GUID[:-1] + "6\n"},
    ),
    Case(
        "KB506",
        {"a.md": TESTS, "b.md": TESTS},
        "b.md:4:1 | b.md:8:1 | b.md:8:26",
        {"a.md": TESTS, "b.md": TESTS.replace(GUID, GUID[:-1] + "6")},
    ),
    Case("KB507", {"t.md": TESTS[: TESTS.index("**auto")]}, "t.md:4:1", {"t.md": TESTS}),
    Case("KB508", {"t.md": "---\ntags: [atomic_test]\n---\n# Tests\n"}, "t.md:1:1", {"t.md": TESTS}),
    Case("KB509", {"t.md": TESTS.replace(PLATFORMS, "")}, "t.md:4:1", {"t.md": TESTS}),
    Case(
        "KB551",
        {"t.md": f"{TESTS}\n{INPUTS}#### Cleanup Commands:\n\n```sh\necho #{{a}}\nrm #{{A}} #{{A}}\n```\n"},
        "t.md:19:4",
        {"t.md": f"{TESTS}\n{INPUTS}Text #{{b}}.\n\n```sh\necho #{{b}}\n```\n"},
    ),
    Case(
        "KB550",
        {"r.md": rule(tags="detection_rule, t1046_01")},
        "r.md:2:24",
        {"r.md": rule(tags="detection_rule, t1046_001, T1047_x"), "p.md": TAGGED.replace("x", "t1046_01")},
    ),
    Case(
        "KB601",
        {"b.md": technique(), "a.md": technique()},
        "b.md:1:1 | b.md:2:8",
        {"b.md": technique(), "a.md": technique(tags="T1047, techniques")},
    ),
    Case(
        "KB602",
        {"r.md": rule(tags="detection_rule, t9999")},
        "r.md:2:24",
        {"r.md": rule(tags="detection_rule, t1046"), "T.md": technique()},
    ),
    Case(
        "KB603",
        {"C.md": technique(tags="T1059_001, techniques")},
        "C.md:1:1 | C.md:2:8",
        {"C.md": technique(tags="T1059_001, techniques"), "P.md": technique(tags="T1059, techniques")},
    ),
    Case(
        "KB604",
        {"T.md": technique("tactics: Discovery, Persistance\n")},
        "T.md:3:1 | T.md:3:10 | T.md:3:21",
        {"T.md": technique("tactics: Discovery, defense_evasion, Command and Control\n")},
    ),
    Case(
        "KB605",
        {"Scanning.md": technique(tags="techniques")},
        "Scanning.md:1:1 | Scanning.md:2:8",
        {"T1046 Scanning.md": technique(tags="techniques"), "Other.md": technique(tags="x")},
    ),
    Case(
        "KB721",
        {"r.md": rule("evidence: [{date: 2026-05-01, outcome: worked}]\n")},
        "r.md:3:40",
        {"r.md": rule("evidence: [{date: 2026-05-01, outcome: missed}]\n")},
    ),
    Case(
        "KB722",
        {"r.md": rule("evidence: [{date: 2126-05-01, outcome: missed}]\n")},
        "r.md:3:12",
        {"r.md": rule("evidence: [{date: 2026-05-01, outcome: missed}]\n")},
    ),
    Case(
        "KB723",
        {"r.md": rule(), "evidence.json": f"[\n{RECORD.replace('R', 'S')},\n{RECORD.replace('R', 'S')}]"},
        "evidence.json:2:1",
        {"r.md": rule(), "evidence.json": f"[\n{RECORD}]"},
    ),
    Case(
        "KB724",
        {"r.md": rule(), "evidence.json": f"[{RECORD},\n{MISSED}]"},
        "evidence.json:2:1",
        {"r.md": rule(), "evidence.json": f"[{RECORD},\n{MISSED.replace('-06-', '-04-')}]"},
    ),
)


def named(case: Case) -> str:
    number = [other for other in CASES if other.code == case.code].index(case)
    return f"{case.code}-{number}" if number else case.code


def findings(vault: Path, code: str) -> list[Diagnostic]:
    return [finding for finding in Project(vault).diagnostics if finding.code == code]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_check_fires_once_where_the_fault_is(case: Case, make_vault: MakeVault) -> None:
    vault = make_vault(case.files)
    if sum(1 for file in vault.rglob("*.md") if file.is_file()) < sum(
        path.endswith(".md") for path in case.files
    ):
        pytest.skip("this file system does not tell names apart by case")
    for path, target in case.links.items():
        try:
            (vault / path).symlink_to(target)
        except OSError:
            pytest.skip("this system makes no symbolic links")
    (vault.parent / "elsewhere.md").write_text("x")
    found = findings(vault, case.code)
    assert [str(finding.location) for finding in found] in [[place] for place in case.at.split(" | ")]
    assert found[0].severity is CATALOGUE[case.code].severity
    assert found[0].message


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_check_is_silent_about_a_near_miss(case: Case, make_vault: MakeVault) -> None:
    assert findings(make_vault(case.silent), case.code) == []


def test_kb112_a_file_name_that_is_no_text(make_vault: MakeVault) -> None:
    vault = make_vault({"Café.md": "fine"})
    assert findings(vault, "KB112") == []
    try:
        Path(str(vault) + "/Caf\udce9.md").write_text("lost")
    except (OSError, UnicodeError):
        pytest.skip("this file system holds names as text only")
    (found,) = findings(vault, "KB112")
    assert str(found.location) == "Caf\ufffd.md:1:1"
    assert found.severity is CATALOGUE["KB112"].severity


def test_every_code_of_the_catalogue_has_a_firing_case() -> None:
    # What mounted and imported sources have wrong is set off in the tests of the sources.
    of_sources = {check.code for check in (*sources.RULES_AND_TESTS, *sources.ATTACK)}
    # What needs settings and files of DeTT&CT has tests of its own.
    of_sources |= {check.code for check in telemetry.CHECKS}
    # So has what needs other settings, an earlier report or a mounted release.
    others = (*coverage.CHECKS, *settings.CHECKS, *attack_release.CHECKS, *attack_release.NAMES)
    of_sources |= {check.code for check in others}
    # KB606 needs a mounted source as well.
    assert {case.code for case in CASES} | {"KB112", "KB606"} == set(CATALOGUE) - of_sources
