"""``kbgen check --fix`` and ``--dry-run``: what is written, what is said, and how it ends."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., tuple[int, str, str]]

UNDERSCORE = b"---\r\ntags: [a, _b, _c]\r\n---\r\nText without an end"
REPAIRED = b"---\r\ntags: [a, b, c]\r\n---\r\nText without an end"


def test_fix_repairs_and_reports_what_is_left(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a note.md": UNDERSCORE, "b.md": "See [[gone]].\n"})
    code, out, err = run_check(vault, "--fix", "--fail-on", "warning")
    assert (vault / "a note.md").read_bytes() == REPAIRED
    assert code == 1
    assert "KB117" not in out
    assert "KB201" in out
    assert "fixed 2 places in 1 file" in err


def test_a_second_run_changes_nothing(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": UNDERSCORE})
    run_check(vault, "--fix")
    written = (vault / "a.md").stat().st_mtime_ns
    assert "fixed 0 places in 0 files" in run_check(vault, "--fix")[2]
    assert (vault / "a.md").stat().st_mtime_ns == written


def test_only_selected_findings_are_repaired(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": UNDERSCORE})
    assert "fixed 0 places" in run_check(vault, "--fix", "--ignore", "KB117")[2]
    assert (vault / "a.md").read_bytes() == UNDERSCORE


def test_dry_run_writes_a_diff_and_nothing_else(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a note.md": UNDERSCORE})
    code, out, err = run_check(vault, "--fix", "--dry-run", "--fail-on", "warning")
    assert (vault / "a note.md").read_bytes() == UNDERSCORE
    assert code == 1
    assert "would fix 2 places in 1 file" in err
    assert out.startswith("--- a/")
    assert "-tags: [a, _b, _c]\r\n+tags: [a, b, c]\r\n" in out
    assert out.endswith(" Text without an end\n\\ No newline at end of file\n")


def test_the_diff_is_one_that_git_applies(run_check: Run, make_vault: MakeVault, tmp_path: Path) -> None:
    vault = make_vault({"a note.md": UNDERSCORE})
    patch = tmp_path / "p.diff"
    run_check(vault, "--fix", "--dry-run", "-o", patch)
    try:
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("git is not there")
    run_check(vault, "--fix", "--dry-run", "-o", patch)
    done = subprocess.run(["git", "apply", str(patch)], check=False, capture_output=True, cwd=tmp_path)
    assert done.stderr == b""
    assert (vault / "a note.md").read_bytes() == REPAIRED


def test_a_file_in_an_old_encoding_keeps_it(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": b"---\ntags: [_b]\n---\nDoppelg\x84nging and na\x8bve\n"})
    run_check(vault, "--fix")
    assert (vault / "a.md").read_bytes() == b"---\ntags: [b]\n---\nDoppelg\x84nging and na\x8bve\n"


def test_a_read_only_file_is_reported(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": UNDERSCORE})
    (vault / "a.md").chmod(0o444)
    err = run_check(vault, "--fix")[2]
    assert "not fixed: a.md: is read-only" in err
    assert "fixed 0 places in 0 files; 1 refused" in err
    assert (vault / "a.md").read_bytes() == UNDERSCORE


def test_a_symbolic_link_is_reported_and_its_target_repaired(run_check: Run, make_vault: MakeVault) -> None:
    vault = make_vault({"a.md": UNDERSCORE})
    try:
        (vault / "link.md").symlink_to("a.md")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    err = run_check(vault, "--fix")[2]
    assert "not fixed: link.md: is a symbolic link" in err
    assert (vault / "link.md").is_symlink()
    assert (vault / "a.md").read_bytes() == REPAIRED


def test_a_mounted_source_is_never_written(run_check: Run, make_vault: MakeVault, tmp_path: Path) -> None:
    vault = make_vault({"a.md": "Text.\n"})
    rules = tmp_path / "rules"
    rules.mkdir()
    rule = (
        "title: A\nid: x\nstatus: test\nlevel: low\ntags: [attack.t1046]\nlogsource: {product: linux}\n"
        "detection:\n    s: {a: 'it\u00e2\u0080\u0099s'}\n    condition: s\n"
    )
    (rules / "r.yml").write_text(rule, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: X\ndocs_dir: {vault.name}\nplugins:\n  - kbgen: {{sources: [{{sigma: rules}}]}}\n"
    )
    assert "fixed 0 places" in run_check(tmp_path, "--fix")[2]
    assert (rules / "r.yml").read_text(encoding="utf-8") == rule
    assert sorted(file.name for file in vault.iterdir()) == ["a.md"]


def test_dry_run_alone_is_misuse(run_check: Run, make_vault: MakeVault) -> None:
    code, out, err = run_check(make_vault({"a.md": UNDERSCORE}), "--dry-run")
    assert (code, out) == (2, "")
    assert "--fix" in err
