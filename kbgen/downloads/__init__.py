"""Downloads sources; nothing else of kbgen uses the network, and nothing of this does unless a source is an address.

In go settings; out come the same settings, with the path of a file in the user's cache in the place of each address.
"""

from kbgen.downloads.sources import download_source, download_sources
from kbgen.downloads.told import DownloadError, Told, nobody

__all__ = ["DownloadError", "Told", "download_source", "download_sources", "nobody"]
