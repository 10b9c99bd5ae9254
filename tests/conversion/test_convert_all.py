"""The rules of all notes in other languages; what was converted before is not converted again."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from kbgen.cache import NO_CACHE, Cache
from kbgen.conversion import build, languages
from kbgen.conversion.build import Conversions, convert_all
from kbgen.conversion.convert import Conversion, ConversionFailure, Outcome, Texts, convert
from kbgen.conversion.languages import PYSIGMA, TARGETS, Target, installed_targets, installed_versions
from kbgen.conversion.rule_texts import rule_texts
from kbgen.project import Project
from kbgen.settings import QueryLanguage, Settings, Source, SourceKind

MakeVault = Callable[[Mapping[str, str | bytes]], Path]

needs_pysigma = pytest.mark.skipif(
    not installed_versions(PYSIGMA, *(target.distribution for target in TARGETS)),
    reason="the extra kbgen[sigma] is not installed",
)
SPLUNK = TARGETS[0]


def yaml(name: str, more: str = "") -> str:
    return (
        f"title: {name}\nname: {name}\nlogsource: {{product: windows, category: process_creation}}\n"
        f"detection: {{s: {{Image: {name}.exe}}, condition: s}}\n{more}"
    )


def joining(*rules: str) -> str:
    return f"title: Joined\ncorrelation: {{type: temporal, rules: [{', '.join(rules)}], group-by: [User], timespan: 5m}}\n"


def note(*blocks: str) -> str:
    fenced = "\n".join(f"```yml\n{block}```\n" for block in blocks)
    return f"---\ntags: [detection_rule]\n---\n{fenced}"


FILES: Mapping[str, str | bytes] = {
    "first.md": note("key: value\n", yaml("first")),
    "second.md": note(yaml("second")),
    "joined.md": note(joining("first", "second", "unknown")),
    "far.md": note(joining("far_away").replace("title: Joined", "title: Far")),
    "away.md": note(joining("first").replace("title: Joined", "title: Away\nname: far_away")),
    "round.md": note(joining("round").replace("title: Joined", "title: Round\nname: round")),
    "both.md": note(f"{joining('near')}---\n{yaml('near')}"),
    "broken.md": note("title: [\nlogsource: a\ndetection: b\n"),
    "half.md": note(f"{yaml('half')}---\ntitle: [\nlogsource: a\ndetection: b\n"),
    "filter.md": note(
        "title: F\nlogsource: {product: a}\nfilter: {rules: [first], s: {A: b}, condition: s}\n"
    ),
    "none.md": note(),
    "page.md": "```yml\nkey: value\n```\n",
}


def test_the_texts_of_rules_come_with_those_that_they_join(make_vault: MakeVault) -> None:
    texts = rule_texts(Project(make_vault(FILES)).knowledge)
    assert {path: [text.partition("\n")[0] for text in found] for path, found in texts.items()} == {
        "away.md": ["title: Away", "title: first"],
        "both.md": ["title: Joined"],
        "far.md": ["title: Far", "title: Away", "title: first"],
        "first.md": ["title: first"],
        "joined.md": ["title: Joined", "title: first", "title: second"],
        "round.md": ["title: Round"],
        "second.md": ["title: second"],
    }
    assert texts["first.md"] == (yaml("first"),)


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Replace pySigma by a function that only notes what it is asked for."""
    asked: list[tuple[str, str]] = []

    def fake(texts: Texts, target: Target) -> Outcome:
        title = texts[0].partition("\n")[0].removeprefix("title: ")
        asked.append((title, target.language.value))
        if title == "second":
            return ConversionFailure(target.language, "no <b> for this")
        return Conversion(target.language, "fields", f"search {title} & more")

    monkeypatch.setattr(build, "convert", fake)
    monkeypatch.setattr(build, "versions_of", lambda target: f"1 {target.product}")
    return asked


def small(make_vault: MakeVault) -> Project:
    return Project(make_vault({name: FILES[name] for name in ("first.md", "second.md")}))


def test_each_rule_has_an_outcome_for_each_language(
    make_vault: MakeVault, converted: list[tuple[str, str]]
) -> None:
    found = convert_all(small(make_vault).knowledge, TARGETS[:2], NO_CACHE)
    assert found == {
        "first.md": tuple(
            Conversion(target.language, "fields", "search first & more") for target in TARGETS[:2]
        ),
        "second.md": tuple(ConversionFailure(target.language, "no <b> for this") for target in TARGETS[:2]),
    }
    assert len(converted) == 4
    assert convert_all(small(make_vault).knowledge, (), NO_CACHE) == {}
    assert len(converted) == 4


def test_what_was_converted_before_is_not_converted_again(
    make_vault: MakeVault,
    converted: list[tuple[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = tmp_path / "cache"
    project = small(make_vault)
    cold = convert_all(project.knowledge, TARGETS[:1], Cache(kept))
    converted.clear()
    assert convert_all(project.knowledge, TARGETS[:1], Cache(kept)) == cold
    assert converted == []
    convert_all(project.knowledge, TARGETS[:2], Cache(kept))
    assert converted == [("first", "esql"), ("second", "esql")]
    converted.clear()
    (project.folder / "first.md").write_text(note(yaml("changed")))
    convert_all(Project(project.folder).knowledge, TARGETS[:2], Cache(kept))
    assert converted == [("changed", "splunk"), ("changed", "esql")]
    converted.clear()
    monkeypatch.setattr(build, "versions_of", lambda target: f"2 {target.product}")
    convert_all(Project(project.folder).knowledge, TARGETS[:1], Cache(kept))
    assert converted == [("changed", "splunk"), ("second", "splunk")]


def test_bytes_that_are_no_outcome_are_not_believed(
    make_vault: MakeVault, converted: list[tuple[str, str]], tmp_path: Path
) -> None:
    class Fooled(Cache):
        def get_many(self, group: str, names: object) -> dict[str, bytes]:
            assert group == "conversions"
            return dict.fromkeys(names, b"\x92\x01\x02")  # type: ignore[call-overload, no-any-return]

    found = convert_all(small(make_vault).knowledge, TARGETS[:1], Fooled(tmp_path))
    assert [type(outcome) for (outcome,) in found.values()] == [Conversion, ConversionFailure]
    assert len(converted) == 2


def test_a_project_converts_into_the_languages_of_its_settings(make_vault: MakeVault) -> None:
    vault = make_vault({"first.md": FILES["first.md"]})
    assert Project(vault, Settings(conversions=())).conversions == {}
    expected = [target.language for target in installed_targets([QueryLanguage.KUSTO])]
    found = Project(vault, Settings(conversions=(QueryLanguage.KUSTO,))).conversions
    assert [outcome.language for outcomes in found.values() for outcome in outcomes] == expected


@needs_pysigma
def test_languages_are_in_the_order_of_the_table() -> None:
    assert installed_targets(QueryLanguage) == TARGETS
    assert installed_targets([QueryLanguage.KUSTO, QueryLanguage.SPLUNK]) == (TARGETS[0], TARGETS[2])
    assert installed_targets([]) == ()


def test_a_language_whose_package_is_absent_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name == SPLUNK.distribution:
            raise PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(languages, "version", version)
    installed_versions.cache_clear()
    try:
        assert installed_targets(QueryLanguage) == TARGETS[1:]
        assert languages.versions_of(SPLUNK) == ""
        assert languages.versions_of(TARGETS[1]) == "1.0 1.0"
    finally:
        installed_versions.cache_clear()


UNTOUCHED = """
import sys
from kbgen.cli.main import main
sys.argv = ["kbgen", "check", "--fail-on", "never", sys.argv[1]]
try:
    main()
finally:
    loaded = [name for name in sys.modules if name.split(".")[0] in ("sigma", "pyparsing", "diskcache")]
    assert not loaded, loaded
"""


def test_pysigma_is_not_imported_where_nothing_is_converted(make_vault: MakeVault) -> None:
    vault = make_vault({"first.md": FILES["first.md"]})
    done = subprocess.run(
        [sys.executable, "-c", UNTOUCHED, str(vault)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@needs_pysigma
@pytest.mark.corpora
def test_all_rules_of_sigmahq_are_converted_or_say_why(corpora: Path, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir()
    rules = corpora / "sigma-rules" / "rules"
    project = Project(folder, Settings(sources=(Source(SourceKind.SIGMA, str(rules)),)))
    found = convert_all(project.knowledge, TARGETS, Cache(tmp_path / "cache"))
    assert len(found) > 3_000
    assert _share(found, QueryLanguage.SPLUNK) > 0.99
    assert _share(found, QueryLanguage.ESQL) > 0.95
    assert _share(found, QueryLanguage.KUSTO) > 0.6
    assert convert_all(project.knowledge, TARGETS, Cache(tmp_path / "cache")) == found
    some = set(list(found)[::40])
    alone = {
        path: tuple(convert(texts, target) for target in TARGETS)
        for path, texts in rule_texts(project.knowledge).items()
        if path in some
    }
    assert alone == {path: found[path] for path in sorted(some)}


def _share(found: Conversions, language: QueryLanguage) -> float:
    outcomes = [item for outcomes in found.values() for item in outcomes if item.language is language]
    return sum(isinstance(outcome, Conversion) for outcome in outcomes) / len(outcomes)
