"""How much of a source is read."""

from dataclasses import dataclass, fields

from kbgen.settings.values import mapping, positive


@dataclass(frozen=True, slots=True)
class InputLimits:
    """How much of a source is read; more is refused with the name of the setting."""

    max_input_bytes: int = 500_000_000
    """Bytes of a source after decompression, all its files together, and of a download; a release of ATT&CK has at
    most a tenth of it."""
    max_string_bytes: int = 50_000_000
    """Bytes of a single text in a JSON source, as it is written there."""
    max_yaml_bytes: int = 4_000_000
    """Bytes of a single YAML file of rules or tests; the largest of SigmaHQ and Atomic Red Team has 0.2 million."""


DEFAULT_LIMITS = InputLimits()
"""The limits where none are set."""


def read_limits(name: str, value: object) -> InputLimits:
    """Return what ``limits`` states.

    Raises:
        SettingsError: a limit is unknown or no number above zero.
    """
    known = [item.name for item in fields(InputLimits)]
    stated = mapping(name, value, known, "limits such as {max_input_bytes: 900000000}")
    return InputLimits(**{key: positive(f"{name}.{key}", number) for key, number in stated.items()})
