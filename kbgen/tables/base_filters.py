"""Filters and properties of a base for one file.

Specification: https://help.obsidian.md/bases/syntax.
"""

from kbgen.tables.base_evaluate import formula_of, outcome_of
from kbgen.tables.base_files import file_property, property_of
from kbgen.tables.base_scene import Scene
from kbgen.tables.base_syntax import Conjunction, Filter, FilterGroup, Origin, PropertyId
from kbgen.tables.base_values import Truth, is_truthy, known
from kbgen.tables.faults import UncertainError, unsupported
from kbgen.tables.values import Value


def passes(condition: Filter | None, scene: Scene) -> bool:
    """Return whether a file satisfies a filter.

    Raises:
        TableError: that is not certain.
    """
    return condition is None or _holds(condition, scene) is Truth.TRUE


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


def property_value(found: PropertyId, scene: Scene) -> Value:
    """Return a property of a file that a view names.

    Raises:
        TableError: it is not certain.
    """
    try:
        match found.origin:
            case Origin.NOTE:
                return property_of(scene.tables, scene.path, found.name)
            case Origin.FILE:
                return file_property(scene.tables, scene.path, found.name)
            case Origin.FORMULA:
                return known(formula_of(found.name, found.span, scene))
    except UncertainError as error:
        raise error.at(found.span) from None
