"""What a project may set: defaults, values, and what is said about wrong ones."""

from datetime import date
from typing import Any

import pytest

from kbgen.errors import KbgenError, SettingsError
from kbgen.settings import AcceptedRisk, HistoryDetail, InputLimits, Kinds, Settings, read_settings
from kbgen.settings.coverage import log_source_pattern
from kbgen.vocabulary import Level, Status


def test_without_settings_the_defaults_of_the_interface_apply() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert settings.kinds.detection_rule == ("detection_rule",)
    assert settings.kinds.atomic_test == ("atomic_test",)
    assert set(settings.kinds.technique) == {
        "techniques",
        "technique",
        "attack/type/technique",
        "attack/type/subtechnique",
    }
    assert (settings.encoding, settings.exclude) == (None, ())


def test_a_kind_takes_one_tag_or_several_in_any_case_with_or_without_number_sign() -> None:
    raw = {
        "kinds": {"technique": {"tag": "#UseCase"}, "detection_rule": {"tag": ["Sigma", "detection_rule"]}}
    }
    kinds = read_settings(raw).kinds
    assert kinds.technique == ("usecase",)
    assert kinds.detection_rule == ("sigma", "detection_rule")


def test_kinds_that_are_not_set_keep_their_tags() -> None:
    assert read_settings({"kinds": {"technique": {"tag": "x"}}}).kinds.atomic_test == Kinds().atomic_test


@pytest.mark.parametrize(("raw", "expected"), [("Templates/", ("Templates/",)), (["a", "/b/"], ("a", "/b/"))])
def test_exclude_takes_one_text_or_several(raw: object, expected: tuple[str, ...]) -> None:
    assert read_settings({"exclude": raw}).exclude == expected


@pytest.mark.parametrize("encoding", ["cp437", "latin-1", None])
def test_encoding_takes_what_python_knows(encoding: str | None) -> None:
    assert read_settings({"encoding": encoding}).encoding == encoding


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({"encodng": "cp437"}, ["encodng", "encoding"]),
        ({"exclud": []}, ["exclud", "exclude"]),
        ({"kinds": {"techniqe": {"tag": "x"}}}, ["kinds.techniqe", "kinds.technique"]),
        ({"zzz": 1}, ["zzz", "encoding", "exclude", "kinds"]),
    ],
)
def test_an_unknown_key_is_an_error_that_suggests_the_nearest(raw: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(raw)
    assert [name for name in named if name not in str(caught.value)] == []


@pytest.mark.parametrize(
    ("raw", "setting"),
    [
        ({"kinds": ["technique"]}, "kinds"),
        ({"kinds": {"technique": "techniques"}}, "kinds.technique"),
        ({"kinds": {"technique": {"tag": 5}}}, "kinds.technique.tag"),
        ({"kinds": {"technique": {"tags": "x"}}}, "kinds.technique"),
        ({"exclude": {"a": 1}}, "exclude"),
        ({"exclude": ["a", 1]}, "exclude"),
        ({"exclude": ""}, "exclude"),
        ({"encoding": "utf-99"}, "encoding"),
        ({"encoding": 437}, "encoding"),
        ({"encoding": "base64"}, "encoding"),
    ],
)
def test_a_value_of_the_wrong_type_is_an_error_that_names_the_setting(
    raw: dict[str, Any], setting: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(raw)
    assert str(caught.value).startswith(f"{setting}:")
    assert "\n" not in str(caught.value)


def test_wrong_settings_are_misuse_of_kbgen() -> None:
    assert issubclass(SettingsError, KbgenError)


def test_settings_are_values() -> None:
    assert hash(read_settings({"exclude": ["a"]})) == hash(Settings(exclude=("a",)))


def test_the_example_of_the_interface_is_read() -> None:
    raw = {
        "platforms": ["Windows", "Linux", "macOS"],
        "minimum_status": "experimental",
        "minimum_level": "low",
        "log_sources": ["windows/process_creation", "windows/security"],
        "evidence_days": 180,
        "accepted": [
            {
                "technique": "T1200",
                "reason": "no physical access",
                "owner": "it-security",
                "until": "2027-06-30",
            }
        ],
    }
    coverage = read_settings({"coverage": raw}).coverage
    assert coverage.platforms == ("Windows", "Linux", "macOS")
    assert (coverage.minimum_status, coverage.minimum_level) == (Status.EXPERIMENTAL, Level.LOW)
    assert coverage.accepted == (
        AcceptedRisk("T1200", "no physical access", "it-security", date(2027, 6, 30)),
    )
    assert coverage.log_sources is not None
    assert [pattern.text for pattern in coverage.log_sources] == raw["log_sources"]


def test_nothing_is_said_about_log_sources_unless_they_are_declared() -> None:
    assert read_settings({}).coverage.log_sources is None
    assert read_settings({"coverage": {"log_sources": []}}).coverage.log_sources == ()


@pytest.mark.parametrize(
    ("pattern", "log_source", "expected"),
    [
        ("windows/process_creation", ("windows", "process_creation", ""), True),
        ("Windows/Process_Creation", ("windows", "process_creation", ""), True),
        ("windows/security", ("windows", "", "security"), True),
        ("windows/security", ("linux", "", "security"), False),
        ("windows/security", ("windows", "process_creation", ""), False),
        ("windows", ("windows", "anything", "at all"), True),
        ("windows/*", ("windows", "", "system"), True),
        ("*/proxy", ("", "proxy", ""), True),
        ("*/proxy", ("zscaler", "proxy", ""), True),
        ("-/proxy", ("zscaler", "proxy", ""), False),
        ("windows/-/security", ("windows", "", "security"), True),
        ("windows/-/security", ("windows", "process_creation", "security"), False),
        ("windows/process_creation/*", ("windows", "process_creation", "sysmon"), True),
    ],
)
def test_a_log_source_is_named_by_its_parts(
    pattern: str, log_source: tuple[str, str, str], expected: bool
) -> None:
    assert log_source_pattern("log_sources", pattern).matches(*log_source) is expected


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({"plattforms": ["Windows"]}, ["coverage.plattforms", "coverage.platforms"]),
        ({"minimum_status": "stale"}, ["coverage.minimum_status", "experimental", "stable"]),
        ({"minimum_level": "severe"}, ["coverage.minimum_level", "critical"]),
        ({"log_sources": ["a/b/c/d"]}, ["coverage.log_sources", "a/b/c/d"]),
        ({"log_sources": ["windows//security"]}, ["coverage.log_sources"]),
        ({"evidence_days": 0}, ["coverage.evidence_days"]),
        ({"evidence_days": True}, ["coverage.evidence_days"]),
        ({"accepted": [{"technique": "T1200"}]}, ["coverage.accepted[0]", "reason"]),
        (
            {"accepted": [{"technique": "T1", "reason": "r", "owner": "o", "until": "soon"}]},
            ["coverage.accepted[0].until", "soon"],
        ),
        ({"crosswalk": [{"name": "x"}]}, ["coverage.crosswalk[0]", "log_source"]),
        ({"accepted": {}}, ["coverage.accepted"]),
    ],
)
def test_what_is_wrong_in_the_coverage_settings_is_named(raw: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"coverage": raw})
    assert [name for name in named if name not in str(caught.value)] == []


@pytest.mark.parametrize("value", [1, "900_000_000", 900_000_000])
def test_limits_are_whole_numbers(value: object) -> None:
    limits = read_settings({"limits": {"max_input_bytes": value}}).limits
    assert limits.max_input_bytes == int(str(value).replace("_", ""))
    assert limits.max_string_bytes == InputLimits().max_string_bytes


@pytest.mark.parametrize("value", [0, -1, 1.5, "much", True, None])
def test_other_limits_are_refused(value: object) -> None:
    with pytest.raises(SettingsError, match=r"limits\.max_string_bytes"):
        read_settings({"limits": {"max_string_bytes": value}})


@pytest.mark.parametrize(
    "value", ["https://nav.example.org/", "http://127.0.0.1:4200/", " https://a.example/x "]
)
def test_a_navigator_is_an_address(value: str) -> None:
    assert read_settings({"navigator": value}).navigator == value.strip()


@pytest.mark.parametrize(
    "value", ["", "nav.example.org", "javascript:alert(1)", "https://a b/", 'https://a"', 1]
)
def test_another_navigator_is_refused(value: object) -> None:
    with pytest.raises(SettingsError, match="navigator"):
        read_settings({"navigator": value})


def test_a_baseline_is_the_name_of_a_file() -> None:
    assert read_settings({"coverage": {"baseline": "base.json"}}).coverage.baseline == "base.json"
    assert read_settings({}).coverage.baseline == ""
    with pytest.raises(SettingsError, match=r"coverage\.baseline"):
        read_settings({"coverage": {"baseline": ["a"]}})


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, HistoryDetail.DATES),
        ({"history": True}, HistoryDetail.DATES),
        ({"history": False}, HistoryDetail.NOTHING),
        ({"history": "authors"}, HistoryDetail.AUTHORS),
    ],
)
def test_names_of_authors_are_shown_only_where_that_is_asked_for(
    raw: dict[str, Any], expected: HistoryDetail
) -> None:
    assert read_settings(raw).history is expected


@pytest.mark.parametrize("value", ["true", "author", 1, 0, None, ["authors"]])
def test_any_other_wish_about_history_is_an_error(value: object) -> None:
    with pytest.raises(SettingsError, match="history: expected true, false or authors"):
        read_settings({"history": value})
