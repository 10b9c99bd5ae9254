"""What a project may set: defaults, values, and what is said about wrong ones."""

from typing import Any

import pytest

from kbgen.errors import KbgenError, SettingsError
from kbgen.settings import Kinds, Settings, read_settings


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
