"""Which tags say what kind of note a note is."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from kbgen.errors import SettingsError
from kbgen.settings.values import strings, unknown


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which tags say what kind of note a note is; compared case-insensitively."""

    technique: tuple[str, ...] = (
        "techniques",
        "technique",
        "attack/type/technique",
        "attack/type/subtechnique",
    )
    """Tags of notes that are an ATT&CK technique or sub-technique."""
    detection_rule: tuple[str, ...] = ("detection_rule",)
    """Tags of notes that are a detection rule."""
    atomic_test: tuple[str, ...] = ("atomic_test",)
    """Tags of notes that hold atomic tests."""


def read_kinds(name: str, value: object) -> Kinds:
    """Return what ``kinds`` states.

    Raises:
        SettingsError: a kind is unknown, or its tags are not texts.
    """
    known = {item.name for item in fields(Kinds)}
    if not isinstance(value, Mapping):
        raise SettingsError(f"{name}: expected kinds with their tags, such as technique: {{tag: techniques}}")
    tags: dict[str, tuple[str, ...]] = {}
    for kind, rule in value.items():
        if kind not in known:
            raise SettingsError(unknown(str(kind), known, f"{name}."))
        if not isinstance(rule, Mapping) or set(rule) != {"tag"}:
            raise SettingsError(f"{name}.{kind}: expected {{tag: NAME}} or {{tag: [NAME, NAME]}}")
        tags[kind] = tuple(tag.lstrip("#").casefold() for tag in strings(f"{name}.{kind}.tag", rule["tag"]))
    return Kinds(**tags)
