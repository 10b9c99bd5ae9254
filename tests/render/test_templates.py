"""The page templates: texts are escaped, nothing is left out in silence."""

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from markupsafe import Markup

from kbgen.render.templates import fill_template

VALUES: dict[str, object] = {
    "title": "<b>T</b>",
    "cards": (),
    "tactics": (("<i>", "t/", 1),),
    "glance": None,
}
"""What the template of a home page without a note takes."""
FINISHED: dict[str, object] = {**VALUES, "title": Markup("<em>done</em>")}


def test_texts_are_escaped_and_finished_html_is_not() -> None:
    html = fill_template("home.html", VALUES)
    assert isinstance(html, Markup)
    assert "&lt;b&gt;T&lt;/b&gt;" in html
    assert "&lt;i&gt;" in html
    assert "<em>done</em>" in fill_template("home.html", FINISHED)


@pytest.mark.parametrize("name", ["title", "cards", "tactics", "glance"])
def test_a_value_that_is_missing_is_an_error(name: str) -> None:
    with pytest.raises(UndefinedError, match=name):
        fill_template("home.html", {key: value for key, value in VALUES.items() if key != name})


def test_a_template_that_is_missing_is_named() -> None:
    with pytest.raises(TemplateNotFound, match=r"nothing\.html"):
        fill_template("nothing.html", {})
