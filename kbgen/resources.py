"""Files that are shipped with kbgen and are no Python: page templates, theme overrides, style sheets, scripts.

In an installed wheel they stand inside the package, in a checkout beside it.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from kbgen.errors import KbgenError

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Asset:
    """A style sheet, script or picture that every site carries."""

    name: str
    """Path in the folder ``templates/assets``, such as ``kbgen.css``."""
    path: str
    """Site-relative path; it names the content, so that a browser may keep the file for ever."""
    content: bytes


def templates_folder() -> Path:
    """Return the folder that holds kbgen's templates and assets.

    Raises:
        KbgenError: the installation is incomplete.
    """
    for folder in (_PACKAGE / "templates", _PACKAGE.parent / "templates"):
        if (folder / "theme").is_dir():
            return folder
    raise KbgenError(
        f"kbgen's templates are missing: neither {_PACKAGE / 'templates'} nor {_PACKAGE.parent / 'templates'} "
        "holds them; install kbgen again"
    )


def in_checkout() -> bool:
    """Return whether the templates are those of a checkout, which somebody may be editing."""
    return templates_folder().parent != _PACKAGE


def asset(name: str) -> Asset:
    """Return an asset by its name, as the file stands on the disk now.

    Raises:
        KbgenError: there is no such asset.
    """
    try:
        content = (templates_folder() / "assets" / name).read_bytes()
    except OSError as error:
        raise KbgenError(
            f"kbgen's asset {name} is missing ({error.strerror}); install kbgen again"
        ) from error
    place = PurePosixPath("assets", name)
    digest = sha256(content).hexdigest()[:8]
    return Asset(name, str(place.with_name(f"{place.stem}.{digest}{place.suffix}")), content)


def assets() -> tuple[Asset, ...]:
    """Return every asset in name order, as the files stand on the disk now."""
    folder = templates_folder() / "assets"
    names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return tuple(asset(name) for name in names if not PurePosixPath(name).name.startswith("."))
