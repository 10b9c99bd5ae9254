"""How a name finds its file: one test for each rule of section 5.2 of the dialect."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.knowledge.names import Names, Resolution


def found(target: str, source: str, *paths: str) -> str | None:
    return Names(paths).resolve(target, source).path


def test_1_an_empty_path_is_the_note_itself() -> None:
    assert found("", "a/b.md", "a/b.md", "b.md") == "a/b.md"


@pytest.mark.parametrize(
    "target", ["host list", "HOST LIST", "Host List.md", "hOST lIST.MD", "INV/Host list"]
)
def test_2_case_does_not_count(target: str) -> None:
    assert found(target, "x.md", "Inv/Host List.md", "x.md") == "Inv/Host List.md"


def test_2_the_path_with_md_appended_comes_first() -> None:
    paths = ("plan.png", "plan.png.md")
    assert found("plan.png", "x.md", *paths) == "plan.png.md"
    assert found("plan.png", "x.md", "plan.png") == "plan.png"
    assert found("plan", "x.md", "plan.png") is None


def test_2_it_comes_first_through_all_rules() -> None:
    assert (
        found("plan.png", "x/a.md", "x/plan.png", "plan.png", "deep/er/plan.png.md") == "deep/er/plan.png.md"
    )


def test_2_a_name_that_ends_in_md_is_taken_as_it_stands() -> None:
    assert found("a.md", "x.md", "a.md.md") is None
    assert found("a.md", "x.md", "a.md", "a.md.md") == "a.md"
    assert found("a", "x.md", "a.MD") == "a.MD"


def test_2_a_dot_in_the_name_is_no_extension() -> None:
    assert found("T1059.001 - Shell", "x.md", "T1059.001 - Shell.md", "T1059.md") == "T1059.001 - Shell.md"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("./b", "x/y/b.md"),
        ("../b", "x/b.md"),
        ("../../b", "b.md"),
        ("/b", "b.md"),
        ("/x/b", "x/b.md"),
        ("./../y/b", "x/y/b.md"),
        ("../y/./b.md", "x/y/b.md"),
    ],
)
def test_3_relative_and_absolute_paths(target: str, expected: str) -> None:
    assert found(target, "x/y/a.md", "b.md", "x/b.md", "x/y/b.md", "x/y/a.md") == expected


@pytest.mark.parametrize("target", ["./c", "../c", "/c", "../../../c", "./z/c"])
def test_3_they_have_no_fallback(target: str) -> None:
    assert found(target, "x/y/a.md", "z/c.md", "x/y/a.md") is None


def test_4_a_file_at_exactly_this_path_wins_over_one_beside_the_source() -> None:
    assert found("b", "x/a.md", "b.md", "x/b.md") == "b.md"
    assert found("y/b", "x/a.md", "y/b.md", "x/y/b.md") == "y/b.md"


def test_5_the_file_in_the_folder_of_the_source_wins() -> None:
    assert found("b", "long/folder/a.md", "s/b.md", "long/folder/b.md") == "long/folder/b.md"
    assert found("y/b", "long/a.md", "s/y/b.md", "long/y/b.md") == "long/y/b.md"


def test_5_parent_folders_count_for_nothing() -> None:
    assert found("b", "long/folder/a.md", "s/b.md", "long/b.md") == "s/b.md"


def test_5_whole_parts_of_the_path_must_agree() -> None:
    assert found("b", "x.md", "y/ab.md") is None
    assert found("y/b", "x.md", "z/xy/b.md") is None
    assert found("y/b", "x.md", "z/y/b.md") == "z/y/b.md"


def test_6_otherwise_the_shortest_path_by_length_of_the_text() -> None:
    assert found("b", "x.md", "a/a/b.md", "folder/b.md") == "a/a/b.md"
    assert found("b", "x.md", "folder/b.md", "a/a/a/a/b.md") == "folder/b.md"


def test_6_of_equal_length_the_first_in_code_point_order_with_a_notice() -> None:
    names = Names(("z/b.md", "Z/b.md", "a/b.md", "longer/b.md"))
    assert names.resolve("b", "x.md") == Resolution("Z/b.md", ("Z/b.md", "a/b.md", "z/b.md"))
    assert Names(("z/b.md", "longer/b.md")).resolve("b", "x.md").ambiguous == ()


def test_6_nothing_is_ambiguous_where_an_earlier_rule_decides() -> None:
    names = Names(("y/b.md", "z/b.md"))
    assert names.resolve("b", "z/a.md") == Resolution("z/b.md")
    assert names.resolve("y/b", "z/a.md") == Resolution("y/b.md")


@pytest.mark.parametrize("target", ["missing", "https://host.example/b", "b/", "..", "/", "*", "b\\b"])
def test_7_otherwise_unresolved(target: str) -> None:
    assert found(target, "x.md", "a/b.md", "x.md") is None


def test_names_compare_in_the_same_normal_form() -> None:
    composed, decomposed = (unicodedata.normalize(form, "Notes/Größe und Maß.md") for form in ("NFC", "NFD"))
    for on_disk, target in ((composed, decomposed), (decomposed, composed)):
        assert on_disk != target
        assert found(target, "x.md", on_disk) == on_disk
        assert found("GRÖẞE UND MASS", "x.md", on_disk) == on_disk


def test_attachments_are_found_by_their_whole_name() -> None:
    assert found("plan.png", "x.md", "img/plan.png") == "img/plan.png"
    assert found("img/PLAN.PNG", "x.md", "deep/img/plan.png") == "deep/img/plan.png"


def test_the_nearest_name() -> None:
    names = Names(("a/Host list.md", "plan.png"))
    assert names.nearest("Hots list") == "Host list"
    assert names.nearest("x/Host lst") == "Host list"
    assert names.nearest("Something else entirely") is None


PATH = st.lists(st.sampled_from(["a", "b", "A", "é", "x y"]), min_size=1, max_size=3).map("/".join)


@settings(deadline=None)
@given(st.sets(PATH, min_size=1, max_size=6), PATH, PATH)
def test_resolution_agrees_with_the_rules_read_one_by_one(names: set[str], target: str, source: str) -> None:
    paths = sorted(f"{name}.md" for name in names)
    folder = source.rpartition("/")[0]
    wanted = f"{target}.md".casefold()
    exact = [path for path in paths if path.casefold() == wanted]
    ending = [path for path in paths if f"/{path}".casefold().endswith(f"/{wanted}")]
    own = [path for path in ending if path.casefold() == f"{folder}/{wanted}".casefold()]
    shortest = sorted(ending, key=lambda path: (len(path), path))
    expected = next(iter([*exact, *own, *shortest]), None)
    assert found(target, f"{source}.md", *paths) == expected
