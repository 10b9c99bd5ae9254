"""A wheel holds everything that a build needs: templates and assets are inside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, **options: object) -> str:
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
    run(*pip, "--wheel-dir", str(folder), str(ROOT))
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_has_every_template(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = [file for file in (ROOT / "templates").rglob("*") if file.is_file()]
    assert len(files) > 10
    assert {f"kbgen/{file.relative_to(ROOT).as_posix()}" for file in files} <= names
    assert "kbgen/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "content/"))]


def test_an_installed_wheel_builds_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), str(wheel))
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "T1046 - Scan.md").write_text("---\ntags: [T1046, techniques]\n---\n## Scan\n", encoding="utf-8")
    options = {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": str(place)}}
    where = run(sys.executable, "-c", "import kbgen; print(kbgen.__file__)", **options)
    assert Path(where.strip()).is_relative_to(place)
    run(sys.executable, "-m", "kbgen", "build", str(vault), "-d", str(tmp_path / "site"), **options)
    assert (tmp_path / "site/techniques/T1046/index.html").is_file()
    assert list((tmp_path / "site/assets").glob("kbgen.*.css"))
