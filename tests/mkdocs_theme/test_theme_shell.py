"""The theme, as MkDocs itself builds with it: defaults, overrides, weight, and nothing from elsewhere."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

NOTES = {
    "Techniques/T1059.md": "---\ntags: [techniques, t1059]\n---\n# T1059 Interpreter\n\nText.\n\n## One\n",
    "Techniques/T1059.001.md": "---\ntags: [techniques, t1059.001]\n---\n# T1059.001 PowerShell\n\nText.\n",
    "plain.md": "# Plain\n",
}
SHELL_BYTES = 4_700
"""The most that a page without content may weigh."""


def build(folder: Path, config: str, *, environment: Mapping[str, str] | None = None) -> tuple[Path, str]:
    """Run ``mkdocs build --strict`` and return the site and everything that it said."""
    for name, text in NOTES.items():
        (folder / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / name).write_text(text, "utf-8")
    (folder / "mkdocs.yml").write_text(f"site_name: Shell\nplugins: [kbgen]\n{config}", "utf-8")
    kept = {key: value for key, value in os.environ.items() if "MKDOCS_2" not in key}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("mkdocs")), "build", "--strict"],
        cwd=folder,
        env={**kept, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site", done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return build(tmp_path_factory.mktemp("shell"), "theme: kbgen\nsite_url: https://kb.example/\n")


@pytest.fixture(scope="module")
def site(built: tuple[Path, str]) -> Path:
    return built[0]


@pytest.fixture(scope="module")
def page(site: Path) -> str:
    return (site / "techniques" / "T1059" / "index.html").read_text("utf-8")


def test_plain_mkdocs_says_nothing_about_the_end_of_anything(built: tuple[Path, str]) -> None:
    said = built[1].lower()
    assert "end of life" not in said
    assert "mkdocs 2" not in said
    assert "zensical" not in said


def test_the_theme_follows_the_system_and_lets_a_script_make_the_switch_of_colours(page: str) -> None:
    assert re.search(r'<script src="[^"]*kbgen-early[^"]*" data-base="../.." data-both>', page)
    assert "<kb-palette></kb-palette>" in page


def test_palettes_of_the_user_stand_on_each_page(tmp_path: Path) -> None:
    palettes = [
        {
            "media": f"(prefers-color-scheme: {media})",
            "scheme": scheme,
            "toggle": {"icon": "material/eye", "name": media},
        }
        for media, scheme in (("light", "default"), ("dark", "slate"))
    ]
    site, _ = build(tmp_path, f"theme: {{name: kbgen, palette: {json.dumps(palettes)}}}\n")
    html = (site / "index.html").read_text("utf-8")
    assert re.findall(r'data-md-color-media="([^"]*)"', html) == [option["media"] for option in palettes]
    assert 'data-light="default" data-dark="slate"' in html
    assert "kb-palette" not in html


def test_sections_stand_in_the_drawer_and_other_entries_come_from_the_tabs(tmp_path: Path) -> None:
    site, _ = build(tmp_path, "theme: kbgen\nnav: [{Start: index.md}, {Deep: [{Notes: plain.md}]}]\n")
    html = (site / "techniques" / "T1059" / "index.html").read_text("utf-8")
    drawer = html[html.index('<nav class="md-nav md-nav--primary') : html.index("<kb-drawer")]
    assert re.findall(r' id="(__nav_\d)"', drawer) == ["__nav_2"], "numbers count all entries"
    assert re.findall(r'href="([^"]*)"', drawer) == ["../../plain/"]
    assert "<kb-menu>" not in html, "the sections are of use without a script"


@pytest.mark.parametrize("feature", ["toc.integrate", "navigation.instant"])
def test_features_that_need_the_navigation_on_the_page_have_it_there(tmp_path: Path, feature: str) -> None:
    site, _ = build(
        tmp_path,
        f"theme: {{name: kbgen, features: [navigation.tabs, {feature}]}}\nsite_url: https://kb.example/\n",
    )
    html = (site / "techniques" / "T1059" / "index.html").read_text("utf-8")
    assert '<a href="../../matrix/" class="md-nav__link">' in html
    assert "<kb-" not in html


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    for file in site.rglob("*.html"):
        html = file.read_text("utf-8")
        loads = re.findall(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"([^\"]*)\"", html)
        loads += re.findall(r'<link rel="(?:stylesheet|icon|preconnect|preload)"[^>]*href="([^"]*)"', html)
        assert loads
        assert not [target for target in loads if "//" in target], file
        assert "fonts.g" not in html
        assert 'data-md-component="source"' not in html
    for file in (site / "assets").rglob("kbgen*"):
        assert not re.search(rb"https?://(?!www\.w3\.org/2000/svg)", file.read_bytes()), file


def test_no_script_or_style_is_inline(site: Path) -> None:
    for file in site.rglob("*.html"):
        html = file.read_text("utf-8")
        inline = [
            attributes for attributes in re.findall(r"<script\b([^>]*)>", html) if "src=" not in attributes
        ]
        # Blocks of data run nothing, and no policy forbids them.
        own = [' type="application/json" id="matrix-data"'] if file.parent.name == "matrix" else []
        assert inline == own, file
        assert "<style" not in html
        assert not re.search(r"<[^>]*\s(?:on[a-z]+|style)=", html), file


def test_pages_share_the_form_of_the_search_whichever_of_them_is_written_first(site: Path) -> None:
    for file in site.glob("*/index.html"):
        (action,) = re.findall(r'<form class="kb-search" action="([^"]*)"', file.read_text("utf-8"))
        assert action == "../search/", file
    assert (site / "search" / "index.html").is_file()


def test_the_shell_is_light(page: str, site: Path) -> None:
    start = page.index("<article")
    end = page.rindex("</article>")
    assert len(page.encode()) - len(page[start:end].encode()) < SHELL_BYTES
    assert (site / "404.html").stat().st_size < SHELL_BYTES


def test_assets_are_named_after_their_content(site: Path, page: str) -> None:
    names = re.findall(r'"\.\./\.\./(assets/kbgen[^"]*)"', page)
    assert [re.sub(r"[0-9a-f]{8}", "#", name) for name in names] == [
        "assets/kbgen.#.css",
        "assets/kbgen-early.#.js",
        "assets/kbgen.#.js",
    ]
    assert all((site / name).is_file() for name in names)


def test_a_dated_page_has_its_date_in_the_sitemap_and_no_other(site: Path) -> None:
    text = (site / "sitemap.xml").read_text("utf-8")
    assert "<loc>https://kb.example/techniques/T1059/001/</loc>" in text
    assert "lastmod" not in text


def test_a_folder_of_the_user_wins_over_kbgen(tmp_path: Path) -> None:
    (tmp_path / "mine" / "partials").mkdir(parents=True)
    (tmp_path / "mine" / "partials" / "copyright.html").write_text("<i>mine {{ kbgen.version }}</i>", "utf-8")
    (tmp_path / "mine" / "main.html").write_text(
        '{% extends "base.html" %}{% block announce %}News{% endblock %}', "utf-8"
    )
    site, _ = build(tmp_path, "theme: {name: kbgen, custom_dir: mine}\n")
    html = (site / "index.html").read_text("utf-8")
    assert "<i>mine 0." in html
    assert "News" in html
    assert "kbgen-early" in html, "what the user did not override still comes from kbgen"
    assert "<kb-" not in html, "own templates may rely on all that Material has on a page"
    assert 'class="md-nav md-nav--primary' in html


def test_plain_material_works_and_loads_no_fonts(tmp_path: Path) -> None:
    site, _ = build(tmp_path, "theme: material\n", environment={"NO_MKDOCS_2_WARNING": "1"})
    html = (site / "techniques" / "T1059" / "index.html").read_text("utf-8")
    assert "fonts.g" not in html
    assert "assets/kbgen." in html
    assert "<article data-kind" in html


def test_a_palette_of_the_user_stays(tmp_path: Path) -> None:
    site, _ = build(tmp_path, "theme: {name: kbgen, palette: {scheme: slate, primary: red}}\n")
    html = (site / "index.html").read_text("utf-8")
    assert '<body dir="ltr" data-md-color-scheme="slate" data-md-color-primary="red"' in html
    assert "data-light" not in html


def test_another_language_takes_the_texts_of_material(tmp_path: Path) -> None:
    site, _ = build(tmp_path, "theme: {name: kbgen, language: de}\n")
    html = (site / "index.html").read_text("utf-8")
    assert '<html lang="de"' in html
    assert '<kb-top data-name="Zurück zum Seitenanfang"></kb-top>' in html
    (config,) = re.findall(r'<script id="__config" type="application/json">(.*?)</script>', html)
    assert json.loads(config) == {
        "base": ".",
        "features": ["content.code.copy", "toc.follow"],
        "translations": {
            "clipboard.copy": "In Zwischenablage kopieren",
            "clipboard.copied": "In Zwischenablage kopiert",
        },
    }


def test_the_same_vault_gives_the_same_bytes_in_any_process_at_any_time_of_a_day(tmp_path: Path) -> None:
    config = "theme: kbgen\nsite_url: https://kb.example/\n"
    sites = []
    for number, stamp in (("1", "1000000000"), ("2", "1000050000")):
        (tmp_path / number).mkdir()
        site, _ = build(
            tmp_path / number, config, environment={"PYTHONHASHSEED": number, "SOURCE_DATE_EPOCH": stamp}
        )
        sites.append({p.relative_to(site): p.read_bytes() for p in site.rglob("*") if p.is_file()})
    assert sites[0].keys() == sites[1].keys()
    assert [path for path, content in sites[0].items() if sites[1][path] != content] == []
