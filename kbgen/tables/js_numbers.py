"""Rounding as JavaScript rounds."""

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext

_MOST_DIGITS = 100


def rounded(value: float) -> float:
    """Return the nearest whole number; halves go up."""
    if not math.isfinite(value) or abs(value) >= 2**52:
        return value
    return float(math.floor(value + 0.5)) if value != 0.49999999999999994 else 0.0


def fixed(value: float, digits: float) -> str | None:
    """Return a number with so many decimals, halves away from nought; None where JavaScript refuses."""
    if math.isnan(digits) or not 0 <= int(max(-1, min(digits, _MOST_DIGITS + 1))) <= _MOST_DIGITS:
        return None
    if not math.isfinite(value) or abs(value) >= 1e21:
        return None
    with localcontext(prec=1200):
        shown = Decimal(value).quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP)
    text = f"{shown:f}"
    return text.removeprefix("-") if value == 0 else text
