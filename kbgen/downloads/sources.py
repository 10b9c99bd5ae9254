"""Replaces the addresses among the sources by files in the user's cache.

A file that was downloaded once is used from then on, without network: where the source states a digest, once the file
was found to have it; else until somebody deletes the file or asks for a new one.
"""

from dataclasses import replace

from kbgen.downloads.told import Told, nobody
from kbgen.settings import InputLimits, Settings, Source


def download_sources(settings: Settings, told: Told = nobody) -> Settings:
    """Return settings whose sources are all on the disk.

    Args:
        settings: as stated.
        told: follows each download.

    Raises:
        DownloadError: a file cannot be downloaded, is too large or is another one; none of it is kept.
    """
    if not any(source.is_url for source in settings.sources):
        return settings
    sources = (
        download_source(source, f"plugins.kbgen.sources[{number}].{source.kind.value}", settings.limits, told)
        for number, source in enumerate(settings.sources)
    )
    return replace(settings, sources=tuple(sources))


def download_source(
    source: Source, setting: str, limits: InputLimits, told: Told = nobody, *, refresh: bool = False
) -> Source:
    """Return a source that is on the disk: itself, or the file that it is once it is downloaded.

    Args:
        source: as stated.
        setting: what the messages call the place that states it.
        limits: how large the file may be.
        told: follows the download.
        refresh: whether to download again what was downloaded before.

    Raises:
        DownloadError: the file cannot be downloaded, is too large or is another one; none of it is kept.
    """
    if not source.is_url:
        return source
    # The libraries for downloads take a quarter of a second to load, so they are loaded where they are needed.
    from kbgen.downloads.fetch import fetch  # noqa: PLC0415

    path = fetch(source, setting, limits, told, refresh=refresh)
    return replace(source, path=path, url=source.path, sha256=None)
