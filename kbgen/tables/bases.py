"""The front door for ``base`` blocks and ``.base`` files: a text and the tables of a vault become an answer.

Nothing raises for any text.
"""

from kbgen.tables.base_read import read_base
from kbgen.tables.base_scene import Scene
from kbgen.tables.base_view import show
from kbgen.tables.faults import TableError
from kbgen.tables.limits import Meter, check_length
from kbgen.tables.results import Answer
from kbgen.tables.tables import Tables


def answer_base(text: str, tables: Tables, path: str, view: str | None = None) -> Answer:
    r"""Return the answer of a view of a base.

    Args:
        text: the YAML of the base, line ends as ``\n``; spans of faults are offsets into it.
        tables: the vault.
        path: vault path of the file in which the base is shown: what ``this`` means.
        view: the name of the view, the first one when not given.
    """
    try:
        check_length(text)
        base = read_base(text, view)
        return show(base, Scene(tables, path, base.formulas, Meter()))
    except TableError as error:
        return error.fault
