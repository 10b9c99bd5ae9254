"""``kbgen export``: what it writes, and what it refuses."""

import csv
import io
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import networkx as nx
import pytest
from coverage_worlds import rule, technique

from kbgen.cli.export import FORMATS
from kbgen.cli.main import main
from kbgen.exporters.navigator import LayerKind
from kbgen.project import Project

MakeVault = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., tuple[int, str, str]]
NOTES = {
    "T1046.md": technique("T1046", "Windows", "Linux"),
    "T1078.md": technique("T1078", "Azure AD"),
    "r.md": rule("T1046"),
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function from arguments to exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kbgen", "export", *map(str, arguments)])
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        else:
            code = 0
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_the_formats_are_those_of_the_interface() -> None:
    assert set(FORMATS) == {"navigator", "graphml", "json", "csv", "markdown"}


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_goes_to_standard_output_or_a_file(
    run: Run, make_vault: MakeVault, tmp_path: Path, form: str
) -> None:
    vault, file = make_vault(NOTES), tmp_path / "out"
    code, out, err = run(form, vault)
    assert (code, err) == (0, "")
    assert run(form, vault, "-o", file) == (0, "", "")
    assert file.read_text(encoding="utf-8") == out != ""


def test_the_model_of_coverage_is_what_kbgen_coverage_writes(run: Run, make_vault: MakeVault) -> None:
    vault = make_vault(NOTES)
    assert json.loads(run("json", vault)[1])["summary"]["claimed"] == 1
    assert run("markdown", vault)[1].startswith("# Coverage\n")
    rows = list(csv.DictReader(io.StringIO(run("csv", vault)[1])))
    assert [row["verdict"] for row in rows] == ["untested", "untested", "gap", "gap", "gap"]


def test_the_graph_is_that_of_kbgen_graph(run: Run, make_vault: MakeVault) -> None:
    vault = make_vault(NOTES)
    found = nx.read_graphml(io.BytesIO(run("graphml", vault)[1].encode()), force_multigraph=True)
    stats = Project(vault).graph.stats
    assert (found.number_of_nodes(), found.number_of_edges()) == (stats.nodes, stats.edges)


@pytest.mark.parametrize("kind", LayerKind)
def test_each_layer_says_in_its_name_what_it_shows(run: Run, make_vault: MakeVault, kind: LayerKind) -> None:
    document = json.loads(run("navigator", make_vault(NOTES), "--layer", kind.value)[1])
    assert document["name"] == f"vault: {kind.value}"


@pytest.mark.parametrize(
    ("name", "shown"), [("linux", "Linux"), ("AZURE AD", "Azure AD"), ("Identity Provider", "Azure AD")]
)
def test_a_platform_is_found_by_any_of_its_names(
    run: Run, make_vault: MakeVault, name: str, shown: str
) -> None:
    document = json.loads(run("navigator", make_vault(NOTES), "--platform", name)[1])
    assert document["name"] == f"vault: coverage on {shown}"
    assert document["filters"] == {"platforms": [shown]}
    assert len(document["techniques"]) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("navigator", "--platform", "Widnows"), "did you mean Windows?"),
        (("navigator", "--platform", "PRE"), "there are: Azure AD, Linux, Windows"),
        (("navigator", "--platform", ""), "there are: Azure AD, Linux, Windows"),
        (("csv", "--platform", "Windows"), "--layer and --platform are for the format navigator"),
        (("graphml", "--layer", "gaps"), "--layer and --platform are for the format navigator"),
        (("navigator", "--layer", "heat"), "heat"),
        (("yaml",), "yaml"),
        ((), "FORMAT"),
    ],
)
def test_misuse_ends_with_two_and_the_way_out(
    run: Run, make_vault: MakeVault, arguments: tuple[str, ...], told: str
) -> None:
    form, *options = arguments or ("",)
    code, out, err = run(*(form, make_vault(NOTES), *options) if form else ())
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_a_layer_of_a_published_site_links_to_its_pages(
    run: Run, make_vault: MakeVault, tmp_path: Path
) -> None:
    vault = make_vault(NOTES)
    config = tmp_path / "mkdocs.yml"
    config.write_text(
        f"site_name: Orchard\nsite_url: https://kb.example.org/kb\ndocs_dir: {vault.name}\nplugins: [kbgen]\n",
        encoding="utf-8",
    )
    document = json.loads(run("navigator", tmp_path)[1])
    assert document["name"] == "Orchard: coverage"
    assert document["techniques"][0]["links"][0]["url"] == "https://kb.example.org/kb/techniques/T1046/"
