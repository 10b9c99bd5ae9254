"""Where results are kept between runs: beside the downloads, in the user's cache."""

import os
from pathlib import Path

from platformdirs import user_cache_path

from kbgen.cache import Cache

VARIABLE = "KBGEN_CACHE"
"""Environment variable that names another folder."""


def open_cache() -> Cache:
    """Return the user's cache; its folder is made when there is something to keep."""
    stated = os.environ.get(VARIABLE)
    return Cache(Path(stated).expanduser() if stated else user_cache_path("kbgen"))
