"""The same vault gives the same bytes, in any process and with any hash seed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def digests(vault: Path, site: Path, seed: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "kbgen", "build", str(vault), "-d", str(site), "--no-cache"],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in site.rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize("name", ["content", "seed"])
def test_two_builds_give_the_same_bytes(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    vault = ROOT if name == "content" else request.getfixturevalue("seed_vault")
    first = digests(vault, tmp_path / "one", "1")
    second = digests(vault, tmp_path / "two", "2")
    assert len(first) > 100
    assert first == second
