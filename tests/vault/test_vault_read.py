"""A vault read from beginning to end: documents, diagnostics and the real corpora."""

import pickle
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.diagnostics import Diagnostic, Fix, Severity
from kbgen.errors import VaultError
from kbgen.settings import Settings
from kbgen.vault.document import Document
from kbgen.vault.read import Vault, make_document, read_vault

MakeVault = Callable[[Mapping[str, str | bytes]], Path]


def make(data: bytes, fallback: str = "cp437") -> Document:
    return make_document("n.md", data, fallback)


def codes(document: Document) -> list[str]:
    return [diagnostic.code for diagnostic in document.diagnostics]


def test_a_vault_is_read_in_the_order_of_paths(make_vault: MakeVault) -> None:
    vault = read_vault(
        make_vault({"b.md": "B", "a/c.md": "---\nx: 1\n---\nC", "p.png": b"\x89", ".h.md": ""}), Settings()
    )
    assert [document.path for document in vault.documents] == ["a/c.md", "b.md"]
    assert (vault.attachments, vault.excluded, vault.hidden_notes) == (("p.png",), (), (".h.md",))
    assert vault.diagnostics == ()
    assert vault.documents[0].body == "C"


def test_an_empty_folder_is_a_vault(make_vault: MakeVault) -> None:
    assert read_vault(make_vault({}), Settings()) == Vault((), (), (), (), ())


def test_a_missing_folder_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="does not exist"):
        read_vault(tmp_path / "nothing", Settings())


def test_exclusions_come_from_the_settings_and_from_obsidian(make_vault: MakeVault) -> None:
    folder = make_vault(
        {"a.md": "x", "b.md": "x", "c.md": "x", ".obsidian/app.json": '{"userIgnoreFilters": ["b", "/(/"]}'}
    )
    vault = read_vault(folder, Settings(exclude=("c.md",)))
    assert [document.path for document in vault.documents] == ["a.md"]
    assert vault.excluded == ("b.md", "c.md")
    assert [diagnostic.code for diagnostic in vault.diagnostics] == ["KB111"]


def test_kb107_a_note_that_cannot_be_read(make_vault: MakeVault, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_vault({"a.md": "x", "locked.md": "x"})
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "locked.md":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    vault = read_vault(folder, Settings())
    assert [document.path for document in vault.documents] == ["a.md"]
    (found,) = vault.diagnostics
    assert (found.code, found.severity, found.location.path) == ("KB107", Severity.ERROR, "locked.md")
    assert "Permission denied" in found.message


def test_the_encoding_is_decided_once_for_all_files(make_vault: MakeVault) -> None:
    # Alone, the second file would be Windows-1252: the byte is an apostrophe there, and a capital in cp437.
    files: dict[str, str | bytes] = {
        "a.md": b"na\x8bve caf\x82s, Stra\xe1e, \x84hnlich",
        "b.md": b"it\x92s",
        "c.md": "größer",
    }
    vault = read_vault(make_vault(files), Settings())
    assert [document.encoding for document in vault.documents] == ["cp437", "cp437", "utf-8"]
    alone = read_vault(make_vault({"a.md": "ASCII"}), Settings())
    assert alone.documents[1].encoding == "cp1252"


def test_a_setting_overrides_the_decision(make_vault: MakeVault) -> None:
    vault = read_vault(make_vault({"a.md": b"D\x94ner"}), Settings(encoding="cp1252"))
    assert vault.documents[0].text == "D”ner"


def test_kb103_names_the_encoding_that_was_used() -> None:
    (found,) = make(b"D\x94ner").diagnostics
    assert (found.code, found.severity) == ("KB103", Severity.WARNING)
    assert found.message == "the file is not UTF-8; read as cp437"
    assert "`encoding`" in found.hint


def test_kb103_says_what_is_lost() -> None:
    document = make(b"caf\x81", "cp1252")
    assert document.text == "caf\ufffd"
    assert "no character for 1 of its bytes" in document.diagnostics[0].message


def test_kb103_utf16() -> None:
    document = make("\ufeffgrößer".encode("utf-16-le"))
    assert document.text == "größer"
    assert "utf-16-le" in document.diagnostics[0].message


@pytest.mark.parametrize("data", ["größer".encode(), b"\xef\xbb\xbfplain", b"ASCII"])
def test_kb103_is_silent_about_utf8_with_or_without_mark(data: bytes) -> None:
    document = make(data)
    assert document.diagnostics == ()
    assert document.encoding == "utf-8"
    assert not document.text.startswith("\ufeff")


def test_front_matter_after_a_byte_order_mark() -> None:
    document = make(b"\xef\xbb\xbf---\na: 1\n---\nx")
    assert document.front_matter is not None
    assert document.body == "x"


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        (b"ab\n\xc3\xa9\x00", 2, 2, "U+0000 (NUL)"),
        (b"\r\n\r\n\x1b[0m\x07", 3, 1, "U+001B and 1 more"),
        (b"a\x0c", 1, 2, "U+000C"),
    ],
)
def test_kb104_control_characters(data: bytes, line: int, column: int, words: str) -> None:
    (found,) = make(data).diagnostics
    assert (found.code, found.severity) == ("KB104", Severity.WARNING)
    assert (found.location.line, found.location.column) == (line, column)
    assert words in found.message


def test_kb104_is_silent_about_tabs_line_ends_and_c1() -> None:
    assert codes(make("a\tb\r\nc\rd\x80\x85".encode())) == []


def test_control_characters_do_not_spoil_front_matter() -> None:
    document = make(b"---\na: x\x00y\n---\n")
    assert codes(document) == ["KB104"]
    assert document.front_matter is not None
    assert document.front_matter.text("a") == "x\x00y"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_kb105_an_empty_file(data: bytes) -> None:
    (found,) = make(data).diagnostics
    assert (found.code, found.severity) == ("KB105", Severity.INFO)


def test_kb105_is_silent_about_a_note_of_front_matter_alone() -> None:
    assert codes(make(b"---\na: 1\n---\n")) == []


def test_only_hyphens_are_an_unclosed_block() -> None:
    document = make(b"---")
    assert codes(document) == ["KB102"]
    assert (document.front_matter, document.body) == (None, "---")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_the_file_whatever_ends_them(end: str) -> None:
    document = make(end.join(["---", "title: x", "tags: [, a]", "---", "body"]).encode())
    (found,) = document.diagnostics
    assert (found.code, found.location.line, found.location.column) == ("KB101", 3, 8)
    assert (document.body_line, document.body) == (5, "body")


def test_the_digest_depends_on_bytes_and_encoding() -> None:
    digests = {make(b"a").digest, make(b"b").digest, make(b"\x94").digest, make(b"\x94", "cp1252").digest}
    assert len(digests) == 4
    assert make(b"a", "cp1252").digest == make(b"a", "cp437").digest
    assert all(len(digest) == 64 for digest in digests)


def test_documents_travel_between_processes() -> None:
    document = make(b"---\ntags: [a, {b: c}]\nv: !x 1\n---\n\x94\x00")
    assert pickle.loads(pickle.dumps(document)) == document  # noqa: S301
    assert pickle.loads(pickle.dumps(make_document)) is make_document  # noqa: S301


@given(data=st.binary(max_size=120) | st.text(max_size=60).map(lambda text: f"---\n{text}\n---\n".encode()))
def test_no_content_raises(data: bytes) -> None:
    document = make(data)
    assert document.line_count >= document.body_line - 1
    for found in document.diagnostics:
        assert 1 <= found.location.line <= document.line_count
        assert found.message
        assert not found.message.endswith(".")


def seed_diagnostics(vault: Vault) -> list[Diagnostic]:
    return [found for document in vault.documents for found in document.diagnostics]


@pytest.fixture(scope="module")
def seed(seed_vault: Path) -> Vault:
    return read_vault(seed_vault, Settings())


@pytest.mark.corpora
def test_seed_vault_has_all_its_notes(seed: Vault) -> None:
    folders = Counter(document.path.rpartition("/")[0] for document in seed.documents)
    assert folders == {"Use Cases": 625, "Detection Rules": 2822, "Testing Runbooks": 282, "": 2}
    assert (seed.attachments, seed.excluded, seed.hidden_notes, seed.diagnostics) == (
        ("LICENSE",),
        (),
        (),
        (),
    )


@pytest.mark.corpora
def test_seed_vault_has_seven_invalid_blocks(seed: Vault) -> None:
    found = [diagnostic for diagnostic in seed_diagnostics(seed) if diagnostic.code == "KB101"]
    assert [str(diagnostic.location) for diagnostic in found] == [
        f"Detection Rules/{name}.md:6:8"
        for name in (
            "default_credentials_usage",
            "host_without_firewall",
            "net_firewall_cleartext_protocols",
            "netflow_cleartext_protocols",
            "okta_security_threat_detected",
            "win_security_user_logoff",
            "win_security_workstation_was_locked",
        )
    ]
    assert {diagnostic.fix for diagnostic in found} == {Fix(6, 7, "[, detection_rule]", "[detection_rule]")}


@pytest.mark.corpora
def test_seed_vault_has_fifteen_notes_in_cp437(seed: Vault) -> None:
    found = [diagnostic for diagnostic in seed_diagnostics(seed) if diagnostic.code == "KB103"]
    assert len(found) == 15
    assert {diagnostic.message for diagnostic in found} == {"the file is not UTF-8; read as cp437"}
    odd = {
        document.name.partition(" ")[0]: document
        for document in seed.documents
        if document.encoding != "utf-8"
    }
    assert len(odd) == 15
    assert "Process Doppelgänging" in odd["T1055.013"].text
    assert "Doppelgänging" in odd["T1614.001"].text
    assert odd["T1055.013"].path.endswith("Doppelg„nging.md")


@pytest.mark.corpora
def test_seed_vault_has_no_other_findings_and_all_other_blocks_are_valid(seed: Vault) -> None:
    assert Counter(diagnostic.code for diagnostic in seed_diagnostics(seed)) == {"KB101": 7, "KB103": 15}
    without = [document.path for document in seed.documents if document.front_matter is None]
    assert len(without) == 8
    assert "README.md" in without


@pytest.mark.corpora
def test_seed_vault_versions_and_dates_stay_as_written(seed: Vault) -> None:
    front_matters = [
        document.front_matter for document in seed.documents if document.path.startswith("Use Cases/")
    ]
    versions = [front_matter.text("version") for front_matter in front_matters if front_matter]
    assert sum(version.endswith(".0") for version in versions) == 222
    created = [front_matter.text("created") for front_matter in front_matters if front_matter]
    assert all(len(date) == 10 for date in created)


@pytest.mark.corpora
def test_vault_2026_has_one_invalid_block_and_two_hidden_notes(corpora: Path) -> None:
    vault = read_vault(corpora / "vault-2026", Settings())
    assert len(vault.documents) == 4789 - 2
    assert len(vault.hidden_notes) == 2
    (found,) = seed_diagnostics(vault)
    assert (found.code, found.location.line) == ("KB101", 2)
    assert "backslash" in found.message
    assert vault.attachments == ("NOTICE.txt",)
