"""Files that are shipped with kbgen and are no Python."""

from hashlib import sha256
from pathlib import Path

import pytest

from kbgen import resources
from kbgen.errors import KbgenError
from kbgen.resources import asset, assets, in_checkout, templates_folder

ROOT = Path(__file__).resolve().parents[1]


def test_a_checkout_uses_its_own_templates() -> None:
    assert templates_folder() == ROOT / "templates"
    assert in_checkout()


def test_every_asset_is_published_once_in_name_order() -> None:
    names = [item.name for item in assets()]
    on_disk = {
        file.relative_to(ROOT / "templates/assets").as_posix()
        for file in (ROOT / "templates/assets").rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }
    assert names == sorted(on_disk)
    assert "kbgen.css" in names


def test_the_path_of_an_asset_names_its_content() -> None:
    item = asset("kbgen.css")
    digest = sha256((ROOT / "templates/assets/kbgen.css").read_bytes()).hexdigest()
    prefix, name, suffix = item.path.split(".")
    assert (prefix, suffix) == ("assets/kbgen", "css")
    assert len(name) >= 8
    assert digest.startswith(name)


def test_a_missing_asset_is_named() -> None:
    with pytest.raises(KbgenError, match=r"nothing\.css"):
        asset("nothing.css")


def test_an_incomplete_installation_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "kbgen")
    with pytest.raises(KbgenError, match="templates are missing"):
        templates_folder()


def test_an_installed_wheel_uses_the_templates_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kbgen/templates/theme").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "kbgen")
    assert templates_folder() == tmp_path / "kbgen/templates"
    assert not in_checkout()
