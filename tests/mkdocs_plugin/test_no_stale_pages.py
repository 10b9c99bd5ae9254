"""Whatever is edited in whatever order, a build with a cache makes the site that a build without one makes."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kbgen.cache import NO_CACHE, Cache, key
from kbgen.mkdocs_plugin import last_pages, remembered_build, write_ahead
from kbgen.mkdocs_plugin.search import shards as search_shards
from kbgen.mkdocs_plugin.site_builder import build_site
from kbgen.notes import read_notes
from kbgen.settings import Kinds
from kbgen.sources import read_each

RULE = "title: {title}\nlogsource: {{product: windows, category: process_creation}}\n"
RULE += "detection: {{sel: {{Image|endswith: '\\{image}'}}, condition: sel}}\nlevel: {level}\ntags: [attack.{tag}]\n"
TEST = "```yaml\nname: Scan\nauto_generated_guid: 11111111-2222-4333-8444-555555555555\nsupported_platforms: [linux]\n"
TEST += "executor:\n  name: sh\n  command: nmap 192.0.2.1\n```\n"


def rule(title: str, image: str = "nmap.exe", level: str = "low", tag: str = "t1046") -> str:
    return RULE.format(title=title, image=image, level=level, tag=tag)


def note(tags: str, body: str) -> str:
    return f"---\ntags: [{tags}]\n---\n{body}"


VAULT = {
    "index.md": "# Home\n\n```query\ntag:#techniques\n```\n\n[[Playbook]] [[lost]]\n",
    "T1046.md": note("techniques, t1046", "# T1046 Scan\n\n```query\ntag:#t1046 tag:#detection_rule\n```\n"),
    "T1059.md": note(
        "techniques, t1059, windows", "# T1059 Shell\n\nSee [[T1046]].\n\n## Notes\n\nOf shells. ^shells\n"
    ),
    "rules/port_scan.md": note("detection_rule, t1046", f"# Port scan\n\n```yml\n{rule('Port scan')}```\n"),
    "rules/shell.md": note(
        "detection_rule, t1059", f"# Shell\n\n```yml\n{rule('Shell', 'sh.exe', tag='t1059')}```\n"
    ),
    "tests/scan test.md": note("atomic_test, t1046", f"# Scan test\n\n{TEST}"),
    "Playbook.md": note(
        "guide/alerts, windows", "# Playbook\n\n![[T1059#Notes]]\n\n![[picture.png]]\n\n- [ ] Ask\n"
    ),
    "Triage.md": note(
        "guide", "# Triage\n\n![[Playbook]]\n\n```query\npath:rules OR line:(scan)\n```\n\n#windows\n"
    ),
    "Former.md": "---\naliases: [Earlier]\nredirect_from: [old/former]\n---\n# Former\n\n[[Earlier]] and [[port_scan]].\n",
    "picture.png": "one",
}
INDEX = "assets/search/"
"""Where the files of the search stand on a site."""
THEME = "theme/partials/copyright.html"
OPTIONS = (
    "search: false",
    "search: false, conversions: [splunk]",
    "search: false, exclude: [rules/]",
    "search: false, kinds: {detection_rule: {tag: guide}}",
    "search: false, coverage: {minimum_level: high}",
)


def mkdocs_yml(name: str = "T", options: str = OPTIONS[0], *, themed: bool = False) -> str:
    return (
        f"site_name: {name}\ndocs_dir: vault\ntheme: {{name: kbgen{', custom_dir: theme' if themed else ''}}}\n"
        f"plugins:\n  - kbgen: {{{options}, sources: [{{sigma: mounted}}]}}\n"
    )


PROJECT = {
    "mkdocs.yml": mkdocs_yml(),
    THEME: "mine {{ config.site_name }}",
    "mounted/zebra.yml": rule("Zebra", "zebra.exe"),
    "mounted/lion.yml": rule("Lion", "lion.exe", "high", "t1059.001"),
    **{f"vault/{path}": text for path, text in VAULT.items()},
}
Files = dict[str, str]
Edit = Callable[[Files, int, int], Files]


def _pick(files: Files, which: int, prefix: str = "vault/", suffix: str = ".md") -> str:
    """Return one of the files in a folder, or a name for a new one where none is left."""
    fitting = sorted(path for path in files if path.startswith(prefix) and path.endswith(suffix))
    return fitting[which % len(fitting)] if fitting else f"{prefix}new{suffix}"


def text(files: Files, which: int, how: int) -> Files:
    path = _pick(files, which)
    more = (
        "\nMore.\n",
        "\n[[Triage]] #t1046\n",
        "\n## scan\n\n```query\nfile:T1\n```\n",
        "\n![[T1059#^shells]]\n",
    )
    return files | {path: files.get(path, "") + more[how % len(more)]}


def heading(files: Files, which: int, how: int) -> Files:
    path = _pick(files, which)
    return files | {path: files.get(path, "").replace("\n# ", f"\n# New {how} ", 1)}


def rename(files: Files, which: int, how: int) -> Files:
    path = _pick(files, which)
    names = ("vault/renamed.md", "vault/deep/er/renamed.md", "vault/lost.md", "vault/T1059.001.md")
    return {name: body for name, body in files.items() if name != path} | {
        names[how % len(names)]: files.get(path, "# New\n")
    }


def swap(files: Files, which: int, how: int) -> Files:
    one, other = _pick(files, which), _pick(files, which + 1 + how)
    return files | {one: files.get(other, ""), other: files.get(one, "")}


def retag(files: Files, which: int, how: int) -> Files:
    path = _pick(files, which)
    tags = ("techniques, t1046", "detection_rule, t1059", "guide", "windows, techniqeus")
    body = files.get(path, "").partition("\n---\n")[2]
    return files | {path: note(tags[how % len(tags)], body)}


def delete(files: Files, which: int, how: int) -> Files:
    path = _pick(files, which, *(("vault/", ".md"), ("vault/", ".md"), ("vault/", ""))[how % 3])
    return {name: body for name, body in files.items() if name != path}


def add(files: Files, which: int, how: int) -> Files:
    bodies = (
        note("techniques, t1110", "# T1110 Brute force\n\n[[T1046]]\n"),
        note("detection_rule, t1046", f"# Added\n\n```yml\n{rule('Added', 'added.exe')}```\n"),
        "# Former\n\n```query\n[aliases:Earlier]\n```\n",
    )
    return files | {f"vault/added{which % 2}.md": bodies[how % len(bodies)]}


def attachment(files: Files, which: int, how: int) -> Files:
    return files | {f"vault/{('picture.png', 'deep/picture.png')[which % 2]}": f"two {how}"}


def template(files: Files, which: int, how: int) -> Files:  # noqa: ARG001
    return files | {"mkdocs.yml": mkdocs_yml(themed=True), THEME: ("theirs", "")[how % 2]}


def setting(files: Files, which: int, how: int) -> Files:
    themed = which % 3 == 2
    return files | {
        "mkdocs.yml": mkdocs_yml(("T", "U")[which % 2], OPTIONS[how % len(OPTIONS)], themed=themed)
    }


def mounted(files: Files, which: int, how: int) -> Files:
    path = _pick(files, which, "mounted/", ".yml")
    match how % 4:
        case 0:
            return {name: body for name, body in files.items() if name != path}
        case 1:
            return files | {"mounted/deep/gnu.yml": rule("Gnu", "gnu.exe")}
        case 2:
            return files | {path: rule("Other title", "zebra.exe", tag="t1110")}
        case _:
            return files | {path: rule("Zebra", "other.exe", "critical")}


def touch(files: Files, which: int, how: int) -> Files:  # noqa: ARG001
    return dict(files)


EDITS: tuple[Edit, ...] = (
    *(text, heading, rename, swap, retag, delete, add),
    *(attachment, template, setting, mounted, touch),
)


def undo(past: Sequence[Files], steps: int) -> Files:
    return past[max(0, len(past) - 1 - steps)]


STEPS = st.tuples(st.sampled_from((*EDITS, None)), st.integers(0, 11), st.integers(0, 11))
"""An edit, to which file, and how; None takes edits back."""


@dataclass
class Project:
    """A project on disk, which each example has anew at the same place, with the cache of the project's first build."""

    folder: Path
    past: list[Files] = field(default_factory=list)

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def begin(self, files: Files) -> None:
        for name in ("project", "cache", "site"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self.past = [{}]
        self.write(files)
        # Without a site nothing is done twice, but all that the cache keeps of notes and rules is there.
        if (self.folder / "first").is_dir():
            shutil.copytree(self.folder / "first", self.folder / "cache")
        else:
            self.build()
            shutil.copytree(self.folder / "cache", self.folder / "first")

    def write(self, files: Files) -> None:
        """Bring the disk to a state; where nothing differs, all files get another time."""
        before = self.past[-1]
        for path in before.keys() - files.keys():
            (self.folder / "project" / path).unlink()
        for path, body in files.items():
            target = self.folder / "project" / path
            if before.get(path) != body:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(body, "utf-8")
            elif before == files:
                os.utime(target, (1_000_000_000, 1_000_000_000))
        self.past.append(files)

    def build(self) -> dict[str, bytes]:
        build_site(self.folder / "project", site_dir=self.site, jobs=1, cache=Cache(self.folder / "cache"))
        return contents(self.site)

    def built_without_cache(self) -> dict[str, bytes]:
        fresh = self.folder / "fresh"
        build_site(self.folder / "project", site_dir=fresh, jobs=1, cache=NO_CACHE)
        return contents(fresh)

    def follow(self, steps: Sequence[tuple[Edit | None, int, int]]) -> dict[str, bytes]:
        """Build after each step, and return the last site."""
        built: dict[str, bytes] = {}
        for edit, which, how in steps:
            self.write(edit(self.past[-1], which, how) if edit else undo(self.past[1:], 1 + which % 2))
            built = self.build()
        return built


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def stale(warm: dict[str, bytes], cold: dict[str, bytes]) -> list[str]:
    """Return the paths of the files in which two sites differ."""
    return sorted(path for path in warm.keys() | cold.keys() if warm.get(path) != cold.get(path))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("edited"))


@given(st.lists(STEPS, min_size=2, max_size=4))
@settings(
    max_examples=20,
    # Each example takes a few builds: a failure is told as it was found, since it is short anyway.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
def test_after_any_edits_no_page_is_stale(
    project: Project, steps: list[tuple[Edit | None, int, int]]
) -> None:
    project.begin(PROJECT)
    assert stale(project.follow(steps), project.built_without_cache()) == []


def test_the_search_of_a_site_is_not_stale_either(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_shards, "_PAGES", 3)
    searched = PROJECT | {"mkdocs.yml": mkdocs_yml(options="conversions: false")}
    project.begin(PROJECT)
    project.write(searched)
    first = project.build()
    project.follow([(text, 0, 0), (rename, 2, 0), (delete, 5, 0)])
    assert stale(project.follow([(None, 1, 0), (mounted, 0, 2)]), project.built_without_cache()) == []
    assert any(path.startswith(INDEX) for path in stale(first, contents(project.site)))


def _read_under_any_path(patch: pytest.MonkeyPatch) -> None:
    careful = read_notes._key
    patch.setattr(read_notes, "_key", lambda file, kinds: careful(replace(file, path=""), kinds))


def _read_with_any_kinds(patch: pytest.MonkeyPatch) -> None:
    careful = read_notes._key
    patch.setattr(read_notes, "_key", lambda file, _: careful(file, Kinds()))


def _any_vault(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(remembered_build, "fingerprint", lambda _: "")


def _any_content(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(remembered_build, "content_of", lambda file: [str(file)])


def _any_rule(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(read_each, "key", lambda parser, path, _: key(parser, path))


def _any_text(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(last_pages, "without_secret", lambda _: "")


def _any_frame(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(write_ahead, "digest_of_frame", lambda _: "")


HARM = {
    "path of a note": (_read_under_any_path, [(text, 2, 0), (rename, 2, 0)]),
    "kinds": (_read_with_any_kinds, [(text, 2, 0), (setting, 0, 3)]),
    "vault": (_any_vault, [(text, 2, 0), (text, 3, 0)]),
    "attachment": (_any_content, [(text, 2, 0), (attachment, 0, 0)]),
    "template": (_any_content, [(template, 0, 0), (template, 0, 1)]),
    "mounted rule": (_any_rule, [(mounted, 0, 3), (mounted, 0, 2)]),
    "text of a page": (_any_text, [(touch, 0, 0), (text, 2, 0)]),
    "frame of a page": (_any_frame, [(touch, 0, 0), (setting, 1, 0)]),
}
"""Parts of keys with what forgets them and, as an example above may have it, which edits then leave pages stale."""


@pytest.mark.parametrize(("forget", "steps"), HARM.values(), ids=HARM)
def test_a_key_that_forgets_something_is_found_out(
    forget: Callable[[pytest.MonkeyPatch], None],
    steps: list[tuple[Edit, int, int]],
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project.begin(PROJECT)
    with monkeypatch.context() as patch:
        forget(patch)
        warm = project.follow(steps)
        cold = project.built_without_cache()
    assert stale(warm, cold) != []


def test_a_shard_that_forgets_the_texts_of_its_pages_is_found_out(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_shards, "_PAGES", 3)
    paths = property(lambda shard: "".join(page.path for page in shard.pages).encode())
    monkeypatch.setattr(search_shards.Shard, "digest", paths)
    project.begin(PROJECT)
    project.write(PROJECT | {"mkdocs.yml": mkdocs_yml(options="conversions: false")})
    project.build()
    found = stale(project.follow([(text, 2, 0)]), project.built_without_cache())
    assert found
    assert all(path.startswith(INDEX) for path in found), found
