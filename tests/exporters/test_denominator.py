"""The denominator in words."""

from dataclasses import replace
from pathlib import Path

from coverage_reports import full_report

from kbgen.coverage.model import Release
from kbgen.exporters.denominator import left_out_in_words, releases_in_words


def test_what_is_left_out_is_counted_by_its_reason(tmp_path: Path) -> None:
    coverage = full_report(tmp_path).coverage
    assert left_out_in_words(coverage) == "1 on other platforms, 1 accepted"
    assert left_out_in_words(replace(coverage, excluded=())) == ""


def test_releases_are_named_with_their_versions(tmp_path: Path) -> None:
    coverage = full_report(tmp_path).coverage
    assert releases_in_words(coverage) == ""
    both = (Release("enterprise-attack", "18.1"), Release("ics-attack", ""))
    assert releases_in_words(replace(coverage, releases=both)) == (
        "enterprise-attack 18.1, ics-attack (version unknown)"
    )
