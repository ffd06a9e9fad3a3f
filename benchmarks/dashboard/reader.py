"""A reader of the page without a browser: speaks Streamlit's web socket as the page's script does.

A reader costs next to nothing itself, so twenty of them load the server and not the machine's share of a browser.
"""

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

LONGEST = 120.0
"""Seconds a run of the page may take."""


@dataclass(frozen=True)
class Run:
    """One run of the page's script, as a reader sees it: from asking until the server says that it is finished."""

    asked: float
    seconds: float
    received: int


@dataclass
class Reader:
    """An open session; `fragment` is the part of the page that refreshes by itself, every `interval` seconds."""

    socket: ClientConnection
    query: str = ""
    fragment: str = ""
    interval: float = 0.0
    page: str = ""
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    known: dict[str, None] = field(default_factory=dict)
    words: str = ""

    async def run(self, fragment: str = "") -> Run:
        """Ask for a run of the whole page, or of a part of it, and take in what the server answers."""
        asked, received = time.perf_counter(), 0
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = bool(fragment)
        message.rerun_script.cached_message_hashes.extend(self.known)
        message.rerun_script.widget_states.widgets.extend(self.widgets.values())
        message.rerun_script.context_info.timezone = "UTC"
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(LONGEST):
            while True:
                data = await self.socket.recv(decode=False)
                received += len(data)
                if self._take(data):
                    return Run(asked, time.perf_counter() - asked, received)

    def _take(self, data: bytes) -> bool:
        """Take in one message; tell whether it ends the run."""
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self.known[message.hash] = None
        if kind == "auto_rerun":
            self.fragment, self.interval = message.auto_rerun.fragment_id, message.auto_rerun.interval
        elif kind == "new_session":
            self.page = message.new_session.page_script_hash
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "html":
            body = message.delta.new_element.html.body
            if "sw-line" in body:
                self.words = body
        return kind == "script_finished"


async def open_reader(url: str, query: str = "") -> Reader:
    """Connect to the page at a URL; the page has not run yet."""
    host = urlsplit(url).netloc
    socket = await connect(f"ws://{host}/_stcore/stream", origin=f"http://{host}", subprotocols=["streamlit"],
                           max_size=None, compression=None)  # fmt: skip
    return Reader(socket, query)
