"""Shows downloads on the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from kbgen.downloads import Told


@contextmanager
def shown_download() -> Iterator[Told]:
    """Give what follows a download, as a bar on standard error; where that is no terminal, nothing is shown."""
    console = Console(stderr=True)
    columns = (
        TextColumn("Downloading {task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    # Without its own thread, so that processes may be forked.
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal, auto_refresh=False
    ) as bar:
        tasks = {}

        def told(name: str, received: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=None)
            bar.update(tasks[name], completed=received, total=total)
            bar.refresh()

        yield told
