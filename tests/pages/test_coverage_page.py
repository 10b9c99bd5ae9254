"""The coverage page and the verdict on the home page: numbers worked out by hand from a vault of ten techniques."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from coverage_reports import BEFORE, NOTES, SETTINGS, project
from coverage_worlds import TODAY, atomic, baseline_of, guid, rule, technique
from html_tree import parse, text_of

from kbgen.coverage.baseline import BaselineError
from kbgen.exporters.coverage_json import coverage_json
from kbgen.exporters.coverage_report import report_on
from kbgen.pages.page import Page
from kbgen.project import Project
from kbgen.settings import read_settings

SENTENCE = "Rules claim 5 of 8 techniques (62 %), 3 have a test, of 4 a log source is collected, 1 is proven; 3 are gaps."


def page_of(found: Project, url: str) -> Page:
    """Return a page of the site."""
    return next(page.finished() for page in found.site.pages if page.url == url)


def table_after(tree: Element, anchor: str) -> list[list[str]]:
    """Return the texts of the cells of the first table behind a heading, row by row."""
    elements = list(tree.iter())
    place = next(number for number, element in enumerate(elements) if element.get("id") == anchor)
    table = next(element for element in elements[place:] if element.tag == "table")
    return rows_of(table)


def rows_of(table: Element) -> list[list[str]]:
    """Return the texts of the cells of a table's body."""
    return [[text_of(cell) for cell in row] for row in table.findall(".//tbody/tr")]


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the project of a vault in which everything occurs."""
    return project(tmp_path_factory.mktemp("orchard") / "vault", dict(NOTES))


@pytest.fixture(scope="module")
def shown(orchard: Project) -> Element:
    """Return the coverage page."""
    return parse(page_of(orchard, "coverage/").html)


@pytest.mark.parametrize("url", ["", "coverage/"])
def test_the_verdict_is_one_sentence_with_its_denominator(orchard: Project, url: str) -> None:
    tree = parse(page_of(orchard, url).html)
    assert [text_of(e) for e in tree.iter("p") if e.get("class") == "kb-glance__verdict"] == [SENTENCE]


@pytest.mark.parametrize("url", ["", "coverage/"])
def test_what_is_left_out_stands_beside_the_number(orchard: Project, url: str) -> None:
    assert "left out of the denominator: 1 on other platforms, 1 accepted." in page_of(orchard, url).html
    assert "platforms in scope: Windows, Linux, macOS" in page_of(orchard, url).html


def test_techniques_and_sub_techniques_are_counted_apart_and_together(shown: Element) -> None:
    table = next(e for e in shown.iter("table") if "kb-facts-table" in e.get("class", ""))
    assert [row[:4] for row in rows_of(table)] == [
        ["claimed", "5 of 8 (62.5 %)", "4 of 6 (66.7 %)", "1 of 2 (50.0 %)"],
        ["testable", "3 of 8 (37.5 %)", "2 of 6 (33.3 %)", "1 of 2 (50.0 %)"],
        ["feasible", "4 of 8 (50.0 %)", "3 of 6 (50.0 %)", "1 of 2 (50.0 %)"],
        ["proven", "1 of 8 (12.5 %)", "1 of 6 (16.7 %)", "0 of 2 (0.0 %)"],
        ["gap", "3 of 8 (37.5 %)", "2 of 6 (33.3 %)", "1 of 2 (50.0 %)"],
    ]


def test_each_tactic_has_its_numbers_in_the_order_of_the_matrix(shown: Element) -> None:
    assert table_after(shown, "tactics") == [
        ["Initial Access", "1", "1", "0", "1", "0", "0", "100 %"],
        ["Execution", "4", "2", "2", "2", "0", "2", "50 %"],
        ["Persistence", "1", "0", "0", "0", "0", "1", "0 %"],
        ["Discovery", "1", "1", "1", "1", "1", "0", "100 %"],
        ["Command and Control", "1", "1", "0", "0", "0", "0", "100 %"],
    ]


def test_on_a_platform_only_what_is_true_there_counts(shown: Element) -> None:
    assert table_after(shown, "platforms") == [
        ["Linux", "4", "0", "0", "0", "0", "4", "0 %"],
        ["macOS", "1", "0", "0", "0", "0", "1", "0 %"],
        ["Windows", "6", "5", "3", "4", "1", "1", "83 %"],
    ]


def test_a_group_has_the_techniques_in_scope_that_it_uses(shown: Element) -> None:
    assert [row[:8] for row in table_after(shown, "groups")] == [
        ["G0016 Cold Bear", "4", "2", "2", "2", "1", "2", "50 %"]
    ]


@pytest.mark.parametrize("url", ["", "coverage/"])
def test_a_bar_says_in_words_what_it_shows_and_its_parts_fill_it(orchard: Project, url: str) -> None:
    bars = {
        e.get("aria-label", ""): e
        for e in parse(page_of(orchard, url).html).iter()
        if e.get("class") == "kb-bar"
    }
    bar = bars["Execution: 2 gap, 2 testable"]
    parts = [(e.get("class"), e.get("x"), e.get("width")) for e in bar]
    assert parts == [("kb-bar__gap", "0", "500"), ("kb-bar__testable", "500", "500")]
    assert "Command and Control: 1 untested" in bars


def test_accepted_risks_have_owner_and_expiry(shown: Element) -> None:
    # From 1 November 2026 to 30 June 2027.
    assert table_after(shown, "accepted") == [
        ["T1200 Hardware Additions", "no physical access", "it", "2027-06-30", "241"]
    ]


def test_what_else_is_left_out_is_listed_with_its_reason(shown: Element) -> None:
    assert table_after(shown, "left-out") == [["T1530 Data from Cloud Storage", "platforms", "IaaS"]]


def test_evidence_has_its_age(shown: Element) -> None:
    assert table_after(shown, "evidence") == [
        ["Port scan", "2026-10-01", "31", "yes", "recorded events", "not said", "1"]
    ]


def test_a_log_source_says_what_it_would_open(orchard: Project, shown: Element) -> None:
    html = page_of(orchard, "coverage/").html
    assert "No log source is collected for 1 of 5 claimed techniques." in html
    tables = [rows_of(e) for e in shown.iter("table")]
    assert [["windows/dns_query", "1", "1: T1105", "1", "1"]] in tables
    assert [
        ["windows/process_creation", "2 active rules"],
        ["linux/process_creation", "0 active rules"],
    ] in tables


def test_where_nothing_is_declared_feasibility_is_not_assessed(make_vault: Callable[..., Path]) -> None:
    vault = make_vault({"T1059.md": technique("T1059", "Windows"), "r.md": rule("T1059")})
    html = page_of(Project(vault, today=TODAY), "coverage/").html
    assert "Rules claim 1 of 1 technique (100 %), 0 have a test, 0 are proven; 0 are gaps." in html
    assert html.count("not assessed") >= 3
    assert "no rule has a regression log: nothing is proven." in html


def test_the_page_has_a_contents_entry_for_each_of_its_sections(orchard: Project) -> None:
    page = page_of(orchard, "coverage/")
    ids = {e.get("id") for e in parse(page.html).iter("h2")}
    assert [entry.anchor for entry in page.toc] == [
        *("tactics", "platforms", "groups", "log-sources"),
        *("evidence", "accepted", "left-out", "download"),
    ]
    assert {entry.anchor for entry in page.toc} == ids


def test_a_vault_without_techniques_has_no_pages_on_coverage(make_vault: Callable[..., Path]) -> None:
    site = Project(make_vault({"a.md": "# A\n", "r.md": rule("T1059")}), today=TODAY).site
    assert [page.url for page in site.pages if page.url.startswith("coverage/")] == []
    assert "coverage/" not in {item.url for item in site.navigation}
    assert "kb-glance" not in "".join(page.html for page in site.pages)


def test_a_vault_whose_techniques_are_all_left_out_says_so(make_vault: Callable[..., Path]) -> None:
    settings = read_settings({"coverage": {"platforms": ["Linux"]}})
    vault = make_vault({"T1059.md": technique("T1059", "Windows")})
    html = page_of(Project(vault, settings, today=TODAY), "coverage/").html
    assert "No technique is in scope." in html
    assert "0 of 0" in html


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project whose settings name a report on an earlier state."""
    folder = tmp_path_factory.mktemp("compared")
    before = project(folder / "before", dict(BEFORE))
    report = report_on(before.findings, before.addresses.notes, "Orchard")
    (folder / "base.json").write_text(coverage_json(report), encoding="utf-8")
    assert baseline_of(before.coverage).techniques
    project(folder / "now", dict(NOTES))
    settings = read_settings({"coverage": {**SETTINGS, "baseline": "base.json"}})
    return Project(folder / "now", settings, base=folder, name="Orchard", today=TODAY)


def test_the_home_page_says_how_many_moved(compared: Project) -> None:
    assert (
        "Since 2026-11-01: 2 techniques lost a verdict, 2 techniques gained a verdict."
        in page_of(compared, "").html
    )


def test_the_coverage_page_says_which_and_why(compared: Project) -> None:
    tree = parse(page_of(compared, "coverage/").html)
    lost, gained = [
        rows_of(e) for e in tree.iter("table") if "Because of" in [text_of(cell) for cell in e.iter("th")]
    ]
    assert [row[:4] for row in lost] == [
        ["T1053 Scheduled Task or Job", "untested", "gap", "Windows: untested → gap"],
        ["T1190 Exploit Public-Facing Application", "untested", "untested", "Linux: untested → gap"],
    ]
    assert lost[0][4].startswith("rule no longer active: Old job")
    assert lost[1][4] == "rule removed: Web shell"
    assert [row[:3] for row in gained] == [
        ["T1059 Command and Scripting Interpreter", "untested", "testable"],
        ["T1059.001 PowerShell", "untested", "testable"],
    ]


def test_a_report_that_is_not_there_is_an_error_with_the_way_out(make_vault: Callable[..., Path]) -> None:
    settings = read_settings({"coverage": {"baseline": "gone.json"}})
    found = Project(make_vault({"T1059.md": technique("T1059", "Windows")}), settings, today=TODAY)
    with pytest.raises(
        BaselineError, match=r"coverage\.baseline: gone\.json: cannot be read .* kbgen coverage"
    ):
        _ = found.site


def test_the_preview_watches_the_report(compared: Project) -> None:
    assert compared.base / "base.json" in compared.site.watched


def verdict_table(found: Project, url: str) -> list[list[str]]:
    tree = parse(page_of(found, url).html)
    return next(rows_of(e) for e in tree.iter("table") if "kb-cells" in e.get("class", ""))


def ties_of(found: Project, url: str) -> list[list[str]]:
    tree = parse(page_of(found, url).html)
    tables = [e for e in tree.iter("table") if "Stated by" in [text_of(cell) for cell in e.iter("th")]]
    return rows_of(tables[0]) if tables else []


def test_each_platform_has_its_verdict_and_reasons(orchard: Project) -> None:
    assert verdict_table(orchard, "techniques/T1046/") == [
        ["Windows", "proven", "1", "1", ""],
        ["Linux", "gap attackable", "0", "1", "wrong platform"],
    ]
    assert verdict_table(orchard, "techniques/T1105/") == [
        ["Windows", "untested blind", "1", "0", "no log source, no test"]
    ]


def test_what_is_rolled_up_is_counted_apart(orchard: Project) -> None:
    assert verdict_table(orchard, "techniques/T1059/") == [
        ["Windows", "testable", "0 + 1 rolled up", "0 + 1 rolled up", "never exercised"],
        ["Linux", "gap attackable", "0", "0 + 1 rolled up", "wrong platform"],
    ]


def test_each_tie_has_its_strength_and_the_line_that_states_it(orchard: Project) -> None:
    assert ties_of(orchard, "techniques/T1059/") == [
        ["Encoded command", "rule", "roll-up", "tag of the rule, line 2 through T1059.001", "Windows"],
        [
            *("shell", "test", "roll-up", "tag of the test, line 2 through T1059.001, T1059.004"),
            "Windows, Linux",
        ],
    ]
    assert ties_of(orchard, "techniques/T1053/") == [
        ["Old job", "rule", "exact", "tag of the rule, line 2", "inactive: its status"]
    ]


def test_a_test_that_a_rule_names_is_declared(make_vault: Callable[..., Path]) -> None:
    files: Mapping[str, str] = {
        "T1059.md": technique("T1059", "Windows"),
        "r.md": rule("T1059", title="Named", guid=guid("one")),
        "t.md": atomic("T1059", one="windows"),
    }
    line = files["r.md"].splitlines().index(f"  - {{type: atomic-red-team, atomic_guid: {guid('one')}}}") + 1
    found = ties_of(Project(make_vault(files), today=TODAY), "techniques/T1059/")
    assert found[1][2:4] == ["declared", f"declared in rule Named, line {line}"]


def test_a_query_block_that_ties_is_named_with_its_line(make_vault: Callable[..., Path]) -> None:
    files = {
        "T1059.md": technique("T1059", "Windows", body="```query\nfile: r.md\n```"),
        "r.md": rule(title="Asked for"),
    }
    found = ties_of(Project(make_vault(files), today=TODAY), "techniques/T1059/")
    assert [row[:2] for row in found] == [["Asked for", "rule"]]
    assert found[0][3] == "query block of this note, line 6"


def test_a_technique_that_is_left_out_says_why(orchard: Project) -> None:
    html = page_of(orchard, "techniques/T1200/").html
    assert "left out: accepted" in html
    assert "kb-cells" not in html


def test_the_page_is_the_same_each_time(orchard: Project) -> None:
    again = Project(orchard.folder, orchard.settings, name="Orchard", jobs=1, today=TODAY)
    assert [page.html for page in again.site.pages] == [page.html for page in orchard.site.pages]
    assert json.dumps(sorted(again.site.data)) == json.dumps(sorted(orchard.site.data))
