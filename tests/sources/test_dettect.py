"""Files of DeTT&CT: what is available where, in both versions, and what cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.errors import SettingsError
from kbgen.settings import InputLimits
from kbgen.sources.dettect import Dettect, read_dettect
from kbgen.sources.dettect_faults import CHECKS

HEAD = "version: 1.1\nfile_type: data-source-administration\nname: example\n"
SYSTEMS = (
    "systems:\n"
    "  - applicable_to: Workstations\n    platform: [Windows, macOS]\n"
    "  - applicable_to: Servers\n    platform: Linux\n"
)
Read = Callable[..., Dettect]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that writes a file and reads it."""

    def run(text: str | bytes, limits: InputLimits | None = None) -> Dettect:
        data = text.encode() if isinstance(text, str) else text
        (tmp_path / "d.yaml").write_bytes(data)
        return read_dettect(["d.yaml"], tmp_path, limits or InputLimits())

    return run


def source(name: str, *ratings: tuple[str, str]) -> str:
    """Return a data source with ratings: to what each applies, and whether it is available."""
    lines = [f"  - data_source_name: {name}", "    data_source:"]
    for where, available in ratings:
        lines += [f"      - applicable_to: {where}", f"        available_for_data_analytics: {available}"]
    return "\n".join(lines) + "\n"


def available(found: Dettect) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.name, item.platforms) for item in found.components]


def told(found: Dettect) -> list[str]:
    return [f"{item.location.line}:{item.location.column} {item.code}" for item in found.diagnostics]


def test_a_component_is_available_on_the_platforms_of_its_systems(read: Read) -> None:
    text = HEAD + SYSTEMS + "data_sources:\n"
    text += source("Process Creation", ("[Workstations]", "true"), ("[Servers]", "false"))
    text += source("File Access", ("[Workstations, Servers]", "true"))
    found = read(text)
    assert available(found) == [
        ("Process Creation", ("Windows", "macOS")),
        ("File Access", ("Windows", "macOS", "Linux")),
    ]
    assert (found.is_stated, found.diagnostics) == (True, ())


def test_all_means_all_systems_of_the_file(read: Read) -> None:
    found = read(HEAD + SYSTEMS + "data_sources:\n" + source("Process Creation", ("[all]", "true")))
    assert available(found) == [("Process Creation", ("Windows", "macOS", "Linux"))]


def test_a_system_for_all_platforms_has_no_limits(read: Read) -> None:
    systems = "systems:\n  - applicable_to: Everything\n    platform: [all]\n"
    found = read(HEAD + systems + "data_sources:\n" + source("File Access", ("[Everything]", "true")))
    assert available(found) == [("File Access", ())]


def test_the_first_version_has_one_platform_and_one_rating(read: Read) -> None:
    found = read(
        "%YAML 1.2\n---\nversion: 1.0\nfile_type: data-source-administration\nplatform: windows\ndata_sources:\n"
        "  - data_source_name: Process Creation\n    available_for_data_analytics: True\n"
        "  - data_source_name: File Access\n    available_for_data_analytics: False\n"
    )
    assert available(found) == [("Process Creation", ("windows",))]
    assert found.diagnostics == ()


def test_an_upgraded_file_without_systems_keeps_its_platform(read: Read) -> None:
    text = HEAD + "platform: [Linux]\ndata_sources:\n" + source("File Access", ("[all]", "true"))
    assert available(read(text)) == [("File Access", ("Linux",))]


def test_a_data_source_of_its_own_is_marked(read: Read) -> None:
    text = HEAD + SYSTEMS + "data_sources:\n" + source("Web [DeTT&CT data source]", ("[all]", "true"))
    (item,) = read(text).components
    assert (item.name, item.is_own) == ("Web", True)


def test_a_component_has_a_place(read: Read) -> None:
    (item,) = read(HEAD + "data_sources:\n" + source("File Access", ("[all]", "true"))).components
    assert str(item.origin) == "d.yaml:5:5"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [\n", "1:4"),
        ("a: b: c\n", "1:5"),
        ("", "1:1"),
        ("- a\n", "1:1"),
        ("version: 1.1\n", "1:1"),
        ("version: 1.2\nfile_type: technique-administration\n", "2:12"),
        (HEAD, "1:1"),
        (HEAD + "data_sources: none\n", "4:15"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_an_error_with_a_place(
    read: Read, text: str, place: str
) -> None:
    found = read(text)
    assert told(found) == [f"{place} KB713"]
    assert (found.components, found.is_stated) == ((), False)


def test_a_file_that_is_too_large_is_not_read(read: Read) -> None:
    found = read(HEAD + "data_sources: []\n", InputLimits(max_yaml_bytes=50))
    assert told(found) == ["1:1 KB713"]
    assert "50 bytes" in found.diagnostics[0].message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEAD + SYSTEMS + "data_sources:\n" + source("File Access", ("[Serverz]", "true")), "12:24"),
        (HEAD + SYSTEMS + "data_sources:\n" + source("File Access", ("[all]", "perhaps")), "13:39"),
        (HEAD + SYSTEMS + "data_sources:\n  - data_source: []\n", "10:5"),
        (HEAD + "systems:\n  - platform: [Linux]\ndata_sources: []\n", "5:5"),
        (HEAD.replace("1.1", "2.0") + "data_sources: []\n", "1:10"),
    ],
)
def test_an_entry_that_cannot_be_used_is_a_warning_with_a_place(read: Read, text: str, place: str) -> None:
    found = read(text)
    assert told(found) == [f"{place} KB714"]
    assert (found.components, found.is_stated) == ((), True)


def test_what_is_misspelt_gets_the_nearest_name(read: Read) -> None:
    systems = "systems:\n  - applicable_to: Servers\n    platform: [Linux, Widnows]\n"
    found = read(HEAD + systems + "data_sources:\n" + source("File Access", ("[Serverz, all]", "true")))
    assert [item.hint for item in found.diagnostics] == ['did you mean "Windows"?', 'did you mean "Servers"?']
    assert available(found) == [("File Access", ("Linux", "Widnows"))]


def test_bytes_that_are_no_text_do_no_harm(read: Read) -> None:
    assert told(read(b"\x00\xff\xfe:\n\x80")) != []


def test_several_files_add_up(tmp_path: Path) -> None:
    for name, component in (("a", "File Access"), ("b", "Process Creation")):
        text = HEAD + "data_sources:\n" + source(component, ("[all]", "true"))
        (tmp_path / f"{name}.yaml").write_text(text)
    found = read_dettect(["a.yaml", "b.yaml"], tmp_path)
    assert [item.name for item in found.components] == ["File Access", "Process Creation"]
    assert found.watched == (tmp_path / "a.yaml", tmp_path / "b.yaml")


def test_no_file_says_nothing(tmp_path: Path) -> None:
    assert read_dettect([], tmp_path) == Dettect()


@pytest.mark.parametrize("name", ["gone.yaml", "."])
def test_a_file_that_is_not_there_is_misuse(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=r"coverage\.dettect: .*no"):
        read_dettect([name], tmp_path)


def test_every_fault_has_its_code() -> None:
    assert [check.code for check in CHECKS] == ["KB713", "KB714"]
