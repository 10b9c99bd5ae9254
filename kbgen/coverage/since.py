"""What changed since the earlier report that the settings name.

In: the name of the report's file, and coverage as it is. Out: the comparison. A report that cannot be used is an error
that names the setting and the file.
"""

from collections.abc import Mapping
from pathlib import Path

from kbgen.coverage.baseline import BaselineError, read_baseline
from kbgen.coverage.compare import Comparison, compare
from kbgen.coverage.model import Coverage
from kbgen.sources.attack_retired import Retired

_SETTING = "coverage.baseline"


def changes_since(
    name: str, base: Path, coverage: Coverage, retired: Mapping[str, Retired]
) -> Comparison | None:
    """Return what changed since an earlier report; None where none is named.

    Args:
        name: the report's file, relative to the base; may be empty.
        base: the folder to which paths in the settings are relative.
        coverage: what is covered now.
        retired: techniques that the mounted releases of ATT&CK have revoked or deprecated, by identifier.

    Raises:
        BaselineError: the file cannot be read, or is no report that can be compared with.
    """
    if not name:
        return None
    try:
        return compare(read_baseline((base / name).read_bytes(), name), coverage, retired)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BaselineError(
            f"{_SETTING}: {name}: cannot be read ({reason}); write it with kbgen coverage --format json -o FILE"
        ) from None
    except BaselineError as error:
        said = str(error)
        raise BaselineError(f"{_SETTING}: {said if said.startswith(name) else f'{name}: {said}'}") from None
