"""Where kbgen finds its templates and assets: in a wheel, and in a checkout."""

from hashlib import sha256
from pathlib import Path

import pytest

from kbgen import resources
from kbgen.errors import KbgenError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site-packages" / "kbgen"
    folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", folder)
    return folder


def test_a_wheel_holds_them_in_the_package(package: Path) -> None:
    (package / "templates" / "theme").mkdir(parents=True)
    (package.parent / "templates" / "theme").mkdir(parents=True)
    assert resources.templates_folder() == package / "templates"
    assert not resources.in_checkout()


def test_a_checkout_holds_them_beside_the_package(package: Path) -> None:
    (package.parent / "templates" / "theme").mkdir(parents=True)
    assert resources.templates_folder() == package.parent / "templates"
    assert resources.in_checkout()


def test_an_incomplete_installation_is_told(package: Path) -> None:
    with pytest.raises(KbgenError, match=r"templates are missing: neither .* install kbgen again"):
        resources.templates_folder()
    assert package.is_dir()


def test_an_asset_is_named_after_its_content(package: Path) -> None:
    folder = package / "templates"
    (folder / "theme").mkdir(parents=True)
    (folder / "assets" / "graph").mkdir(parents=True)
    (folder / "assets" / "graph" / "view.js").write_bytes(b"x")
    (folder / "assets" / ".hidden").write_bytes(b"x")
    digest = sha256(b"x").hexdigest()[:8]
    expected = resources.Asset("graph/view.js", f"assets/graph/view.{digest}.js", b"x")
    assert resources.asset("graph/view.js") == expected
    assert resources.assets() == (expected,)


def test_an_unknown_asset_is_told() -> None:
    with pytest.raises(KbgenError, match=r"asset nothing\.css is missing \(No such file or directory\)"):
        resources.asset("nothing.css")
