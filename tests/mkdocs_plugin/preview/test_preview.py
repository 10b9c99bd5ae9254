"""What a preview shows: the files of an ordinary build, made one by one, and only what is news again."""

import gc
import os
import weakref
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from kbgen.mkdocs_plugin.plugin import KbgenPlugin
from kbgen.mkdocs_plugin.preview.edition import Edition
from kbgen.mkdocs_plugin.preview.preview import Preview
from kbgen.mkdocs_plugin.site_builder import build_site

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

NOTES: dict[str, str | bytes] = {
    "T1046.md": "---\ntags: [t1046]\naliases: [T1046]\ntactics: [discovery]\n---\n# Scans\n\n```query\ntag: #t1046\n```\n",
    "Rule.md": "---\ntags: [detection_rule, t1046]\n---\n# A rule\n\nSee [[T1046]].\n\n```yaml\ntitle: x\n```\n",
    "Page.md": "# Page\n\n![[a.png]] #topic\n",
    "a.png": b"\x89PNG",
}


class Rebuilt:
    """A preview without a server: its builds, as `kbgen serve` asks MkDocs for them."""

    def __init__(self, vault: Path, site: Path) -> None:
        self.vault = vault.resolve()
        self.site = site
        self.preview = Preview()
        self._file = site.parent / "mkdocs.yml"
        self._file.write_text(
            f"site_name: Notes\ndocs_dir: {self.vault}\ntheme: kbgen\nplugins: [kbgen: {{search: false}}]\n",
            "utf-8",
        )
        self.config = load_config(str(self._file), site_dir=str(site))
        self.plugin = self.config.plugins["kbgen"]
        assert isinstance(self.plugin, KbgenPlugin)
        self.config.plugins.on_startup(command="serve", dirty=True)
        self.plugin.preview = self.preview

    def build(self) -> None:
        config = load_config(str(self._file), site_dir=str(self.site))
        assert config.plugins["kbgen"] is self.plugin
        build(config, dirty=True)

    def show(self, path: str) -> str:
        """Return what a browser that asks for a file gets."""
        self.preview.remember(path, self.site)
        content = self.preview.content(path)
        return "" if content is None else content.decode()


@pytest.fixture
def rebuilt(make_vault: MakeVault, tmp_path: Path) -> Iterator[Rebuilt]:
    (tmp_path / "p").mkdir()
    found = Rebuilt(make_vault(NOTES), tmp_path / "p" / "site")
    found.build()
    yield found
    found.config.plugins.on_shutdown()


def test_it_shows_the_bytes_of_an_ordinary_build(rebuilt: Rebuilt, tmp_path: Path) -> None:
    written = {path for path in rebuilt.site.rglob("*") if path.is_file()}
    built = build_site(
        rebuilt.vault, config_file=rebuilt.site.parent / "mkdocs.yml", site_dir=tmp_path / "built"
    )
    files = {
        path.relative_to(built.site_dir).as_posix(): path.read_bytes()
        for path in built.site_dir.rglob("*")
        if path.is_file() and path.suffix != ".gz"
    }
    assert "rules/rule/index.html" in files
    shown = {path: rebuilt.preview.content(path) or (rebuilt.site / path).read_bytes() for path in files}
    assert [path for path in files if shown[path] != files[path]] == []
    assert [path for path in written if path.name == "index.html"] == []


def test_what_nobody_makes_is_not_there(rebuilt: Rebuilt) -> None:
    assert rebuilt.preview.content("nothing/index.html") is None
    assert rebuilt.preview.content("../mkdocs.yml") is None


def test_only_what_a_browser_got_before_can_be_news(rebuilt: Rebuilt) -> None:
    assert "See" in rebuilt.show("rules/rule/index.html")
    (rebuilt.vault / "Page.md").write_text("# Page\n\nother words\n", "utf-8")
    rebuilt.build()
    assert not rebuilt.preview.has_news(rebuilt.site)
    assert "other words" in rebuilt.show("page/index.html")
    (rebuilt.vault / "Page.md").write_text("# Page\n\nnew words\n", "utf-8")
    rebuilt.build()
    assert rebuilt.preview.has_news(rebuilt.site)


def test_a_tag_is_news_for_the_technique_that_asks_for_it(rebuilt: Rebuilt) -> None:
    assert "More" not in rebuilt.show("techniques/T1046/index.html")
    (rebuilt.vault / "More.md").write_text("---\ntags: [detection_rule, t1046]\n---\n# More\n", "utf-8")
    rebuilt.build()
    assert rebuilt.preview.has_news(rebuilt.site)
    assert "More" in rebuilt.show("techniques/T1046/index.html")


def test_a_page_that_is_gone_and_one_that_came_are_news(rebuilt: Rebuilt) -> None:
    rebuilt.show("page/index.html")
    (rebuilt.vault / "Page.md").unlink()
    rebuilt.build()
    assert rebuilt.preview.has_news(rebuilt.site)
    assert rebuilt.show("page/index.html") == ""
    rebuilt.show("new/index.html")
    assert not rebuilt.preview.has_news(rebuilt.site)
    (rebuilt.vault / "New.md").write_text("# New\n", "utf-8")
    rebuilt.build()
    assert rebuilt.preview.has_news(rebuilt.site)


def test_a_picture_that_changed_is_news(rebuilt: Rebuilt) -> None:
    (picture,) = rebuilt.site.rglob("a.png")
    os.utime(picture, (1, 1))
    rebuilt.show(picture.relative_to(rebuilt.site).as_posix())
    assert not rebuilt.preview.has_news(rebuilt.site)
    (rebuilt.vault / "a.png").write_bytes(b"\x89PNG changed")
    rebuilt.build()
    assert rebuilt.preview.has_news(rebuilt.site)


def test_prose_is_shown_before_anything_is_built(rebuilt: Rebuilt) -> None:
    path = rebuilt.vault / "Rule.md"
    assert "at once" not in rebuilt.show("rules/rule/index.html")
    path.write_text(str(NOTES["Rule.md"]).replace("See", "Shown at once. See"), "utf-8")
    assert rebuilt.preview.show_edit([path])
    assert "Shown at once." in rebuilt.show("rules/rule/index.html")
    before = rebuilt.show("rules/rule/index.html")
    rebuilt.build()
    assert not rebuilt.preview.has_news(rebuilt.site)
    assert rebuilt.show("rules/rule/index.html") == before


def test_other_changes_wait_for_the_build(rebuilt: Rebuilt, tmp_path: Path) -> None:
    path, outside = rebuilt.vault / "Rule.md", tmp_path / "elsewhere.md"
    outside.write_text("# X\n", "utf-8")
    new = rebuilt.vault / "New.md"
    new.write_text("# New\n", "utf-8")
    for changed in ([], [path, new], [outside], [new], [rebuilt.vault / "gone.md"]):
        assert not rebuilt.preview.show_edit(changed)
    path.write_text(str(NOTES["Rule.md"]).replace("t1046", "t1059"), "utf-8")
    assert not rebuilt.preview.show_edit([path])


def test_before_the_first_build_there_is_nothing_to_show() -> None:
    assert Preview().content("index.html") is None
    assert not Preview().show_edit([Path("a.md")])


def test_an_edition_that_is_not_shown_any_more_is_let_go_without_a_look_for_cycles(rebuilt: Rebuilt) -> None:
    rebuilt.show("rules/rule/index.html")
    published = rebuilt.preview._published
    assert published is not None
    graph = weakref.ref(published.project.world.graph)
    del published
    gc.disable()
    try:
        rebuilt.build()
        assert graph() is not None
        rebuilt.preview.tidy()
        assert graph() is None
    finally:
        gc.enable()
    assert "See" in rebuilt.show("rules/rule/index.html")


def test_who_asks_while_another_edition_takes_over_gets_that_one(
    rebuilt: Rebuilt, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Edition.content

    def slowly(edition: Edition, path: str) -> bytes | None:
        monkeypatch.setattr(Edition, "content", ask)
        rebuilt.build()
        rebuilt.preview.tidy()
        return ask(edition, path)

    monkeypatch.setattr(Edition, "content", slowly)
    content = rebuilt.preview.content("rules/rule/index.html")
    assert content is not None
    assert b"See" in content
