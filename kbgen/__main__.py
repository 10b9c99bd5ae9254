"""The program ``kbgen``, also as ``python -m kbgen``."""

import os
import sys
from contextlib import suppress

from kbgen.cli.main import main


def run() -> None:
    """Run the command line and end the process at once.

    To free millions of values one by one, as Python does at its end, takes up to a second after a large build.
    """
    code: object = 0
    try:
        main()
    except SystemExit as error:
        code = error.code
    if code is None or isinstance(code, int):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, AttributeError):
                stream.flush()
        os._exit(code or 0)
    # A text is an error, which Python writes.
    sys.exit(str(code))


if __name__ == "__main__":
    run()
