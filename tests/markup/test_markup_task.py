"""Tasks: which list items are one, and with which mark."""

import pytest

from kbgen.markup.parse_body import parse_body


@pytest.mark.parametrize(
    "mark", [" ", "x", "X", "-", "/", "?", "!", ">", "<", '"', "é", "🔥", "]", "\\", "*"]
)
def test_any_one_character_is_a_mark(mark: str) -> None:
    (task,) = parse_body(f"- [{mark}] a", 1).tasks
    assert (task.mark, task.text, task.line) == (mark, "a", 0)


@pytest.mark.parametrize("bullet", ["-", "*", "+", "1.", "1)", "23."])
def test_every_bullet(bullet: str) -> None:
    assert [task.text for task in parse_body(f"{bullet} [ ] a", 1).tasks] == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "- []",
        "- [xx] a",
        "- [x]a",
        "- a [x] b",
        "[x] a",
        "    - [x] a",
        "- # [x] a",
        "\\- [x] a",
        "- \\[x] a",
    ],
)
def test_what_is_no_task(text: str) -> None:
    body = parse_body(text, 1)
    assert body.tasks == ()
    assert "checkbox" not in "".join(body.parts)


def test_the_box_is_read_only_and_checked_unless_open() -> None:
    html = "".join(parse_body("- [ ] a\n- [/] b", 1).parts)
    assert html.count("disabled") == 2
    assert html.index('data-task=" "') < html.index("disabled>") < html.index('data-task="/"')
    assert html.index('data-task="/"') < html.index("disabled checked>")
