"""What ends up in the cache of downloads, and what is said where nothing does."""

import gzip
import hashlib
import io
import os
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from file_server import Answer, body, endless, redirect, serve, stalled, status

from kbgen.downloads import DownloadError, download_source, download_sources
from kbgen.downloads import body as receiving
from kbgen.downloads.fetch import downloads_folder, place_of
from kbgen.settings import InputLimits, Settings, Source, SourceKind

TEXT = b'{"type": "bundle", "objects": []}'
SHA = hashlib.sha256(TEXT).hexdigest()
OTHER = hashlib.sha256(b"other").hexdigest()
LIMITS = InputLimits(max_input_bytes=1_000_000)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KBGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def attack(url: str, sha256: str | None = None) -> Source:
    return Source(SourceKind.ATTACK, url, "18.1", sha256)


def load(url: str, sha256: str | None = None, *, refresh: bool = False, limit: int = 1_000_000) -> Path:
    source = attack(url, sha256)
    limits = InputLimits(max_input_bytes=limit)
    return Path(download_source(source, "sources[0].attack", limits, refresh=refresh).path)


Fails = Callable[..., str]


@pytest.fixture
def fails(cache: Path) -> Fails:
    """Return a function that downloads what cannot be, and returns the message; nothing may be left in the cache."""

    def call(url: str, sha256: str | None = None, limit: int = 1_000_000) -> str:
        with pytest.raises(DownloadError) as caught:
            load(url, sha256, limit=limit)
        message = str(caught.value)
        assert files(cache) == []
        assert message.startswith(f"sources[0].attack: {url}: ")
        assert "\n" not in message
        return message.removeprefix(f"sources[0].attack: {url}: ")

    return call


def test_a_file_is_downloaded_once_and_kept_under_its_name(cache: Path) -> None:
    with serve({"/data/attack.json": body(TEXT)}) as server:
        path = load(f"{server.url}/data/attack.json")
        assert path.read_bytes() == TEXT
        assert path.name == "attack.json"
        assert path.is_relative_to(cache / "downloads")
        assert load(f"{server.url}/data/attack.json") == path
        assert server.asked == ["/data/attack.json"]
    assert load(f"{server.url}/data/attack.json") == path
    assert files(cache) == [path]


def test_addresses_that_end_alike_do_not_share_a_file() -> None:
    with serve({"/1/a.json": body(TEXT), "/2/a.json": body(TEXT + b"\n")}) as server:
        first, second = load(f"{server.url}/1/a.json"), load(f"{server.url}/2/a.json")
    assert (first.read_bytes(), second.read_bytes()) == (TEXT, TEXT + b"\n")
    assert first.name == second.name == "a.json"


def test_a_stated_digest_is_checked_without_network_afterwards() -> None:
    with serve({"/a.json": body(TEXT)}) as server:
        path = load(f"{server.url}/a.json", SHA)
    assert load(f"{server.url}/a.json", SHA) == path


def test_a_cached_file_that_changed_is_downloaded_again() -> None:
    with serve({"/a.json": body(TEXT)}) as server:
        path = load(f"{server.url}/a.json", SHA)
        path.write_bytes(b"damaged")
        assert load(f"{server.url}/a.json", SHA).read_bytes() == TEXT
        assert len(server.asked) == 2


def test_another_digest_is_an_error_that_states_both(fails: Fails) -> None:
    with serve({"/a.json": body(TEXT)}) as server:
        message = fails(f"{server.url}/a.json", OTHER)
    assert message == f"the file is another one: its sha256 is {SHA}, not {OTHER}; nothing was kept"


def test_a_wrong_digest_leaves_alone_what_was_cached_before() -> None:
    with serve({"/a.json": body(TEXT)}) as server:
        path = load(f"{server.url}/a.json")
        with pytest.raises(DownloadError, match="another one"):
            load(f"{server.url}/a.json", OTHER)
        assert files(downloads_folder()) == [path]


def test_a_refresh_replaces_the_file_and_a_failed_one_keeps_it() -> None:
    answers = {"/a.json": body(TEXT)}
    with serve(answers) as server:
        path = load(f"{server.url}/a.json")
        answers["/a.json"] = body(TEXT + b"\n")
        assert load(f"{server.url}/a.json").read_bytes() == TEXT
        assert load(f"{server.url}/a.json", refresh=True) == path
        assert path.read_bytes() == TEXT + b"\n"
        answers["/a.json"] = status(500)
        with pytest.raises(DownloadError, match="500"):
            load(f"{server.url}/a.json", refresh=True)
        assert path.read_bytes() == TEXT + b"\n"
        assert files(downloads_folder()) == [path]
        assert [entry for entry in path.parent.iterdir() if entry.is_dir()] == []


def test_a_redirect_is_followed_and_the_name_is_that_of_the_address() -> None:
    with serve({"/latest.json": redirect("/v18/attack.json"), "/v18/attack.json": body(TEXT)}) as server:
        path = load(f"{server.url}/latest.json")
        assert server.asked == ["/latest.json", "/v18/attack.json"]
    assert (path.name, path.read_bytes()) == ("latest.json", TEXT)


def test_an_encoded_answer_is_decoded_and_measured_decoded(fails: Fails) -> None:
    packed = gzip.compress(b" " * 5_000_000)
    answers = {"/a.json": body(gzip.compress(TEXT), Content_Encoding="gzip")}
    answers["/bomb.json"] = body(packed, Content_Encoding="gzip")
    with serve(answers) as server:
        assert "larger than 1,000,000 bytes" in fails(f"{server.url}/bomb.json")
        assert load(f"{server.url}/a.json", SHA).read_bytes() == TEXT
    assert len(packed) < 10_000


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (status(404), "the server answers 404 Not Found"),
        (status(503), "the server answers 503 Service Unavailable"),
        (body(TEXT, length=2000), "the connection broke off before the file was complete; try again"),
        (body(b""), "the server sent an empty file"),
        (
            body(b"\n<!doctype html>"),
            "the server sent a web page instead of the file; look at the address in a browser",
        ),
        (redirect("/a.json"), "the server leads in circles (too many redirects)"),
        (
            body(b"no gzip", Content_Encoding="gzip"),
            "the connection broke off before the file was complete; try again",
        ),
    ],
)
def test_what_the_server_does_wrong_is_said(answer: Answer, expected: str, fails: Fails) -> None:
    with serve({"/a.json": answer}) as server:
        assert fails(f"{server.url}/a.json") == expected


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/a.json"])
def test_only_http_and_https_are_followed(target: str, fails: Fails) -> None:
    with serve({"/a.json": redirect(target)}) as server:
        assert "not of http or https" in fails(f"{server.url}/a.json")


@pytest.mark.parametrize("answer", [stalled(), stalled(TEXT[:10])])
def test_a_server_that_falls_silent_is_given_up(
    answer: Answer, fails: Fails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "TIMEOUT", (0.2, 0.2))
    with serve({"/a.json": answer}) as server:
        assert fails(f"{server.url}/a.json") == "the server does not answer in time; try again later"


def test_the_times_are_bounded() -> None:
    assert all(0 < seconds <= 60 for seconds in receiving.TIMEOUT)


LARGER = "the file is larger than 1,000 bytes; raise `limits.max_input_bytes` if that is right"


def test_a_body_without_end_is_refused_while_it_comes(fails: Fails) -> None:
    with serve({"/a.json": endless()}) as server:
        assert fails(f"{server.url}/a.json", limit=1000) == LARGER


def test_a_body_that_is_announced_as_too_large_is_not_waited_for(fails: Fails) -> None:
    with serve({"/a.json": stalled(length=1001)}) as server:
        assert fails(f"{server.url}/a.json", limit=1000) == LARGER


def test_a_body_of_just_the_limit_is_kept() -> None:
    with serve({"/a.json": body(b" " * 1000)}) as server:
        assert load(f"{server.url}/a.json", limit=1000).stat().st_size == 1000


def test_without_a_server_the_reason_of_the_system_is_said(fails: Fails) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    message = fails(f"http://127.0.0.1:{port}/a.json")
    assert message == f"there is no connection to the server ({os.strerror(111)})"


def test_a_name_that_does_not_exist_is_said(fails: Fails, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "Name or service not known" in fails("https://attack.invalid/a.json")


def test_a_certificate_that_nobody_vouches_for_is_said(tmp_path: Path, fails: Fails) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    try:
        subprocess.run(
            [*make, "-keyout", key, "-out", certificate], check=True, capture_output=True, timeout=60
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a certificate of its own needs openssl")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serve({"/a.json": body(TEXT)}, context) as server:
        assert "the server's certificate is not trusted (self" in fails(f"{server.url}/a.json")


def test_the_way_from_https_to_http_is_not_taken() -> None:
    response = requests.Response()
    response.status_code, response.url = 302, "https://example.org/a.json"
    response.headers["location"] = "http://example.org/a.json"
    looking = receiving._Body(io.BytesIO(), LIMITS, lambda *_: None)
    with pytest.raises(DownloadError, match="leads from https to http"):
        looking.begin(response)


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KBGEN_CACHE", str(tmp_path / "file"))
    expected = r"cannot be kept in .*KBGEN_CACHE names another folder"
    with serve({"/a.json": body(TEXT)}) as server, pytest.raises(DownloadError, match=expected):
        load(f"{server.url}/a.json")


def test_what_is_secret_in_an_address_is_not_said() -> None:
    with serve({}) as server:
        url = server.url.replace("//", "//user:secret@") + "/a.json?token=secret"
        with pytest.raises(DownloadError) as caught:
            load(url)
    assert str(caught.value) == (
        f"sources[0].attack: {server.url}/a.json?…: the server answers 404 Not Found"
    )


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/enterprise-attack.json", "enterprise-attack.json"),
        ("https://example.org/a%20b%2F..%2Fc.json?x=1", "a_b_.._c.json"),
        ("https://example.org/.hidden", "hidden"),
        ("https://example.org/", "download"),
        ("https://example.org", "download"),
        ("https://example.org/..", "download"),
    ],
)
def test_a_file_has_a_name_that_any_system_allows(url: str, name: str) -> None:
    assert place_of(url).name == name
    assert place_of(url).parent.parent == downloads_folder()


def test_without_a_variable_the_cache_is_that_of_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KBGEN_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "kbgen" in downloads_folder().parts
    assert downloads_folder().name == "downloads"


def test_how_far_it_is_is_told() -> None:
    heard: list[tuple[str, int, int | None]] = []
    data = b"x" * 150_000
    with serve({"/a.json": body(data)}) as server:
        download_source(attack(f"{server.url}/a.json"), "s", LIMITS, lambda *told: heard.append(told))
    assert heard[-1] == ("a.json", 150_000, 150_000)
    assert [received for _, received, _ in heard] == sorted({received for _, received, _ in heard})


def test_settings_get_the_files_in_the_place_of_the_addresses() -> None:
    local = Source(SourceKind.SIGMA, "rules")
    with serve({"/a.json": body(TEXT)}) as server:
        url = f"{server.url}/a.json"
        settings = Settings(sources=(local, attack(url, SHA)))
        found = download_sources(settings)
    first, second = found.sources
    assert first == local
    assert (second.url, second.version, second.sha256, second.name) == (url, "18.1", None, "a.json")
    assert not second.is_url
    assert Path(second.path).read_bytes() == TEXT


def test_settings_without_addresses_are_left_as_they_are() -> None:
    settings = Settings(sources=(Source(SourceKind.SIGMA, "rules"),))
    assert download_sources(settings) is settings


def test_a_message_names_the_entry_of_the_settings() -> None:
    local = Source(SourceKind.SIGMA, "rules")
    with serve({}) as server, pytest.raises(DownloadError) as caught:
        download_sources(Settings(sources=(local, attack(f"{server.url}/a.json"))))
    assert str(caught.value).startswith(f"plugins.kbgen.sources[1].attack: {server.url}/a.json: ")
