"""A source that is an address works in every command, is asked for once, and needs no network afterwards."""

import gzip
import hashlib
import json
import lzma
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import tarred
from file_server import Server, body, redirect, serve, status

BUNDLE = json.dumps(
    {
        "type": "bundle",
        "id": "bundle--1",
        "objects": [
            {
                "type": "attack-pattern",
                "id": "attack-pattern--1",
                "name": "Network Service Discovery",
                "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "discovery"}],
                "external_references": [{"source_name": "mitre-attack", "external_id": "T1046"}],
            }
        ],
    }
).encode()
RULE = "title: Scan\nid: 6a1c1a52-0d4e-4f0e-9b1e-0f9c2b7a4d11\nlogsource: {product: linux}\ntags: [attack.t1046]\ndetection: {a: {b: c}, condition: a}\n"
SHA = hashlib.sha256(BUNDLE).hexdigest()
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("KBGEN_CACHE", str(tmp_path / "cache"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# A\n")

    def call(*arguments: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return call


def mount(folder: Path, *sources: dict[str, str]) -> None:
    text = f"site_name: x\ntheme: kbgen\nplugins:\n  - kbgen:\n      sources: {json.dumps(sources)}\n"
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")


def every_command(run: Run, server: Server) -> None:
    """Run each command that reads sources; none fails or shows a bar."""
    builds = (("kbgen", "build", "-d", "site"), ("mkdocs", "build", "-q", "-d", "site-of-mkdocs"))
    for arguments in (
        *builds,
        ("kbgen", "check", "--fail-on", "never"),
        ("kbgen", "query", "tag: T1046"),
        ("kbgen", "graph", "neighbours", "T1046"),
        ("kbgen", "import", "attack", f"{server.url}/attack.json", "--sha256", SHA, "--into", "imported"),
    ):
        done = run(*arguments)
        assert done.returncode == 0, (arguments, done.stderr)
        # Standard error is no terminal, so it shows no bar.
        assert "Downloading" not in done.stderr
        assert "\r" not in done.stderr
        assert "\x1b" not in done.stderr


def test_every_command_downloads_once(run: Run, tmp_path: Path) -> None:
    with serve({"/attack.json": redirect("/18.1.json"), "/18.1.json": body(BUNDLE)}) as server:
        mount(tmp_path, {"attack": f"{server.url}/attack.json", "sha256": SHA})
        every_command(run, server)
        assert server.asked == ["/attack.json", "/18.1.json"]
    page = "techniques/T1046/index.html"
    html = (tmp_path / "site" / page).read_text(encoding="utf-8")
    assert "attack.json" in html
    assert str(tmp_path) not in html
    assert (tmp_path / "site-of-mkdocs" / page).is_file()
    assert len(list((tmp_path / "imported").rglob("T1046*.md"))) == 1
    # The server is gone.
    assert run("kbgen", "query", "tag: T1046").stdout.count("\n") == 1


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_compressed_file_is_kept_as_it_comes(
    run: Run, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(BUNDLE)
    with serve({"/attack.json.packed": body(packed)}) as server:
        url = f"{server.url}/attack.json.packed"
        mount(tmp_path, {"attack": url, "sha256": hashlib.sha256(packed).hexdigest()})
        done = run("kbgen", "query", "tag: T1046")
    assert done.stdout.startswith("Use Cases/T1046 - Network Service Discovery.md")


def test_an_archive_of_rules_can_be_downloaded(run: Run, tmp_path: Path) -> None:
    packed = tarred({"sigma-1.0/rules/a.yml": RULE, "sigma-1.0/deprecated/b.yml": RULE}, "w:gz")
    with serve({"/sigma.tar.gz": body(packed)}) as server:
        mount(tmp_path, {"sigma": f"{server.url}/sigma.tar.gz", "folder": "rules"})
        found = run("kbgen", "query", "tag: T1046")
    assert found.stdout.splitlines() == ["Detection Rules/a.md  tag:T1046:6"]
    built = run("kbgen", "build", "-d", "site")
    assert built.returncode == 0
    assert "sigma.tar.gz/rules/a.yml:1" in (tmp_path / "site/rules/a/index.html").read_text(encoding="utf-8")


def test_an_import_refreshes_when_it_is_told_to(run: Run, tmp_path: Path) -> None:
    answers = {"/attack.json": body(BUNDLE)}
    with serve(answers) as server:
        command = ("kbgen", "import", "attack", f"{server.url}/attack.json", "--into", "imported")
        assert run(*command).returncode == 0
        answers["/attack.json"] = body(BUNDLE.replace(b"Service Discovery", b"Service Search"))
        assert list((tmp_path / "imported").rglob("*Search.md")) == []
        assert run(*command, "--refresh").returncode == 0
        assert len(list((tmp_path / "imported").rglob("*Search.md"))) == 1
        answers["/attack.json"] = status(500)
        failed = run(*command, "--refresh")
        assert (failed.returncode, failed.stdout) == (2, "")
        assert failed.stderr == (
            f"kbgen: SOURCE: {server.url}/attack.json: the server answers 500 Internal Server Error\n"
        )
        assert run(*command).returncode == 0
