"""The shapes of dates and clocks: patterns over the skeleton that `tokens` makes of a line.

Called by `mentions`; what the letters mean stands in `tokens`.
"""

import re

from streams.normalize.times.tokens import LABEL

_GAP = r"[-,.|/;()jTx]"
_DATES = (
    ("ymd", "Y", r"(?P<Y>Y)[-/.](?P<m>D)[-/.](?P<d>D)"),
    ("ymd", "Y", r"(?P<Y>Y)y?[,.]?(?P<m>D)m(?P<d>D)d?"),
    ("dmy", "M", r"(?P<d>D)[od]?[-/.,jd]{0,2}(?P<M>M)(?:/M|\(M\))?[-/.,j]{0,2}(?P<Y>Y)y?"),
    ("mdy", "M", r"(?P<M>M)[.]?(?P<d>D)[od]?[,.j]{0,2}(?P<Y>Y)"),
    ("ymd", "M", r"(?P<Y>Y)[-/.,jy]{0,2}(?P<M>M)[-/.,]{0,2}(?P<d>D)[od]?"),
    ("num", "Y", r"(?P<d>D)[-/.](?P<m>D)[-/.](?P<Y>Y)"),
    ("short", "D", r"(?P<d>D)[-/.](?P<m>D)[-/.](?P<y2>D)"),
)


def _clock_shape(side: str) -> str:
    """A clock on one side of the date: "14:16", "2 pm", "14h30", with am or pm on either side and a zone behind."""
    number = rf"(?P<{side}h>D)(?:[:.hH](?P<{side}m>D)(?:[:.i](?P<{side}s>D)(?:[.,][DNY])?)?|h|(?=[ap]))i?s?h?"
    offset = rf"(?P<{side}sign>[-+])?(?({side}sign)(?P<{side}zh>[DNY])(?::(?P<{side}zm>D))?)"
    zone = rf"(?:[-,|]?[(]?(?P<{side}z>z)?{offset}[)]?)?"
    return rf"(?P<{side}1>[ap])?{number}[.]?(?P<{side}2>[ap])?{zone}"


_BEFORE = rf"(?:{_clock_shape('b')}{_GAP}{{0,3}}(?:W[,.]?)?{_GAP}{{0,2}})?"
_AFTER = rf"(?:(?:{_GAP}|W){{0,4}}{_clock_shape('a')})?"
PATTERNS = tuple((order, needed, re.compile(_BEFORE + shape + _AFTER)) for order, needed, shape in _DATES)
"""Each with a sign that it needs: few of the lines with a number have a year or a month."""
RELATIVE = re.compile(r"g?D[xhidjDM][gM]|gD[xhidjDM]|D[xhid]")
YEARLESS = tuple(
    (needed, re.compile(_BEFORE + shape + _AFTER))
    for needed, shape in (
        ("M", r"(?P<d>D)[od]?[-/.,jd]{0,2}(?P<M>M)"),
        ("M", r"(?P<M>M)[.]?(?P<d>D)[od]?"),
        ("m", r"(?P<m>D)m(?P<d>D)d"),
        ("/", r"(?P<m>D)/(?P<d>D)(?:\([mdxW]\)(?=D:D)|(?=D[:h]D|\(?D[:h]))"),
    )
)
LONE_CLOCK = re.compile(rf"{LABEL}[xjaog:,-]{{0,3}}" + _clock_shape("a"))
