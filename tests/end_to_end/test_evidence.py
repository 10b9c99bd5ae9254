"""From a log to a verdict: what was run is imported, proves a technique, and ages out."""

import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from coverage_worlds import atomic, files, guid, rule, technique

from kbgen.cli.main import main
from kbgen.project import Project
from kbgen.sources.evidence import Outcome
from kbgen.sources.results import read_results
from kbgen.sources.results_model import Known, Reading
from kbgen.sources.sigma_tree import read_sigma_tree

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
RULE = "99999999-2222-4333-8444-555555555555"
RAN = dt.date(2026, 5, 1)
NOTES = files(
    T1046=technique("T1046", "Windows"),
    r=rule("T1046", title="Port Scan", id=RULE),
    t=atomic("T1046", one="windows"),
)
LOG = (
    '"Execution Time (UTC)","Execution Time (Local)","Technique","Test Number","Test Name","Hostname","IP Address",'
    '"Username","GUID","ProcessId","ExitCode"\r\n"2026-05-01T22:30:00Z","2026-05-02T00:30:00","T1046","1","one",'
    f'"HOST-1","192.0.2.7","HOST-1\\kim","{guid("one")}","4242","0"\r\n'
)
OUTCOMES = (
    "Test Case;MITRE ID;Outcome;Detection Date;Detecting Tool\r\none;T1046;Alerted;2026-05-01;Port Scan\r\n"
)
INFO = (
    f"date: 2026-05-01\nrule_metadata:\n    - id: {RULE}\nregression_tests_info:\n"
    f"    - type: evtx\n      path: regression_data/rules/scan/{RULE}.evtx\n"
)


@pytest.fixture
def vault(make_vault: MakeVault) -> Path:
    return make_vault(NOTES)


@pytest.fixture
def imported(vault: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return a function that imports a file of results into the vault."""

    def run(path: Path) -> None:
        monkeypatch.setattr(sys, "argv", ["kbgen", "import", "results", str(path), "--into", str(vault)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code

    return run


def verdict(vault: Path, days: int) -> tuple[str, list[str]]:
    total = Project(vault, today=RAN + dt.timedelta(days)).coverage.by_id["T1046"].total
    return total.verdict.value, [reason.value for reason in total.reasons]


def test_a_log_of_runs_exercises_and_a_table_of_outcomes_proves_until_it_is_too_old(
    vault: Path, tmp_path: Path, imported: Callable[[Path], None]
) -> None:
    assert verdict(vault, 1) == ("testable", ["never-exercised"])
    (tmp_path / "log.csv").write_bytes(LOG.encode("utf-16"))
    imported(tmp_path / "log.csv")
    assert verdict(vault, 1) == ("testable", ["never-detected"])
    (tmp_path / "purple.csv").write_text(OUTCOMES, encoding="utf-8-sig", newline="")
    imported(tmp_path / "purple.csv")
    assert verdict(vault, 1) == ("proven", [])
    assert verdict(vault, 180) == ("proven", [])
    assert verdict(vault, 181) == ("testable", ["stale-evidence"])
    assert not [finding for finding in Project(vault).diagnostics if finding.code.startswith("KB72")]


@pytest.mark.parametrize(
    ("image", "expected"),
    [("x", ("proven", [])), ("y", ("testable", ["never-detected"]))],
)
def test_recorded_events_prove_a_rule_that_matches_them(
    vault: Path,
    tmp_path: Path,
    imported: Callable[[Path], None],
    image: str,
    expected: tuple[str, list[str]],
) -> None:
    pytest.importorskip("sigma.backends.sqlite", reason="needs kbgen[sigma]")
    folder = tmp_path / "regression_data" / "rules" / "scan"
    folder.mkdir(parents=True)
    (folder / "info.yml").write_text(INFO, encoding="utf-8")
    event = {"Event": {"System": {"EventID": 1}, "EventData": {"Image": image}}}
    (folder / f"{RULE}.json").write_text(json.dumps(event), encoding="utf-8")
    imported(tmp_path / "regression_data")
    assert verdict(vault, 1) == expected


@pytest.mark.corpora
def test_the_recorded_events_of_sigmahq_are_matched_by_their_rules(corpora: Path) -> None:
    pytest.importorskip("sigma.backends.sqlite", reason="needs kbgen[sigma]")
    from kbgen.conversion.match_event import matches  # noqa: PLC0415 (it is of use with pySigma only)

    repository = corpora / "sigma-rules"
    folders = [folder for folder in sorted(repository.glob("rules*")) if folder.is_dir()]
    texts = {entry.id: entry.text for folder in folders for entry in read_sigma_tree(folder).rules}
    reading = Reading(known=lambda: Known(texts=texts), evaluate=matches)
    results = read_results(repository / "regression_data", reading)
    assert Counter(record.outcome for record in results.records) == {Outcome.DETECTED: 202}
    assert (results.left_out, results.unknown_rules) == ((), 0)
    # One of the 203 descriptions names no recording.
    assert len(list(repository.glob("regression_data/**/info.yml"))) == 203
