"""A made-up site through a real MkDocs build: what is written where, and that nothing is interpreted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from made_up import with_site

from kbgen.errors import KbgenError
from kbgen.mkdocs_plugin.site_builder import BuildOutcome, build_site
from kbgen.pages.page import NavigationItem, Page, Site, TocEntry

Publish = Callable[[Site], BuildOutcome]


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Publish:
    """Return a function that builds a site in place of what the core makes of a vault."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "not a page.md").write_text("# Not asked for\n", "utf-8")

    def run(site: Site) -> BuildOutcome:
        monkeypatch.setattr("kbgen.mkdocs_plugin.plugin.Project", with_site(site))
        return build_site(tmp_path / "vault", site_dir=tmp_path / "site", strict=True)

    return run


def text_of(outcome: BuildOutcome, path: str) -> str:
    return (outcome.site_dir / path).read_text("utf-8")


def test_a_page_stands_at_its_url(publish: Publish) -> None:
    urls = ["", "a/", "techniques/T1059/001/", "templates/x/", "README/", "x/index/", "ä ö/ü#?%41'/"]
    outcome = publish(Site(tuple(Page(url, url or "home", f"<p>at {url}</p>") for url in urls), (), {}))
    assert outcome.published
    for url in urls:
        assert f"<p>at {url}</p>" in text_of(outcome, f"{url}index.html")


def test_notes_of_the_vault_are_published_by_the_core_only(publish: Publish) -> None:
    outcome = publish(Site((Page("a/", "A", ""),), (), {}))
    assert sorted(path.name for path in outcome.site_dir.rglob("*") if "page" in path.name) == []
    assert outcome.pages == 1


@pytest.mark.parametrize(
    "name",
    [
        "a.png",
        "deep/b c.pdf",
        "why?#%20.png",
        "quote\"'.txt",
        "ümläut — 日本.svg",
        "note.md",
        "x.html",
        "page.markdown",
    ],
)
def test_attachments_and_data_are_copied_as_they_are(publish: Publish, tmp_path: Path, name: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"\x00 {{ config }} # no page")
    outcome = publish(Site((), (), {f"f/{name}": source}, {f"d/{name}": b"\xff{% raw"}))
    assert (outcome.site_dir / "f" / name).read_bytes() == source.read_bytes()
    assert (outcome.site_dir / "d" / name).read_bytes() == b"\xff{% raw"
    assert outcome.notices == ()


def test_an_attachment_that_is_gone_is_a_warning(publish: Publish, tmp_path: Path) -> None:
    outcome = publish(Site((), (), {"f/gone.png": tmp_path / "gone.png"}))
    assert outcome.notices == ("'f/gone.png' cannot be published: No such file or directory",)
    assert not outcome.published


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/outside", "a/../../outside", ""])
def test_nothing_is_written_outside_of_the_site(publish: Publish, tmp_path: Path, path: str) -> None:
    with pytest.raises(KbgenError, match="is no path inside the site"):
        publish(Site((), (), {}, {path: b"x"}))
    assert not (tmp_path / "outside.txt").exists()


EVIL = "</title><script>alert(1)</script> {{ config.site_name }} {% raw %} \"'&amp;"
ESCAPED = (
    "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; {{ config.site_name }} {% raw %} &#34;&#39;&amp;amp;"
)


def test_texts_of_the_vault_are_escaped_and_never_interpreted(publish: Publish) -> None:
    page = Page(
        "evil/",
        EVIL,
        "<h1>{{ config.site_name }} {% include 'x' %}</h1>",
        (TocEntry(EVIL, 'a"b<c>%d é'), TocEntry("plain", "plain")),
        description=EVIL,
    )
    child = Page("evil/child/", "Child", "")
    outcome = publish(Site((page, child), (NavigationItem(EVIL, "evil/"),), {}))
    for path in ("evil/index.html", "evil/child/index.html", "404.html"):
        html = text_of(outcome, path)
        assert "<script>alert" not in html
        assert ESCAPED in html
    html = text_of(outcome, "evil/index.html")
    assert "<h1>{{ config.site_name }} {% include 'x' %}</h1>" in html
    assert f'<meta name="description" property="og:description" content="{ESCAPED}">' in html
    assert f"<title>{ESCAPED} - vault</title>" in html
    assert 'href="#a%22b%3Cc%3E%25d%20%C3%A9"' in html


def test_a_style_sheet_that_mkdocs_yml_names_is_taken_from_the_vault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "docs" / "css").mkdir(parents=True)
    (tmp_path / "docs" / "css" / "mine.css").write_text("p {}", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: T\ntheme: kbgen\nplugins: [kbgen]\nextra_css: [css/mine.css, '../../etc/passwd']\n",
        "utf-8",
    )
    monkeypatch.setattr(
        "kbgen.mkdocs_plugin.plugin.Project", with_site(Site((Page("", "Home", ""),), (), {}))
    )
    site = build_site(tmp_path).site_dir
    assert (site / "css" / "mine.css").read_text("utf-8") == "p {}"
    html = (site / "index.html").read_text("utf-8")
    assert html.index("assets/kbgen.") < html.index("css/mine.css"), (
        "the user's style sheet comes last and wins"
    )


def test_the_search_of_material_is_not_shipped(publish: Publish) -> None:
    outcome = publish(Site((Page("", "Home", ""),), (), {}))
    names = [path.relative_to(outcome.site_dir).as_posix() for path in outcome.site_dir.rglob("*")]
    own = [name for name in names if name.startswith("assets/search.")]
    assert len(own) == len(("script", "style sheet"))
    foreign = [name for name in names if name not in own]
    assert not [name for name in foreign if "lunr" in name or "search" in name or name.endswith(".js.map")]
    assert sum(path.stat().st_size for path in outcome.site_dir.rglob("*")) < 1_000_000
