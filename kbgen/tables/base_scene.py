"""What the expressions of a base can see: the vault, the formulas, the file that is a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kbgen.tables.base_syntax import Node
from kbgen.tables.limits import Meter
from kbgen.tables.tables import Tables
from kbgen.tables.values import Value


@dataclass(frozen=True, slots=True)
class Scene:
    """The surroundings of one evaluation."""

    tables: Tables
    this: str
    """Vault path of the file in which the base is shown."""
    formulas: Mapping[str, Node]
    meter: Meter
    path: str = ""
    """Vault path of the file that is the row."""
    variables: Mapping[str, Value] = field(default_factory=dict)
    """``value`` and ``index`` inside ``filter()`` and ``map()``."""
    computing: frozenset[str] = frozenset()
    """The formulas that are being computed."""

    def of(self, path: str) -> "Scene":
        """Return the scene for a row."""
        return replace(self, path=path)

    def with_variables(self, **variables: Value) -> "Scene":
        """Return the scene for an element of a list."""
        return replace(self, variables=variables)

    def inside(self, formula: str) -> "Scene":
        """Return the scene for a formula."""
        return replace(self, computing=self.computing | {formula}, variables={})
