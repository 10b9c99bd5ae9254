"""Comparing with the report that the settings name: what is wrong with it is told with the setting and the file."""

from pathlib import Path

import pytest
from coverage_worlds import Assess, report_of, rule, technique

from kbgen.coverage.baseline import BaselineError
from kbgen.coverage.since import changes_since
from kbgen.exporters.coverage_json import coverage_json


def test_without_a_name_nothing_is_compared(assess: Assess, tmp_path: Path) -> None:
    assert changes_since("", tmp_path, assess(T1059=technique("T1059", "Windows")), {}) is None


def test_a_report_is_read_relative_to_the_base(assess: Assess, tmp_path: Path) -> None:
    before = assess(T1059=technique("T1059", "Windows"), r=rule("T1059"))
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "base.json").write_text(coverage_json(report_of(before)), encoding="utf-8")
    found = changes_since("old/base.json", tmp_path, before, {})
    assert found is not None
    assert (found.regressions, found.gains, found.baseline) == ((), (), "2026-11-01")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        (b"{", "is no whole JSON file"),
        (b"{}", "is no report of kbgen coverage --format json"),
        (b"\xff\xfe{", "is not UTF-8"),
    ],
)
def test_what_is_wrong_names_the_setting_and_the_file(
    assess: Assess, tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "base.json").write_bytes(content)
    with pytest.raises(BaselineError) as caught:
        changes_since("base.json", tmp_path, assess(T1059=technique("T1059", "Windows")), {})
    assert str(caught.value).startswith("coverage.baseline: base.json: ")
    assert said in str(caught.value)
    assert str(caught.value).count("base.json") == 1


def test_a_report_of_another_vault_names_the_file_too(assess: Assess, tmp_path: Path) -> None:
    before = assess(T1059=technique("T1059", "Windows"), r=rule("T1059"))
    (tmp_path / "base.json").write_text(coverage_json(report_of(before)), encoding="utf-8")
    now = assess(T1105=technique("T1105", "Windows"))
    with pytest.raises(
        BaselineError, match=r"^coverage\.baseline: base\.json: .* it is that of another vault$"
    ):
        changes_since("base.json", tmp_path, now, {})
