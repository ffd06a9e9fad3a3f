"""The style sheet of the page's own blocks, for one palette."""

from dashboard.theme import Palette

_SHEET = """
.sw-line {{ display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .85rem; color: {muted};
  font-variant-numeric: tabular-nums }}
.sw-line b {{ color: {ink}; font-weight: 600 }}
.sw-line .bad {{ color: {conflict}; font-weight: 600 }}
.sw-note {{ border-left: 3px solid {critical}; background: {panel}; padding: .5rem .8rem; border-radius: .3rem;
  font-size: .9rem }}
.sw-card {{ padding: .2rem .2rem .2rem 0 }}
.sw-card h3 {{ font-size: 1.02rem; font-weight: 600; margin: 0 0 .25rem; padding: 0; color: {ink} }}
.sw-card p {{ margin: .2rem 0 0 }}
.sw-now {{ display: flex; align-items: baseline; gap: .55rem; font-variant-numeric: tabular-nums }}
.sw-now .value {{ font-size: 2.1rem; font-weight: 600; line-height: 1.1 }}
.sw-now .change {{ font-size: .95rem; white-space: nowrap }}
.sw-facts {{ display: grid; grid-template-columns: auto 1fr; gap: .05rem .7rem; margin: .35rem 0 .5rem;
  font-size: .84rem; color: {muted}; font-variant-numeric: tabular-nums }}
.sw-facts b {{ color: {ink}; font-weight: 400 }} .whole {{ white-space: nowrap }}
.sw-mover {{ font-size: .86rem; line-height: 1.4; border-top: 1px solid {line}; padding-top: .45rem }}
.sw-mover .head, .sw-quiet {{ color: {muted}; font-size: .8rem }}
.sw-up {{ color: {conflict} }} .sw-down {{ color: {cooperation} }} .sw-flat {{ color: {muted} }}
.sw-rows {{ display: grid; container-type: inline-size }}
.sw-row {{ display: grid; grid-template-columns: 7.4rem 15rem 1fr; gap: .1rem 1rem; padding: .55rem 0;
  border-top: 1px solid {line}; font-size: .9rem; line-height: 1.42; overflow-wrap: anywhere }}
.sw-row.weighted {{ grid-template-columns: 3.6rem 7.4rem 15rem 1fr }}
.sw-row:first-child {{ border-top: 0 }}
.sw-row .num {{ text-align: right; font-weight: 600 }}
.sw-row .when, .sw-row .num {{ font-variant-numeric: tabular-nums; white-space: nowrap }}
.sw-row .when, .sw-row .foot {{ color: {muted}; font-size: .8rem }}
.sw-row .who {{ display: grid; grid-template-columns: auto 1fr; gap: .1rem .7rem; align-content: start;
  white-space: nowrap; font-size: .84rem }}
.sw-row p, .gloss {{ margin: 0 }}
.gloss {{ color: {muted}; font-size: .84rem; overflow-wrap: anywhere }}
.sw-label {{ display: inline-block; font-size: .8rem; font-weight: 600; white-space: nowrap;
  font-variant-numeric: tabular-nums }}
.sw-label::before {{ content: ""; display: inline-block; width: .6rem; height: .6rem; border-radius: .15rem;
  margin-right: .35rem; background: var(--c, currentColor) }}
.sw-row a, .sw-mover a, .sw-article a {{ color: {cooperation} }}
.sw-line a {{ color: {cooperation} }}
.sw-article {{ line-height: 1.65; font-size: .98rem; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 46rem }}
.sw-article mark {{ background: none; color: inherit; border-radius: .15rem; padding: .05em .1em }}
.sw-article mark.content {{ background: {content} }}
.sw-article mark.content.chosen {{ box-shadow: inset 0 -2px 0 {ink} }}
.sw-article mark.source {{ border-bottom: 2px solid {cooperation} }}
.sw-article mark.cue {{ border-bottom: 2px dotted {conflict} }}
.sw-key {{ display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .8rem; color: {muted} }}
.sw-key i {{ display: inline-block; width: 1.1rem; margin-right: .35rem; vertical-align: middle }}
.sw-key i.area {{ height: .7rem; background: var(--c) }} .sw-key i.rule {{ border-top: 2px solid var(--c) }}
.sw-key i.dots {{ border-top: 2px dotted var(--c) }}
.sw-guide {{ max-width: 44rem; line-height: 1.6 }}
.sw-guide code {{ background: {panel}; padding: .1rem .35rem; border-radius: .25rem; overflow-wrap: anywhere }}
.sw-table {{ border-collapse: collapse; width: 100%; font-size: .88rem; font-variant-numeric: tabular-nums }}
.sw-table th {{ text-align: left; font-weight: 600; color: {muted}; border-bottom: 1px solid {line};
  padding: .3rem .7rem .3rem 0 }}
.sw-table td {{ border-bottom: 1px solid {line}; padding: .35rem .7rem .35rem 0; vertical-align: top;
  overflow-wrap: break-word }}
.sw-table .n {{ text-align: right; white-space: nowrap }}
.sw-table td:last-child, .sw-table th:last-child {{ padding-right: 0 }}
[data-testid="stExpander"] [data-testid="stMarkdownContainer"] table {{ display: block; overflow-x: auto }}
.sw-scroll {{ overflow-x: auto; container-type: inline-size }}
.sw-bars {{ display: grid; grid-template-columns: max-content 1fr max-content; gap: .3rem .7rem; align-items: center;
  font-size: .86rem; font-variant-numeric: tabular-nums; margin: .3rem 0 .5rem }}
.sw-bars i {{ height: .7rem; border-radius: .15rem; background: var(--c); width: var(--w); min-width: 1px }}
.sw-bars b {{ font-weight: 600 }} .sw-bars span {{ color: {muted} }} .sw-bars .top {{ color: {ink} }}
.sw-events > .sw-card {{ border-top: 1px solid {line}; padding: .5rem 0 }}
[class*="st-key-memory_"] {{ display: none }}
[data-testid="stMainBlockContainer"] {{ padding-top: 4.4rem; padding-bottom: 3rem; max-width: 1500px }}
@container (max-width: 760px) {{
  .sw-row, .sw-row.weighted {{ grid-template-columns: 1fr auto }}
  .sw-row .said {{ grid-column: 1 / -1; order: 3 }}
  .sw-row .when {{ text-align: right; order: 2 }} .sw-row .who {{ order: 1 }}
  .sw-row.weighted .num {{ order: 0; grid-column: 1 / -1; text-align: left }}
}}
@container (max-width: 560px) {{
  .sw-table.folds, .sw-table.folds tbody, .sw-table.folds tr {{ display: block }}
  .sw-table.folds thead {{ display: none }}
  .sw-table.folds tr {{ border-bottom: 1px solid {line}; padding: .45rem 0 }}
  .sw-table.folds td, .sw-table.folds td.n {{ display: grid; grid-template-columns: 7.5rem 1fr; gap: .7rem;
    border: 0; padding: .08rem 0; text-align: left; white-space: normal; overflow-wrap: anywhere }}
  .sw-table.folds td:empty {{ display: none }}
  .sw-table.folds td::before {{ content: attr(data-head); color: {muted} }}
}}
@media (pointer: coarse), (max-width: 640px) {{
  .sw-row .foot a, .sw-mover a, .sw-line a {{ display: inline-block; padding: .4rem 0 }}
}}
@media (max-width: 640px) {{
  .st-key-filters [data-testid="stColumn"] {{ min-width: calc(50% - .5rem) !important; flex: 1 1 calc(50% - .5rem) }}
  .sw-now .value {{ font-size: 1.8rem }}
  [data-testid="stMainBlockContainer"] {{ padding-left: 1rem; padding-right: 1rem }}
}}
"""


def sheet(colours: Palette) -> str:
    """Return the style sheet as an HTML style element."""
    content = "rgba(230,159,0,0.24)" if colours.mode == "light" else "rgba(233,177,59,0.28)"
    return (
        "<style>"
        + _SHEET.format(
            ink=colours.ink,
            muted=colours.muted,
            line=colours.line,
            panel=colours.panel,
            conflict=colours.conflict,
            cooperation=colours.cooperation,
            critical=colours.labels["critical"],
            content=content,
        )
        + "</style>"
    )
