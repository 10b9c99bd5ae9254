"""What the settings may say of a source: paths, addresses, digests, folders; and of values that are huge."""

from typing import Any

import pytest

from kbgen.errors import SettingsError
from kbgen.settings import Source, SourceKind, read_settings

SHA = "0123456789abcdef" * 4
URL = "https://example.org/enterprise-attack.json"


def read(**entry: object) -> Source:
    (source,) = read_settings({"sources": [entry]}).sources
    return source


def test_an_address_with_its_digest() -> None:
    source = read(attack=URL, sha256=SHA.upper(), version="18.1")
    assert source == Source(SourceKind.ATTACK, URL, "18.1", SHA)
    assert source.is_url


@pytest.mark.parametrize("path", ["a.json", "../a/b", "C:\\a\\b.json", "C:/a", "https", "a:b", "//host/a"])
def test_everything_else_is_a_path(path: str) -> None:
    assert not read(attack=path).is_url


def test_rules_and_tests_may_be_archives_at_an_address_with_a_folder_in_them() -> None:
    source = read(sigma="https://example.org/sigma.tar.gz", folder="rules/windows/")
    assert (source.folder, source.is_url) == ("rules/windows", True)
    assert source.name == "https://example.org/sigma.tar.gz/rules/windows"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (Source(SourceKind.SIGMA, "data/rules/"), "data/rules"),
        (Source(SourceKind.SIGMA, "sigma.zip", folder="rules"), "sigma.zip/rules"),
        (Source(SourceKind.SIGMA, "/cache/ab12/sigma.zip", folder="rules", url=URL), "sigma.zip/rules"),
        (Source(SourceKind.ATTACK, "/cache/ab12/attack.json", url=URL), "attack.json"),
    ],
)
def test_a_source_is_called_by_its_path_and_a_download_by_its_name(source: Source, name: str) -> None:
    assert source.name == name


@pytest.mark.parametrize("folder", ["", ".", "./"])
def test_the_whole_source_is_no_folder(folder: str) -> None:
    if folder:
        assert read(sigma="x", folder=folder).folder == ""
    assert read(sigma="x").folder == ""


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"attack": "ftp://example.org/a.json"}, r"sources\[0\]\.attack: .*only http and https"),
        ({"attack": "file:///a.json"}, r"sources\[0\]\.attack: .*only http and https"),
        ({"attack": "https://"}, r"sources\[0\]\.attack: expected an address"),
        ({"attack": "https:///a.json"}, r"sources\[0\]\.attack: expected an address"),
        ({"attack": "https://[::1/a.json"}, r"sources\[0\]\.attack: expected an address"),
        ({"attack": "https://example.org/a b.json"}, r"sources\[0\]\.attack: expected an address"),
        ({"attack": "a", "sha256": "abc"}, r"sources\[0\]\.sha256: expected a SHA-256 digest"),
        ({"attack": "a", "sha256": SHA + "0"}, r"sources\[0\]\.sha256: expected a SHA-256 digest"),
        ({"attack": "a", "sha256": 10**63}, r"sources\[0\]\.sha256: expected a SHA-256 digest"),
        ({"attack": "a", "folder": "b"}, r"sources\[0\]\.folder: only sigma and atomics"),
        ({"sigma": "a", "folder": "../b"}, r"sources\[0\]\.folder: expected a folder inside"),
        ({"sigma": "a", "folder": "/b"}, r"sources\[0\]\.folder: expected a folder inside"),
        ({"sigma": "a", "folder": 1}, r"sources\[0\]\.folder: expected a text"),
        ({"attack": "a", "version": ["18"]}, r"sources\[0\]\.version: expected a version"),
        (
            {"attack": "a", "sha": SHA},
            r"sources\[0\]\.sha: unknown setting \(did you mean sources\[0\]\.sha256",
        ),
    ],
)
def test_wrong_values_are_named(entry: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=f"^{message}"):
        read(**entry)


def huge() -> Any:
    """Return what aliases of YAML can make of a few lines: a list of a thousand million texts."""
    value: Any = ["x"] * 10
    for _ in range(8):
        value = [value] * 10
    return value


@pytest.mark.parametrize(
    "raw",
    [
        {"encoding": huge()},
        {"exclude": huge()},
        {"kinds": huge()},
        {"sources": huge()},
        {"sources": [{"attack": huge()}]},
        {"sources": [{"attack": "a", "version": huge()}]},
        {"sources": [{"attack": "a", "sha256": huge()}]},
        {"limits": huge()},
        {"limits": {"max_input_bytes": huge()}},
        {"coverage": huge()},
        {"coverage": {"minimum_level": huge()}},
        {"coverage": {"evidence_days": huge()}},
        {"coverage": {"accepted": [{"technique": "T1", "reason": "r", "owner": "o", "until": huge()}]}},
        {"coverage": {"log_sources": huge()}},
    ],
)
def test_a_huge_value_is_an_error_of_one_short_line(raw: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(raw)
    assert len(str(caught.value)) < 1000
    assert "\n" not in str(caught.value)
