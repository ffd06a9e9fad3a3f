"""Colours: one light and one dark palette, both readable with any kind of colour blindness.

The hues are those of Okabe and Ito (2008), "Color Universal Design". No actor wears a colour of its flag, and no
label wears red and green against each other: conflict is vermilion, cooperation is blue.
"""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark"]


@dataclass(frozen=True)
class Palette:
    """The colours of one mode, as CSS hexadecimal values; `soft` ones are RGBA for areas.

    `heat` are the ends of the matrix, dark enough for white numbers, as `button` is. `labels` are for words, `fills`
    for bars and swatches: hues that differ in lightness too.
    """

    mode: Mode
    background: str
    panel: str
    ink: str
    muted: str
    line: str
    conflict: str
    conflict_soft: str
    cooperation: str
    cooperation_soft: str
    band: str
    baseline: str
    gap: str
    alert: str
    middle: str
    heat: tuple[str, str]
    button: str
    labels: dict[str, str]
    fills: dict[str, str]
    actors: dict[str, str]


_ACTORS_LIGHT = {"Tokyo": "#00785A", "Beijing": "#A5527F", "Taipei": "#2B7BB0"}
_ACTORS_DARK = {"Tokyo": "#2FC79A", "Beijing": "#E29BC3", "Taipei": "#6FC3F2"}
_SPARE = ("#B07A00", "#7A6FB8", "#5C6B73")

LIGHT = Palette(
    mode="light",
    background="#FFFFFF",
    panel="#F6F7F8",
    ink="#1B2329",
    muted="#5A6670",
    line="#DCE1E5",
    conflict="#B84A00",
    conflict_soft="rgba(213,94,0,0.26)",
    cooperation="#0072B2",
    cooperation_soft="rgba(0,114,178,0.24)",
    band="rgba(27,35,41,0.13)",
    baseline="#5A6670",
    gap="rgba(90,102,112,0.12)",
    alert="rgba(230,159,0,0.25)",
    middle="#F3F4F5",
    heat=("#0072B2", "#B84A00"),
    button="#0072B2",
    labels={
        "hostile": "#A63A00",
        "critical": "#8A5A00",
        "neutral": "#5A6670",
        "cooperative": "#0072B2",
        "uncertain": "#66717A",
    },
    fills={
        "hostile": "#C24E00",
        "critical": "#E69F00",
        "neutral": "#A7B0B7",
        "cooperative": "#0072B2",
        "uncertain": "#D3D9DD",
    },
    actors=_ACTORS_LIGHT,
)

DARK = Palette(
    mode="dark",
    background="#12171B",
    panel="#1B2227",
    ink="#E8ECEF",
    muted="#A3AFB8",
    line="#333D45",
    conflict="#F08A45",
    conflict_soft="rgba(240,120,50,0.32)",
    cooperation="#56B4E9",
    cooperation_soft="rgba(86,180,233,0.28)",
    band="rgba(232,236,239,0.16)",
    baseline="#A3AFB8",
    gap="rgba(163,175,184,0.14)",
    alert="rgba(233,177,59,0.25)",
    middle="#222A30",
    heat=("#1F6E9E", "#A8480F"),
    button="#2A88C4",
    labels={
        "hostile": "#F5864A",
        "critical": "#E9B13B",
        "neutral": "#A3AFB8",
        "cooperative": "#56B4E9",
        "uncertain": "#8A969F",
    },
    fills={
        "hostile": "#E0661A",
        "critical": "#F0C04A",
        "neutral": "#7C8891",
        "cooperative": "#56B4E9",
        "uncertain": "#4A555D",
    },
    actors=_ACTORS_DARK,
)

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 24" width="128" height="24">
<path d="M2 12h4l3-7 4 14 3-9 2 4h3" fill="none" stroke="#2B8CC4" stroke-width="2" stroke-linejoin="round"/>
<text x="27" y="17"
 font-family="sans-serif" font-size="13.5" font-weight="600" fill="#2B8CC4">Straitwatch</text></svg>"""
"""The name of the page, in a blue that reads on white and on black."""

FONT = '"Source Sans", "Source Sans 3", "Noto Sans", "Noto Sans CJK JP", sans-serif'


def palette(mode: str | None) -> Palette:
    """Return the palette of a mode; anything but "dark" is light.

    >>> palette("dark").mode, palette(None).mode
    ('dark', 'light')
    """
    return DARK if mode == "dark" else LIGHT


def actor_colour(colours: Palette, actor: str) -> str:
    """Return the colour of an actor; actors that the palette does not know share the spare hues by name.

    >>> actor_colour(LIGHT, "Taipei")
    '#2B7BB0'
    """
    return colours.actors.get(actor) or _SPARE[sum(map(ord, actor)) % len(_SPARE)]


def streamlit_options() -> dict[str, str]:
    """Return the theme as Streamlit configuration, so that the page's own parts match the charts."""
    options = {
        "theme.headingFontSizes": '["1.7rem", "1.25rem", "1.05rem", "1rem", "0.9rem", "0.8rem"]',
        "theme.baseFontSize": "15",
    }
    for colours in (LIGHT, DARK):
        options |= {
            f"theme.{colours.mode}.primaryColor": colours.button,
            f"theme.{colours.mode}.backgroundColor": colours.background,
            f"theme.{colours.mode}.secondaryBackgroundColor": colours.panel,
            f"theme.{colours.mode}.textColor": colours.ink,
            f"theme.{colours.mode}.borderColor": colours.line,
            f"theme.{colours.mode}.linkColor": colours.cooperation,
        }
    return options
