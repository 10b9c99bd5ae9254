"""The page templates, through Jinja: everything is escaped unless a stage before has finished it."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kbgen.render.values import cell, facet_marks, fact_rows, plural, value
from kbgen.resources import templates_folder

_FOLDER = "pages"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder() / _FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(
        value=value, cell=cell, plural=plural, fact_rows=fact_rows, facet_marks=facet_marks
    )
    return environment


def fill_template(name: str, values: Mapping[str, object]) -> Markup:
    """Return a template of ``templates/pages`` with its values filled in.

    Args:
        name: file name, such as ``note.html``.
        values: texts are escaped; ``Markup`` is not.
    """
    return Markup(_environment().get_template(name).render(values))
