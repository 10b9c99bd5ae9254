"""The paths of notes: fit for links and file systems, and never the same twice."""

import pytest

from kbgen.sources.sigma_atomics_paths import distinct_paths, note_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("proc_creation_win_x", "proc_creation_win_x"),
        ("T1053.005 - Scheduled Task/Job- Scheduled Task", "T1053.005 - Scheduled Task_Job- Scheduled Task"),
        ("a#b^c[d]|e", "a_b_c_d__e"),
        ('what? "x" <y>', "what_ _x_ _y_"),
        (".hidden", "_hidden"),
        ("ends. ", "ends"),
        (" two\n lines ", "two lines"),
        ("...", "_"),
        ("", "_"),
        ("e\u0301", "\xe9"),
        ("n" * 300, "n" * 150),
    ],
)
def test_a_name_is_fit_for_links_and_file_systems(text: str, name: str) -> None:
    assert note_name(text) == name


def test_each_note_gets_what_it_wants_while_that_is_free() -> None:
    wanted = [("a", "x/a.yml"), ("b", "x/b.yml")]
    assert distinct_paths("Rules", wanted) == ["Rules/a.md", "Rules/b.md"]


def test_the_second_of_a_name_bears_its_folder() -> None:
    wanted = [("a", "x/y/a.yml"), ("A", "z/A.yml"), ("a", "z/a.yaml"), ("a", "a.yml")]
    assert distinct_paths("Rules", wanted) == [
        "Rules/a.md",
        "Rules/A (z).md",
        "Rules/a (z 2).md",
        "Rules/a (_).md",
    ]


def test_a_path_does_not_depend_on_files_of_other_names() -> None:
    few = [("a", "x/a.yml"), ("a", "y/a.yml")]
    more = [("0", "0.yml"), *few, ("b", "y/b.yml")]
    assert distinct_paths("R", few) == distinct_paths("R", more)[1:3]
