"""The text index of a site in shards of small pages: it says what Pagefind says of the whole pages in one run."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from pagefind_index import Files, addresses, filters_in, metadata, words_in

from kbgen.markup.highlight import highlight
from kbgen.mkdocs_plugin.search import shards as search_shards
from kbgen.mkdocs_plugin.search.index import FOLDER, SearchIndex
from kbgen.mkdocs_plugin.search.pagefind import Pagefind, find_pagefind
from kbgen.mkdocs_plugin.search.pagefind_files import ENTRY


def knowledge_of(files: Files) -> dict[str, Any]:
    """Return what an index says, with pages by their addresses and fields by their names."""
    urls = addresses(files)
    meta = metadata(files)

    def by_page(places: list[Any]) -> set[tuple[str, tuple[int, ...], tuple[int | str, ...]]]:
        found, number = set(), 0
        for step, on_page, in_fields in places:
            number += step
            named = tuple(meta[5][-1 - place] if place < 0 else place for place in in_fields)
            found.add((urls[number], tuple(on_page), named))
        assert len(found) == len(places)
        return found

    return {
        "entry": {**json.loads(files[ENTRY]), "languages": None},
        "fields": meta[5],
        "words on pages": {url: words for url, (_, words) in zip(urls, meta[1], strict=True)},
        "texts": {gzip.decompress(data) for path, data in files.items() if path.startswith("fragment/")},
        "words": {
            text: (by_page(own), {other: by_page(places) for other, places in others})
            for text, own, others in words_in(files)
        },
        "filters": {
            name: {value: {urls[number] for number in numbers} for value, numbers in values}
            for name, values in filters_in(files)
        },
    }


VOCABULARY = (
    "access Access café cafe Café cafè credential credentials crème creme dumping façade facade kerberos lateral LSASS "
    "naïve naive persistence phishing powershell resume résumé resumé rundll32 señor senor token zebra"
).split()


def write_site(folder: Path) -> None:
    """Write forty pages in three folders; some have a picture, filters or accents that others have not."""
    for number in range(40):
        # Steps of 11 reach all 29 words; each page begins at another one and leaves some out.
        words = [VOCABULARY[(number * 5 + 11 * step) % len(VOCABULARY)] for step in range(20)]
        level = f'<span hidden data-pagefind-filter="level">{("high", "low")[number % 2]}</span>'
        picture = f'<img src="zebra{number}.png" alt="A naïve zebra">'
        page = folder / "abc"[number % 3] / f"page-{number}" / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(
            '<!doctype html><html lang="en"><head><title>T</title></head><body><nav><h2>Outside</h2></nav><article>'
            f"<article data-pagefind-body><h1>{words[0]} page {number}</h1>{level if number % 3 else ''}"
            f'<span hidden data-pagefind-filter="kind">{("rule", "group", "page")[number % 7 % 3]}</span>'
            f"<p>{' '.join(words[1:12])} only{number}</p><h2 id=x>{' '.join(words[12:14])}</h2>"
            f"{highlight(f'{words[3]}: {words[4]}{words[5]} # {words[6]}', 'yaml')}"
            '<h2 id="y">Next<a class="headerlink" href="#y" title="Link">Sign</a></h2>'
            f'<section class="kb-near" data-pagefind-ignore><h2>Near</h2><svg><title>{words[7]}</title></svg></section>'
            f"<p data-pagefind-weight='0.2'>{' '.join(words[10:])}</p>{picture if number in {3, 17} else ''}"
            "</article></article><footer><p>Outside</p></footer></body></html>",
            "utf-8",
        )


def test_a_site_in_shards_says_what_pagefind_says_of_the_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    write_site(site)
    whole = knowledge_of(find_pagefind().index(site, tmp_path / "whole"))
    runs: list[Path] = []
    index_once = Pagefind.index

    def index(self: Pagefind, pages: Path, output: Path) -> Files:
        runs.append(pages)
        return index_once(self, pages, output)

    monkeypatch.setattr(Pagefind, "index", index)
    monkeypatch.setattr(search_shards, "_PAGES", 5)
    search = SearchIndex()
    assert search.is_available()
    search.update(site)
    assert 4 < len(runs) <= 8, "forty pages, five a shard"
    assert site not in runs
    found = site / FOLDER
    shards = knowledge_of(
        {p.relative_to(found).as_posix(): p.read_bytes() for p in found.rglob("*") if p.is_file()}
    )
    assert set(shards["words on pages"]) == {f"/{'abc'[number % 3]}/page-{number}/" for number in range(40)}
    assert "café" in shards["words"]["cafe"][1]
    assert shards["fields"] == ["image", "image_alt", "title"]
    for part, said in whole.items():
        assert shards[part] == said, part
