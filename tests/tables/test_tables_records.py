"""Notes as records of Dataview's."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from kbgen.tables.inline_fields import possible_fields
from kbgen.tables.property_values import read_date
from kbgen.tables.records import UNKNOWN_FILE_FIELDS, Record, normal_form
from kbgen.tables.tables import Tables
from kbgen.tables.values import Date, Link, LinkKind, Object, Unknown, Value

MakeTables = Callable[[Mapping[str, str]], Tables]

WORLD = {
    "Hosts/web 1.md": "---\ntags: [asset/server, Zone-A]\naliases: [frontend, ' web ']\nOwner Team: Ops\nRank: 07\n---\n"
    "See [[db]], [[db#Keys]], ![[plan.png]], [[gone]] and #asset/linux.\n",
    "Hosts/db.md": "---\ntag: store, Vault\nalias: a, b\n---\n[[web 1]]\n",
    "start.md": '---\nup: "[[db|the store]]"\n---\n[x](Hosts/db.md)\n',
    "plan.png": "",
}


@pytest.fixture(scope="module")
def tables(make_tables: MakeTables) -> Tables:
    return make_tables(WORLD)


def file_of(record: Record) -> Object:
    found = record.page.entries["file"]
    assert isinstance(found, Object)
    return found


def field(tables: Tables, path: str, name: str) -> object:
    return file_of(tables.records[path]).entries[name]


def to(path: str) -> Link:
    return Link(path, exists=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("path", "Hosts/web 1.md"),
        ("folder", "Hosts"),
        ("name", "web 1"),
        ("ext", "md"),
        ("link", to("Hosts/web 1.md")),
        ("tags", ("#asset/linux", "#asset", "#asset/server", "#Zone-A")),
        ("etags", ("#asset/linux", "#asset/server", "#Zone-A")),
        ("aliases", ("frontend", "web")),
        ("outlinks", (to("Hosts/db.md"), Link("gone", exists=False), to("plan.png"))),
        ("inlinks", (to("Hosts/db.md"),)),
    ],
)
def test_implicit_fields(tables: Tables, name: str, value: Value) -> None:
    assert field(tables, "Hosts/web 1.md", name) == value


def test_front_matter_is_raw(tables: Tables) -> None:
    raw = field(tables, "start.md", "frontmatter")
    assert raw == Object({"up": "[[db|the store]]"})


def test_old_names_of_tags_and_aliases_count(tables: Tables) -> None:
    assert field(tables, "Hosts/db.md", "tags") == ("#store", "#Vault")
    assert field(tables, "Hosts/db.md", "aliases") == ("a", "b")


def test_tags_and_aliases_that_are_no_texts(make_tables: MakeTables) -> None:
    text = "---\ntags: [true, 2023, 1.50, null, [deep, {a: b}]]\naliases: [null, 7]\nalias: {a: b}\n---\n"
    file = file_of(make_tables({"n.md": text}).records["n.md"])
    assert file.entries["tags"] == ("#true", "#2023", "#1.5", "#deep")
    assert file.entries["aliases"] == ("null", "7")


def test_links_of_properties_and_of_markdown_count(tables: Tables) -> None:
    assert field(tables, "start.md", "outlinks") == (to("Hosts/db.md"),)
    assert field(tables, "Hosts/db.md", "inlinks") == (to("start.md"), to("Hosts/web 1.md"))


@pytest.mark.parametrize("name", UNKNOWN_FILE_FIELDS)
def test_what_no_checkout_tells_is_unknown(tables: Tables, name: str) -> None:
    found = field(tables, "start.md", name)
    assert isinstance(found, Unknown)
    assert found.word == f"file.{name}"


def test_properties_have_their_name_and_its_normal_form(tables: Tables) -> None:
    entries = tables.records["Hosts/web 1.md"].page.entries
    assert entries["Owner Team"] == entries["owner-team"] == "Ops"
    assert entries["Rank"] == entries["rank"] == 7.0


def test_two_spellings_of_a_name_make_a_list(make_tables: MakeTables) -> None:
    entries = make_tables({"a.md": "---\nBig One: 1\nbig one: 2\n---\n"}).records["a.md"].page.entries
    assert entries["big-one"] == (1.0, 2.0)


@pytest.mark.parametrize(
    ("name", "form"),
    [("Key", "key"), ("My  Key", "my--key"), ("Hello!", "hello"), ("a_b-c", "a_b-c"), ("É", "é")],
)
def test_normal_forms(name: str, form: str) -> None:
    assert normal_form(name) == form


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024-05-06", Date(datetime.fromisoformat("2024-05-06"), "2024-05-06")),
        ("2024-05", Date(datetime.fromisoformat("2024-05-01"), "2024-05")),
        ("2024-05-06T07:08", Date(datetime.fromisoformat("2024-05-06T07:08"), "2024-05-06T07:08")),
        (
            "2024-05-06T07:08:09.250",
            Date(datetime.fromisoformat("2024-05-06T07:08:09.250"), "2024-05-06T07:08:09.250"),
        ),
        ("2024/05/06", "2024/05/06"),
        ("2024-05-06 07:08", "2024-05-06 07:08"),
        ("2024-13-06", "2024-13-06"),
        ("1.10", 1.1),
        ("true", True),
        ("~", None),
        ("[a, 2]", ("a", 2.0)),
        ("{a: 2024-05-06}", Object({"a": Date(datetime.fromisoformat("2024-05-06"), "2024-05-06")})),
        (
            '"[[db#Big Keys|k]]"',
            Link("Hosts/db.md", exists=True, text="k", fragment="Big Keys", kind=LinkKind.HEADING),
        ),
        ('"[[db#^k1]]"', Link("Hosts/db.md", exists=True, fragment="k1", kind=LinkKind.BLOCK)),
        ('"![[plan.png]]"', Link("plan.png", exists=True, embed=True)),
        ('"see [[db]]"', "see [[db]]"),
        ("'#a'", "#a"),
    ],
)
def test_values_as_dataview_reads_them(make_tables: MakeTables, written: str, value: Value) -> None:
    tables = make_tables({**WORLD, "n.md": f"---\nx: {written}\n---\n"})
    assert tables.records["n.md"].page.entries["x"] == value


@pytest.mark.parametrize(
    "written",
    [
        "7 hours",
        "4min",
        "9 years, 8 months",
        "6hr4min",
        "-2d",
        "2024-05-06T07:08:09Z",
        "2024-02-31",
        "[1, 3 days]",
    ],
)
def test_durations_and_dates_of_zones_are_unknown(make_tables: MakeTables, written: str) -> None:
    tables = make_tables({"n.md": f"---\nx: {written}\n---\n"})
    assert isinstance(tables.records["n.md"].page.entries["x"], Unknown)


@pytest.mark.parametrize("text", ["4 more", "5", "7 apples", "3 m n", "2024-05-06T", "20240506"])
def test_other_texts_stay_texts(make_tables: MakeTables, text: str) -> None:
    tables = make_tables({"n.md": f'---\nx: "{text}"\n---\n'})
    assert tables.records["n.md"].page.entries["x"] == text


def test_a_fraction_of_a_zone_is_no_date() -> None:
    assert read_date("2024-05-06T07+02:00") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("State:: open", {"State"}),
        ("**Big State**:: open", {"Big State"}),
        ("- Due Day:: 2024", {"Due Day", "- Due Day"}),
        ("I give [stars:: 5] and (mood:: fine).", {"stars", "mood"}),
        ("- a long\n  name:: 3", {"name", "a long name", "- a long name"}),
        ("$x = [Convert]::ToBase64String($y)", set()),
        ("std::cout", {"std"}),
        ("no field: here", set()),
        ("- pay 📅 2024-05-06", {"due"}),
        ("- pay ✅ 2024-05-06", {"completion"}),
    ],
)
def test_possible_inline_fields(text: str, names: set[str]) -> None:
    assert possible_fields(text) == names


def test_a_possible_inline_field_is_unknown_and_nothing_else(make_tables: MakeTables) -> None:
    tables = make_tables({"n.md": "---\nstate: open\nrank: 1\n---\nState:: closed\n"})
    entries = tables.records["n.md"].page.entries
    assert isinstance(entries["State"], Unknown)
    assert entries["rank"] == 1.0
    assert "n.md" in entries["State"].reason


def test_a_normal_form_of_a_stated_and_an_inline_name_is_unknown(make_tables: MakeTables) -> None:
    entries = make_tables({"n.md": "State:: closed\n"}).records["n.md"].page.entries
    assert isinstance(entries["state"], Unknown)


def test_invalid_front_matter_has_no_fields(make_tables: MakeTables) -> None:
    record = make_tables({"n.md": "---\na: [\n---\n#tag\n"}).records["n.md"]
    assert set(record.page.entries) == {"file"}
    assert record.tags == ("#tag",)


def test_look_ups(tables: Tables) -> None:
    assert tables.in_folder["Hosts"] == {"Hosts/web 1.md", "Hosts/db.md"}
    assert tables.in_folder[""] == set(WORLD)
    assert tables.by_tag["asset"] == {"Hosts/web 1.md"}
    assert tables.by_tag["zone-a"] == {"Hosts/web 1.md"}
    assert tables.linking["gone"] == {"Hosts/web 1.md"}
    assert tables.in_order(WORLD) == ["Hosts/db.md", "plan.png", "start.md", "Hosts/web 1.md"]


def test_very_long_runs_take_no_time() -> None:
    assert possible_fields("a " * 200_000 + "::" + " b::" * 2000)
