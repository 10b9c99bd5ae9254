"""Sources that are broken or hostile, through the command line: a clear end, no traceback, nothing half-written."""

import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from file_server import body, serve, status

from kbgen.cli.main import main

GUID = "0b1f7a52-3c5e-4a52-9d0c-6f0a6e7b1c22"
RULE = """title: Port scanner started
id: 6a1c1a52-0d4e-4f0e-9b1e-0f9c2b7a4d11
status: test
level: low
tags: [attack.t1046]
logsource: {product: linux, category: process_creation}
detection:
    selection: {Image: /usr/bin/nmap}
    condition: selection
"""
TEST = f"""attack_technique: T1046
display_name: Network Service Discovery
atomic_tests:
- name: Scan
  auto_generated_guid: {GUID}
  description: Looks at one port.
  supported_platforms: [linux]
  executor: {{name: sh, command: "nc -z localhost 22"}}
"""
CONFIG = (
    "site_name: Base\ndocs_dir: docs\ntheme: kbgen\nplugins:\n  - kbgen:\n      sources: {sources}\n{more}"
)
MEMORY = 4_000_000
"""Kilobytes that a command may take; one that unfolds a bomb fails before the machine does."""


def bomb(key: str = "a") -> str:
    """Return seven lines of YAML that stand for nine to the seventh values, as entries of a map."""
    lines = [f"{key}0: &b0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{key}{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


class Command:
    """Runs ``kbgen``: in this process, or in one of its own that may not fill the memory."""

    def __init__(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._root = root
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.chdir(root)

    def here(self, *arguments: object) -> Done:
        self._monkeypatch.setattr(sys, "argv", ["kbgen", *map(str, arguments)])
        self._capsys.readouterr()
        # Whatever else is raised would be a traceback.
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    def apart(self, *arguments: object) -> Done:
        done = subprocess.run(
            [
                "sh",
                "-c",
                f'ulimit -v {MEMORY}; exec {sys.executable} -m kbgen "$@"',
                "sh",
                *map(str, arguments),
            ],
            cwd=self._root,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr + done.stdout
        return Done(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class World:
    """A project with a published site, and a folder for sources beside it."""

    root: Path
    run: Callable[..., Done]
    run_apart: Callable[..., Done]

    def source(self, path: str, content: str | bytes) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def mounts(self, *sources: Mapping[str, str], limits: Mapping[str, int] | None = None) -> None:
        more = f"      limits: {json.dumps(limits)}\n" if limits else ""
        text = CONFIG.format(sources=json.dumps(sources), more=more)
        (self.root / "mkdocs.yml").write_text(text, encoding="utf-8")

    def site(self) -> dict[str, bytes]:
        """Return all files of the site, and prove that nothing unfinished stands beside it."""
        assert [entry.name for entry in self.root.iterdir() if entry.name.startswith(".site")] == []
        site = self.root / "site"
        return {
            file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()
        }

    def refuses(self, kind: str, source: str, expected: str) -> None:
        """Prove that every command ends with 2 and one line, and that the old site and the vault stay as they are."""
        before = self.site()
        for arguments in (("build", "-d", "site"), ("check",), ("query", "tag:x")):
            done = self.run(*arguments)
            assert (done.code, done.out) == (2, ""), arguments
            assert len(done.err.splitlines()) == 1
            assert expected in done.err
        done = self.run("import", kind, source, "--into", "imported")
        assert (done.code, done.out) == (2, "")
        assert expected in done.err
        assert self.site() == before
        assert not (self.root / "imported").exists()

    def codes(self, *, apart: bool = False) -> list[tuple[str, str]]:
        """Return codes and paths of what is found about sources; the build publishes all the same."""
        run = self.run_apart if apart else self.run
        built = run("build", "-d", "site")
        assert built.code == 0, built.err
        report = json.loads(run("check", "--format", "json").out)
        return [(item["code"], item["path"]) for item in report["diagnostics"]]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> World:
    """Return a project whose old site is that of MkDocs, with a page that no new build would write."""
    monkeypatch.setenv("KBGEN_CACHE", str(tmp_path / "cache"))
    command = Command(tmp_path, monkeypatch, capsys)
    made = World(tmp_path, command.here, command.apart)
    made.source("docs/a.md", "# A\n")
    generator = '<meta name="generator" content="kbgen">'
    made.source("site/index.html", f"<html><head>{generator}</head><body>old</body></html>")
    made.source("site/old/index.html", "old")
    return made


def attack_object(kind: str, number: str, **more: object) -> dict[str, Any]:
    return {
        "type": kind,
        "id": f"{kind}--{number}",
        "name": f"Name of {number}",
        "external_references": [{"source_name": "mitre-attack", "external_id": number}],
        "x_mitre_platforms": ["Linux"],
        **more,
    }


def technique(number: str, **more: object) -> dict[str, Any]:
    phases = [{"kill_chain_name": "mitre-attack", "phase_name": "discovery"}]
    return attack_object("attack-pattern", number, kill_chain_phases=phases, **more)


def relation(kind: str, source: str, target: str) -> dict[str, Any]:
    return {
        "type": "relationship",
        "id": f"relationship--{kind}-{source}-{target}",
        "relationship_type": kind,
        "source_ref": source,
        "target_ref": target,
    }


def bundle(*objects: object) -> str:
    tactic = attack_object("x-mitre-tactic", "TA0007", x_mitre_shortname="discovery")
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": [tactic, *objects]})


def archive(members: Iterable[tuple[str, str | None]], mode: str = "w:xz") -> bytes:
    """Return a tar archive; a member without content is a link to ``/etc/passwd``."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as tar:  # type: ignore[call-overload]
        for name, text in members:
            entry = tarfile.TarInfo(name)
            if text is None:
                entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
                tar.addfile(entry)
            else:
                data = text.encode()
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def zipped(members: Iterable[tuple[str, str]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members:
            made.writestr(name, text)
    return stream.getvalue()


def test_a_bundle_that_was_cut_off(world: World) -> None:
    text = bundle(technique("T1046"))[:-40]
    world.source("data/attack.json", text)
    world.mounts({"attack": "data/attack.json"})
    expected = f"attack.json: the JSON is incomplete, it ends at byte {len(text):,}; download the file again"
    world.refuses("attack", "data/attack.json", expected)


def test_a_compressed_bundle_that_was_cut_off(world: World) -> None:
    world.source("data/attack.json.gz", gzip.compress(bundle(technique("T1046")).encode())[:-20])
    world.mounts({"attack": "data/attack.json.gz"})
    expected = "attack.json.gz: the compressed file is damaged or incomplete"
    world.refuses("attack", "data/attack.json.gz", expected)


def test_a_bundle_with_references_to_nothing(world: World) -> None:
    strategy = attack_object(
        "x-mitre-detection-strategy", "DET0001", x_mitre_analytic_refs=["x-mitre-analytic--gone"]
    )
    text = bundle(
        technique("T1046"),
        strategy,
        relation("uses", "intrusion-set--gone", "attack-pattern--T1046"),
        relation("revoked-by", "attack-pattern--T1046", "attack-pattern--gone"),
        relation("detects", strategy["id"], "attack-pattern--T1046"),
    )
    world.source("data/attack.json", text)
    world.mounts({"attack": "data/attack.json"})
    assert [code for code, path in world.codes() if path == "attack.json"].count("KB613") == 1
    assert {"techniques/T1046/index.html", "detectionstrategies/DET0001/index.html"} <= set(world.site())


def test_techniques_that_replace_each_other_in_a_circle(world: World) -> None:
    text = bundle(
        technique("T1046"),
        technique("T9001", revoked=True),
        technique("T9002", revoked=True),
        relation("revoked-by", "attack-pattern--T9001", "attack-pattern--T9002"),
        relation("revoked-by", "attack-pattern--T9002", "attack-pattern--T9001"),
    )
    world.source("data/attack.json", text)
    world.mounts({"attack": "data/attack.json"})
    world.codes()
    site = world.site()
    assert "techniques/T1046/index.html" in site
    for one, other in (("T9001", "T9002"), ("T9002", "T9001")):
        assert f'/{other}/"'.encode() not in site[f"techniques/{one}/index.html"]
    assert world.run("import", "attack", "data/attack.json", "--into", "imported").code == 0


def test_techniques_that_are_part_of_each_other(world: World) -> None:
    sub = {"x_mitre_is_subtechnique": True}
    ends = ("attack-pattern--T9003.001", "attack-pattern--T9003.002")
    text = bundle(
        technique("T9003.001", **sub),
        technique("T9003.002", **sub),
        technique("T9004"),
        relation("subtechnique-of", *ends),
        relation("subtechnique-of", *reversed(ends)),
        relation("subtechnique-of", "attack-pattern--T9004", "attack-pattern--T9004"),
    )
    world.source("data/attack.json", text)
    world.mounts({"attack": "data/attack.json"})
    world.codes()
    wanted = {f"techniques/{path}/index.html" for path in ("T9003/001", "T9003/002", "T9004")}
    assert wanted <= set(world.site())
    assert world.run("import", "attack", "data/attack.json", "--into", "imported").code == 0


def test_a_text_of_200_megabytes(world: World) -> None:
    head, tail = bundle(technique("T1046", description="?")).split('"?"')
    place = world.source("data/attack.json.gz", "")
    with gzip.open(place, "wb", compresslevel=1) as stream:
        stream.write(f'{head}"'.encode())
        for _ in range(200):
            stream.write(b"x" * 1_000_000)
        stream.write(f'"{tail}'.encode())
    assert place.stat().st_size < 2_000_000
    world.mounts({"attack": "data/attack.json.gz"})
    expected = (
        f"attack.json.gz: the text that begins at byte {len(head):,} is longer than 50,000,000 bytes; "
        "raise `limits.max_string_bytes` if that is right"
    )
    before = world.site()
    done = world.run_apart("build", "-d", "site")
    assert (done.code, done.out, done.err) == (2, "", f"kbgen: {expected}\n")
    assert world.site() == before


@pytest.mark.parametrize("limit", ["max_string_bytes", "max_input_bytes"])
def test_a_limit_of_the_settings_refuses_and_raised_admits(world: World, limit: str) -> None:
    text = bundle(technique("T1046", description="x" * 20_000))
    world.source("data/attack.json", text)
    world.mounts({"attack": "data/attack.json"}, limits={limit: 19_999})
    done = world.run("check")
    assert done.code == 2
    assert f"raise `limits.{limit}` if that is right" in done.err
    # Importing into the vault goes by its settings as well.
    assert world.run("import", "attack", "data/attack.json", "--into", ".", "--dry-run").code == 2
    assert world.run("import", "attack", "data/attack.json", "--into", "docs", "--dry-run").code == 2
    world.mounts({"attack": "data/attack.json"}, limits={limit: 30_000})
    world.codes()
    assert b"x" * 20_000 in world.site()["techniques/T1046/index.html"]
    assert world.run("import", "attack", "data/attack.json", "--into", ".", "--dry-run").code == 0


def test_the_limit_of_yaml_files_is_a_setting(world: World) -> None:
    world.source("rules/big.yml", RULE + "# " + "x" * 5000 + "\n")
    world.mounts({"sigma": "rules"}, limits={"max_yaml_bytes": 4999})
    assert ("KB511", "rules/big.yml") in world.codes()
    assert "`limits.max_yaml_bytes`" in world.run("check").out
    world.mounts({"sigma": "rules"}, limits={"max_yaml_bytes": 6000})
    assert "KB511" not in dict(world.codes())


def test_all_files_of_a_source_together_are_limited(world: World) -> None:
    for name in ("a", "b"):
        world.source(f"rules/{name}.yml", RULE.replace("4d11", f"4d1{name}"))
    size = len(RULE.encode())
    world.mounts({"sigma": "rules"}, limits={"max_input_bytes": 2 * size - 1})
    done = world.run("check")
    assert (done.code, done.out) == (2, "")
    assert "rules: the source is larger than" in done.err
    assert "`limits.max_input_bytes`" in done.err
    world.mounts({"sigma": "rules"}, limits={"max_input_bytes": 2 * size})
    assert world.run("check", "--fail-on", "never").code == 0


def test_aliases_that_explode_in_a_rule(world: World) -> None:
    world.source("rules/bomb.yml", RULE + bomb("x"))
    world.source("rules/good.yml", RULE)
    world.mounts({"sigma": "rules"})
    assert ("KB510", "rules/bomb.yml") in world.codes(apart=True)
    assert {"rules/bomb/index.html", "rules/good/index.html"} <= set(world.site())
    assert world.run("check").code == 1
    assert world.run("import", "sigma", "rules", "--into", "imported").code == 0


def test_aliases_that_explode_in_a_file_of_tests(world: World) -> None:
    world.source("atomics/T1046/T1046.yaml", TEST + bomb("x"))
    world.mounts({"atomics": "atomics"})
    assert ("KB530", "atomics/T1046/T1046.yaml") in world.codes(apart=True)
    assert world.run("check").code == 1
    assert world.run("import", "atomics", "atomics", "--into", "imported").code == 0


def test_aliases_that_explode_in_front_matter(world: World) -> None:
    world.source("docs/bomb.md", f"---\n{bomb()}---\nText.\n")
    world.mounts()
    found = [code for code, path in world.codes(apart=True) if path == "bomb.md"]
    assert "KB101" in found
    assert b"Text." in world.site()["bomb/index.html"]
    assert world.run("query", "Text").out.startswith("bomb.md")


@pytest.mark.parametrize("place", ["extra", "exclude", "sources"])
def test_aliases_that_explode_in_the_settings(world: World, place: str) -> None:
    indented = "".join(f"  {line}\n" for line in bomb().splitlines())
    text = f"site_name: x\nextra:\n{indented}plugins:\n  - kbgen:\n      encoding: utf-8\n"
    if place != "extra":
        text += f"      {place}: *b8\n"
    world.source("mkdocs.yml", text)
    before = world.site()
    for arguments in (("build", "-d", "site"), ("check",), ("import", "sigma", ".", "--into", ".")):
        done = world.run_apart(*arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert "mkdocs.yml:" in done.err
        assert "the aliases of this text stand for more than 10,000 values" in done.err
    assert world.site() == before


def test_settings_that_are_nested_without_end(world: World) -> None:
    world.source("mkdocs.yml", f"site_name: x\nplugins: {'[' * 5000}{']' * 5000}\n")
    for arguments in (("build", "-d", "site"), ("check",)):
        done = world.run_apart(*arguments)
        assert done.code == 2
        assert "nested more than 100 levels deep" in done.err


def test_a_rule_without_a_log_source(world: World) -> None:
    world.source("rules/a.yml", RULE.replace("logsource: {product: linux, category: process_creation}\n", ""))
    world.mounts({"sigma": "rules"})
    assert ("KB515", "rules/a.yml") in world.codes()
    done = world.run("check")
    assert done.code == 1
    assert "rules/a.yml:1" in done.out
    assert "rules/a/index.html" in world.site()


def test_tests_with_one_guid(world: World) -> None:
    world.source("atomics/T1046/T1046.yaml", TEST)
    world.source("atomics/T1018/T1018.yaml", TEST.replace("T1046", "T1018"))
    world.mounts({"atomics": "atomics"})
    assert ("KB540", "atomics/T1046/T1046.yaml") in world.codes()
    done = world.run("check")
    assert done.code == 1
    assert f"the GUID {GUID} is already that of T1018/T1018.yaml:5" in done.out


GOOD = ("rules/a.yml", RULE)
LEADS_OUT = "leads out of the archive, which is therefore not read"


@pytest.mark.parametrize("path", ["../out.yml", "rules/../../out.yml", "/var/out.yml", "rules/../b.yml"])
@pytest.mark.parametrize("kind", ["sigma", "atomics", "attack"])
def test_an_archive_with_a_path_that_leads_out(world: World, kind: str, path: str) -> None:
    world.source("data/source.tar.xz", archive([GOOD, (path, RULE)]))
    world.mounts({kind: "data/source.tar.xz"})
    before = world.site()
    done = world.run("build", "-d", "site")
    assert (done.code, done.out) == (2, "")
    assert f"source.tar.xz: the path {path!r} {LEADS_OUT}" in done.err
    assert world.site() == before
    assert not (world.root / "out.yml").exists()
    assert not (world.root.parent / "out.yml").exists()


def test_an_archive_with_a_path_that_leads_out_in_every_command(world: World) -> None:
    world.source("data/source.zip", zipped([GOOD, ("..\\out.yml", RULE)]))
    world.mounts({"sigma": "data/source.zip"})
    world.refuses("sigma", "data/source.zip", f"source.zip: the path '../out.yml' {LEADS_OUT}")


def test_an_archive_with_a_link(world: World) -> None:
    world.source("data/source.tar.gz", archive([GOOD, ("rules/passwd.yml", None)], "w:gz"))
    world.mounts({"sigma": "data/source.tar.gz"})
    assert ("KB512", "data/source.tar.gz/passwd.yml") in world.codes()
    assert [path for path in world.site() if path.startswith("rules/") and path.count("/") == 2] == [
        "rules/a/index.html"
    ]


@pytest.mark.parametrize("cut", [700, 1024, 1100, 2000, 2560])
def test_an_archive_that_was_cut_off(world: World, cut: int) -> None:
    data = archive([GOOD, ("rules/b.yml", RULE * 3)], "w:")
    # The first file takes two blocks of 512 bytes, the second three; the end is two blocks of zeros.
    world.source("data/source.tar", data[:cut])
    world.mounts({"sigma": "data/source.tar"})
    world.refuses("sigma", "data/source.tar", "source.tar: the archive cannot be read: ")


def test_a_small_archive_of_huge_files(world: World) -> None:
    world.source("data/source.tar.xz", archive([GOOD, ("rules/b.bin", "x" * 60_000_000)]))
    world.mounts({"sigma": "data/source.tar.xz"}, limits={"max_input_bytes": 1_000_000})
    done = world.run("check")
    assert done.code == 2
    assert "source.tar.xz: the source is larger than 1,000,000 bytes" in done.err


def test_a_file_that_is_no_archive(world: World) -> None:
    world.source("data/rules.txt", "title: x\n")
    world.mounts({"sigma": "data/rules.txt"})
    expected = "data/rules.txt: the source is no folder, and no archive (.tar, .tar.gz, .tar.xz, .zip)"
    world.refuses("sigma", "data/rules.txt", expected)


def test_a_file_with_another_digest(world: World) -> None:
    world.source("data/attack.json", bundle(technique("T1046")))
    world.mounts({"attack": "data/attack.json", "sha256": "0" * 64})
    done = world.run("build", "-d", "site")
    assert done.code == 2
    assert "data/attack.json: the file is another one: its sha256 is " in done.err


def test_a_source_that_cannot_be_downloaded(world: World) -> None:
    with serve({"/attack.json": status(404)}) as server:
        url = f"{server.url}/attack.json"
        world.mounts({"attack": url})
        world.refuses("attack", url, f"{url}: the server answers 404 Not Found")
    assert [path for path in (world.root / "cache" / "downloads").rglob("*") if path.is_file()] == []


def test_a_download_that_is_no_bundle_says_where_it_is_kept(world: World) -> None:
    with serve({"/attack.json": body(b'{"type": "bundle", ')}) as server:
        world.mounts({"attack": f"{server.url}/attack.json"})
        done = world.run("check")
    (kept,) = (path for path in (world.root / "cache" / "downloads").rglob("*") if path.is_file())
    assert done.code == 2
    assert f"(to download it again, delete {kept})" in done.err
