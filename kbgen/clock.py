"""The day of a run; the one place that reads the clock for the core."""

import datetime as dt
import os


def today() -> dt.date:
    """Return the day in UTC; the one that ``SOURCE_DATE_EPOCH`` names (seconds since 1970) where it is set.

    Specification: reproducible-builds.org, SOURCE_DATE_EPOCH.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = dt.datetime.fromtimestamp(int(stated), dt.UTC) if stated.isdecimal() else dt.datetime.now(dt.UTC)
    return moment.date()
