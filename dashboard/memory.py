"""What a browser remembers of its reader between visits: the time zone, in a cookie that lasts a year."""

from collections.abc import Collection

import streamlit as st

ZONE = "straitwatch_zone"

_component = st.components.v2.component(
    "straitwatch_memory",
    html="<i hidden></i>",
    js="""export default function ({ data }) {
  document.cookie = `${data.name}=${encodeURIComponent(data.value)}; path=/; max-age=31536000; samesite=lax`
}""",
    isolate_styles=False,
)


def remembered(name: str, options: Collection[str], default: str) -> str:
    """Return what the browser remembers under a name, or the default where that is none of the options."""
    value = st.context.cookies.get(name, default)
    return value if value in options else default


def remember(name: str, value: str) -> None:
    """Let the browser remember a value, if it is a new one."""
    if st.context.cookies.get(name) != value or f"told.{name}" in st.session_state:
        st.session_state[f"told.{name}"] = value
        _component(key=f"memory_{name}", data={"name": name, "value": value})
