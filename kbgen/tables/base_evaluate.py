"""An expression of a base and a file become a value.

Specification: https://help.obsidian.md/bases/syntax and https://help.obsidian.md/bases/functions.
"""

from collections.abc import Sequence

from kbgen.source import Span
from kbgen.tables.base_files import file_property, property_of
from kbgen.tables.base_functions import call_function
from kbgen.tables.base_methods import entry_of, no_rule, value_method
from kbgen.tables.base_scene import Scene
from kbgen.tables.base_syntax import (
    Access,
    Call,
    Chain,
    Comparison,
    Junction,
    ListNode,
    Literal,
    Method,
    Name,
    Node,
    Pattern,
    Unary,
)
from kbgen.tables.base_values import (
    Outcome,
    Truth,
    compares,
    computed,
    equals,
    is_empty,
    is_truthy,
    known,
    text_of,
)
from kbgen.tables.base_vocabulary import check_file_property
from kbgen.tables.faults import UncertainError, malformed, unsupported
from kbgen.tables.javascript import units
from kbgen.tables.patterns import search
from kbgen.tables.values import Date, File, Object, Value, weight


def _truth(node: Node, scene: Scene) -> bool:
    try:
        return is_truthy(_evaluate(node, scene))
    except UncertainError as error:
        raise error.at(node.span) from None


def _value(node: Node, scene: Scene) -> Value:
    try:
        return known(_evaluate(node, scene))
    except UncertainError as error:
        raise error.at(node.span) from None


def _evaluate(node: Node, scene: Scene) -> Outcome:
    scene.meter.descend()
    try:
        return _dispatched(node, scene)
    finally:
        scene.meter.ascend()


def _dispatched(node: Node, scene: Scene) -> Outcome:
    match node:
        case Literal(value=value):
            return value
        case Name():
            return _named(node, scene)
        case Access():
            return _accessed(node, scene)
        case Method():
            return _called(node, scene)
        case Call():
            return _global(node, scene)
        case Comparison():
            return _compared(node, scene)
        case Junction():
            return _joined(node, scene)
        case _:
            return _computed(node, scene)


def _computed(node: Unary | Chain | ListNode | Pattern, scene: Scene) -> Outcome:
    match node:
        case Unary(operator="!", term=term):
            return not is_truthy(outcome_of(term, scene))
        case Unary(term=term):
            value = _value(term, scene)
            if not isinstance(value, float):
                raise UncertainError("-", "- before anything but a number is not supported")
            return -value
        case Chain(first=first, rest=rest):
            value = _value(first, scene)
            for operator, term in rest:
                operand = _value(term, scene)
                scene.meter.spend(weight(value) + weight(operand))
                value = computed(operator, value, operand)
            return value
        case ListNode(items=items):
            return tuple([_value(item, scene) for item in items])
        case Pattern():
            raise UncertainError("/", "a regular expression is supported before .matches() only")


def _named(node: Name, scene: Scene) -> Outcome:
    name = node.name
    if name in scene.variables:
        return scene.variables[name]
    match name:
        case "file":
            return File(scene.path)
        case "this":
            return File(scene.this)
        case "note":
            return file_property(scene.tables, scene.path, "properties")
        case "formula":
            raise UncertainError("formula", "formula stands before the name of one")
        case _:
            return property_of(scene.tables, scene.path, name)


def _accessed(node: Access, scene: Scene) -> Outcome:
    key = _value(node.key, scene)
    match node.base, key:
        case Name(name="note"), str():
            return property_of(scene.tables, scene.path, key)
        case Name(name="formula"), str():
            return formula_of(key, node.span, scene)
        case Name(name="this"), "file":
            return File(scene.this)
        case Name(name="this"), str():
            raise UncertainError(f"this.{key}", f"this.{key} is not supported", "write this.file")
        case _:
            return _entry(outcome_of(node.base, scene), key, node, scene)


def outcome_of(node: Node, scene: Scene) -> Outcome:
    """Return what an expression gives.

    Raises:
        TableError: that is not certain; the fault names the word and its place.
    """
    try:
        return _evaluate(node, scene)
    except UncertainError as error:
        raise error.at(node.span) from None


def _entry(base: Outcome, key: Value, node: Access, scene: Scene) -> Outcome:
    match base, key:
        case ((None | Truth()), _):
            return base
        case File(path=path), str():
            check_file_property(key, node.span)
            return file_property(scene.tables, path, key)
        case Object(), str():
            return entry_of(base, key)
        case tuple(), "length":
            return float(len(base))
        case str(), "length":
            return float(units(base))
        case tuple(), float() if 0 <= key == int(key):
            return base[int(key)] if key < len(base) else None
        case Date(), _:
            raise UncertainError("date", "the parts of a date are not supported")
        case _:
            raise UncertainError(".", "such a value has no parts that are supported")


def formula_of(name: str, span: Span, scene: Scene) -> Outcome:
    """Return what a formula gives.

    Args:
        name: the formula.
        span: where it is named.
        scene: the surroundings.

    Raises:
        TableError: there is none, it is computed from itself, or its value is not certain.
    """
    if name not in scene.formulas:
        raise malformed(f"the base has no formula {name}", span)
    if name in scene.computing:
        raise malformed(f"the formula {name} is computed from itself", span)
    return outcome_of(scene.formulas[name], scene.inside(name))


def _compared(node: Comparison, scene: Scene) -> Outcome:
    left, right = outcome_of(node.left, scene), outcome_of(node.right, scene)
    if Truth.ABSENT in (left, right) and node.operator == "==":
        compared = right if left is Truth.ABSENT else left
        # Neither null nor false nor an error equals something that is there.
        if compared is not Truth.ABSENT and is_truthy(compared):
            return Truth.ABSENT
    one, other = known(left), known(right)
    scene.meter.spend(weight(one) + weight(other))
    match node.operator:
        case "==":
            return equals(one, other)
        case "!=":
            return not equals(one, other)
        case _:
            return compares(node.operator, one, other)


def _joined(node: Junction, scene: Scene) -> Outcome:
    """Return what ``&&`` and ``||`` give: in JavaScript it is one of the operands, so only Booleans are certain."""
    outcomes: list[Outcome] = []
    for term in node.terms:
        outcomes.append(outcome_of(term, scene))
        if outcomes[-1] is Truth.ABSENT:
            if node.every:
                return Truth.ABSENT
        elif is_truthy(outcomes[-1]) != node.every:
            break
    last = outcomes[-1]
    if Truth.ABSENT in outcomes:
        return Truth.ABSENT if last is Truth.ABSENT or not is_truthy(last) else known(Truth.ABSENT)
    if all(isinstance(outcome, bool) for outcome in outcomes):
        return last
    return Truth.TRUE if is_truthy(last) else Truth.FALSE


def _global(node: Call, scene: Scene) -> Outcome:
    if node.name == "if":
        return _chosen(node.arguments, scene)
    return call_function(node.name, tuple([_value(argument, scene) for argument in node.arguments]), scene)


def _chosen(arguments: Sequence[Node], scene: Scene) -> Outcome:
    match arguments:
        case (condition, yes):
            return outcome_of(yes, scene) if _truth(condition, scene) else None
        case (condition, yes, no):
            return outcome_of(yes if _truth(condition, scene) else no, scene)
        case _:
            raise no_rule("if")


def _called(node: Method, scene: Scene) -> Outcome:
    if isinstance(node.base, Pattern):
        return _matches(node, node.base, scene)
    base = outcome_of(node.base, scene)
    if base is None and node.name == "isEmpty":
        return True
    if base is None or base is Truth.ABSENT:
        return known(Truth.ABSENT) if node.name in ("isEmpty", "toString") else Truth.ABSENT
    base = known(base)
    if node.name in ("filter", "map") and isinstance(base, tuple):
        return _each(base, node, scene)
    arguments = tuple([_value(argument, scene) for argument in node.arguments])
    match node.name, arguments:
        case "isEmpty", ():
            return is_empty(base)
        case "isTruthy", ():
            return is_truthy(base)
        case "toString", ():
            return text_of(base)
        case _:
            return value_method(base, node.name, arguments, scene)


def _matches(node: Method, pattern: Pattern, scene: Scene) -> Outcome:
    match node.name, node.arguments:
        case "matches", (argument,):
            text = outcome_of(argument, scene)
            if text is None or text is Truth.ABSENT:
                return Truth.ABSENT
            if not isinstance(text, str):
                raise no_rule("matches")
            return search(pattern.pattern, text, scene.meter, sensitive=pattern.sensitive)
        case _:
            raise unsupported(node.name, node.span, f"{node.name}() of a regular expression is not supported")


def _each(items: tuple[Value, ...], node: Method, scene: Scene) -> Outcome:
    if len(node.arguments) != 1:
        raise no_rule(node.name)
    found: list[Value] = []
    for position, item in enumerate(items):
        inner = scene.with_variables(value=item, index=float(position))
        if node.name == "map":
            found.append(_value(node.arguments[0], inner))
        elif _truth(node.arguments[0], inner):
            found.append(item)
    return tuple(found)
