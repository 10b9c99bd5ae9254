"""Turns what sources yield into bytes for the cache, and back.

Bytes are MessagePack, through msgspec. It knows data classes, but no unions of several, such as YAML nodes, and no
read-only mappings: a data class that holds one anywhere is stored as a record with the same fields, all others as they
are. Decoding runs no code that bytes name, and checks every type.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, Generic, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from kbgen.vault.yaml_node import Scalar, YamlList, YamlMap, YamlNode, YamlScalar

T = TypeVar("T")
Change: TypeAlias = Callable[[Any], Any]
_NODES = {YamlScalar, YamlList, YamlMap}


class _Scalar(msgspec.Struct, array_like=True, frozen=True, tag="scalar"):
    value: Scalar
    text: str
    line: int
    column: int


class _List(msgspec.Struct, array_like=True, frozen=True, tag="list"):
    items: tuple["_Scalar | _List | _Map", ...]
    line: int
    column: int


class _Map(msgspec.Struct, array_like=True, frozen=True, tag="map"):
    entries: tuple[tuple[_Scalar, "_Scalar | _List | _Map"], ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """How values of a type are stored."""

    type: Any
    """What msgspec encodes and decodes."""
    store: Change | None = None
    """Makes such a value; None where values are stored as they are."""
    restore: Change | None = None


class Codec(Generic[T]):
    """Encodes the values of a data class: of texts, numbers, enumerations, tuples, mappings, data classes, YAML nodes."""

    def __init__(self, kind: type[T]) -> None:
        self._shape = _shape(kind)
        self._decoder = msgspec.msgpack.Decoder(self._shape.type)

    def encode(self, value: T) -> bytes | None:
        """Return a value as bytes; None for one that cannot be stored: an enormous number, half a character."""
        try:
            return msgspec.msgpack.encode(_changed(self._shape.store, value))
        except (OverflowError, UnicodeError, RecursionError):
            return None

    def decode(self, data: bytes) -> T | None:
        """Return the value that was encoded; None where the bytes are something else."""
        try:
            value: T = _changed(self._shape.restore, self._decoder.decode(data))
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return None
        return value


def _shape(hint: Any) -> _Shape:  # noqa: ANN401 (any type)
    if hint is YamlScalar or set(get_args(hint)) == _NODES:
        return _Shape(_Scalar if hint is YamlScalar else _Scalar | _List | _Map, _store_node, _restore_node)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint))
    if get_origin(hint) is Mapping:
        return _Shape(dict.__class_getitem__(get_args(hint)), dict)
    if get_origin(hint) in {Union, UnionType} and all(map(is_dataclass, get_args(hint))):
        return _union(get_args(hint))
    return _Shape(hint)


def _record(kind: type, *, always: bool = False) -> _Shape:
    """Return how a data class is stored: as it is where msgspec knows the types of all its fields."""
    hints = get_type_hints(kind)
    shapes = {field.name: _shape(hints[field.name]) for field in fields(kind)}
    stored = {name: shape.store for name, shape in shapes.items() if shape.store is not None}
    restored = {name: shape.restore for name, shape in shapes.items() if shape.restore is not None}
    if not stored and not always:
        return _Shape(kind)
    record = msgspec.defstruct(
        kind.__name__,
        [(name, shape.type) for name, shape in shapes.items()],
        array_like=True,
        frozen=True,
        tag_field="class",
        tag=kind.__name__,
    )

    def store(value: Any) -> Any:  # noqa: ANN401
        parts = {name: getattr(value, name) for name in shapes}
        return record(**parts | {name: change(parts[name]) for name, change in stored.items()})

    def restore(value: msgspec.Struct) -> Any:  # noqa: ANN401
        parts = msgspec.structs.asdict(value)
        for name, change in restored.items():
            parts[name] = change(parts[name])
        return kind(**parts)

    return _Shape(record, store, restore)


def _union(kinds: tuple[type, ...]) -> _Shape:
    """Return how one of several data classes is stored: as a record that is told by its class's name."""
    shapes = {kind: _record(kind, always=True) for kind in kinds}
    restored = {shape.type: shape.restore for shape in shapes.values()}
    return _Shape(
        Union[tuple(restored)],  # noqa: UP007 (as many as there are)
        lambda value: _changed(shapes[type(value)].store, value),
        lambda value: _changed(restored[type(value)], value),
    )


def _tuple(hints: tuple[Any, ...]) -> _Shape:
    if len(hints) == 2 and hints[1] is Ellipsis:
        item = _shape(hints[0])
        inner: Any = item.type
        if item.store is None:
            return _Shape(tuple[inner, ...])
        return _Shape(
            tuple[inner, ...],
            lambda values: tuple(_changed(item.store, value) for value in values),
            lambda values: tuple(_changed(item.restore, value) for value in values),
        )
    shapes = tuple(map(_shape, hints))
    inners: Any = tuple(shape.type for shape in shapes)
    if all(shape.store is None for shape in shapes):
        return _Shape(tuple[inners])
    return _Shape(
        tuple[inners],
        lambda values: tuple(_changed(shape.store, part) for shape, part in zip(shapes, values, strict=True)),
        lambda values: tuple(
            _changed(shape.restore, part) for shape, part in zip(shapes, values, strict=True)
        ),
    )


def _changed(change: Change | None, value: Any) -> Any:  # noqa: ANN401 (what a value is, its shape knows)
    return value if change is None else change(value)


def _store_node(node: YamlNode) -> _Scalar | _List | _Map:
    match node:
        case YamlScalar():
            return _Scalar(node.value, node.text, node.line, node.column)
        case YamlList():
            return _List(tuple(map(_store_node, node.items)), node.line, node.column)
        case YamlMap():
            entries = tuple((_scalar(key), _store_node(value)) for key, value in node.entries)
            return _Map(entries, node.line, node.column)


def _scalar(node: YamlScalar) -> _Scalar:
    return _Scalar(node.value, node.text, node.line, node.column)


def _restore_node(node: _Scalar | _List | _Map) -> YamlNode:
    match node:
        case _Scalar():
            return YamlScalar(node.value, node.text, node.line, node.column)
        case _List():
            return YamlList(tuple(map(_restore_node, node.items)), node.line, node.column)
        case _Map():
            entries = tuple(
                (YamlScalar(key.value, key.text, key.line, key.column), _restore_node(value))
                for key, value in node.entries
            )
            return YamlMap(entries, node.line, node.column)
