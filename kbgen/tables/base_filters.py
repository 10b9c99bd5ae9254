"""Which files of the vault satisfy the filters of a base.

Specification: https://help.obsidian.md/bases/syntax.
"""

from collections.abc import Sequence

from kbgen.tables.base_evaluate import outcome_of
from kbgen.tables.base_scene import Scene
from kbgen.tables.base_syntax import (
    Conjunction,
    Filter,
    FilterGroup,
    Junction,
    Literal,
    Method,
    Name,
)
from kbgen.tables.base_values import Truth, is_truthy
from kbgen.tables.faults import UncertainError, unsupported
from kbgen.tables.tables import Tables


def files_that_pass(filters: Sequence[Filter], scene: Scene) -> list[str]:
    """Return the vault paths of the files that satisfy all of some filters, in the default order.

    Raises:
        TableError: for some file that is not certain.
    """
    candidates = scene.tables.files
    for condition in filters:
        candidates = candidates & _candidates(condition, scene.tables, scene.tables.files)
    return [path for path in scene.tables.in_order(candidates) if _passes(filters, scene.of(path))]


def _passes(filters: Sequence[Filter], scene: Scene) -> bool:
    return all(_holds(condition, scene) is Truth.TRUE for condition in filters)


def _candidates(condition: Filter, tables: Tables, everything: frozenset[str]) -> frozenset[str]:
    """Return files among which all are that satisfy a filter, by look-ups alone."""
    match condition:
        case FilterGroup(conjunction=Conjunction.AND, parts=parts) | Junction(every=True, terms=parts):
            found = everything
            for part in parts:
                found &= _candidates(part, tables, everything)
            return found
        case Method(base=Name(name="file"), name="hasTag", arguments=(Literal(value=str() as tag),)):
            return _tagged(tag, tables)
        case Method(base=Name(name="file"), name="inFolder", arguments=(Literal(value=str() as folder),)):
            # Other spellings of folders are refused later, so they must not be left out here.
            return tables.in_folder.get(folder, everything)
        case _:
            return everything


def _tagged(tag: str, tables: Tables) -> frozenset[str]:
    key = tag.removeprefix("#").casefold()
    uses = (use for name, use in tables.knowledge.tags.items() if name == key or name.startswith(f"{key}/"))
    return frozenset(path for use in uses for path in use.paths)


def _holds(condition: Filter, scene: Scene) -> Truth:
    if not isinstance(condition, FilterGroup):
        outcome = outcome_of(condition, scene)
        if outcome is Truth.ABSENT:
            return Truth.ABSENT
        try:
            return Truth.TRUE if is_truthy(outcome) else Truth.FALSE
        except UncertainError as error:
            raise error.at(condition.span) from None
    decisive = Truth.FALSE if condition.conjunction is Conjunction.AND else Truth.TRUE
    absent: Filter | None = None
    for part in condition.parts:
        held = _holds(part, scene)
        if held is decisive:
            return Truth.TRUE if condition.conjunction is Conjunction.OR else Truth.FALSE
        absent = part if held is Truth.ABSENT else absent
    if absent is None:
        return Truth.FALSE if condition.conjunction is Conjunction.OR else Truth.TRUE
    if condition.conjunction is Conjunction.NOT:
        place = absent.parts[0] if isinstance(absent, FilterGroup) else absent
        while isinstance(place, FilterGroup):
            place = place.parts[0]
        message = "whether a function of an empty value fails is not certain"
        raise unsupported("not", place.span, message, "test for it first: x.isEmpty() || …")
    return Truth.ABSENT
