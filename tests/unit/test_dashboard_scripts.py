"""The scripts a browser needs: plotly's bundle as published, and pages that name it early."""

import gzip
import hashlib
import re
from pathlib import Path

import plotly
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.plot import ADDRESS, PLOTLY_VERSION, SCRIPT
from dashboard.scripts import Early, link, plotly_script

PUBLISHED = "79542150855a52c567260e3137095dbe2b744e6d702a5cabe67da246942fba7a"
"""SHA-256 of plotly-cartesian.min.js in plotly.js-cartesian-dist-min 4.1.1."""


def client() -> TestClient:
    page = "<html><head><title>t</title></head><body></head></body></html>"
    routes = [
        Route("/", lambda _: HTMLResponse(page, headers={"etag": "x"})),
        Route("/words", lambda _: PlainTextResponse(page)),
        Route("/gone", lambda _: HTMLResponse(page, 404)),
        Route(ADDRESS, plotly_script),
    ]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Early)]))


def test_the_bundle_is_the_published_one_of_plotlys_version() -> None:
    script = gzip.decompress(SCRIPT.read_bytes())
    assert hashlib.sha256(script).hexdigest() == PUBLISHED
    assert b"Licensed under the MIT license" in script[:400]
    whole = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    found = re.search(r"plotly\.js v(\d+)\.", whole.read_text(encoding="utf-8")[:400])
    assert found is not None
    assert found[1] == PLOTLY_VERSION.partition(".")[0], "figures are checked by another plotly than draws them"


def test_the_script_is_sent_compressed_or_whole() -> None:
    answers = [client().get(ADDRESS, headers={"accept-encoding": e}) for e in ("gzip", "identity")]
    assert [a.headers.get("content-encoding") for a in answers] == ["gzip", None]
    assert answers[0].content == answers[1].content
    assert all("max-age=31536000" in a.headers["cache-control"] for a in answers)


def test_a_page_names_its_scripts_and_nothing_else_does() -> None:
    page = client().get("/")
    assert page.text.index(f'<script async src="{ADDRESS}"></script>') < page.text.index("</head>")
    assert page.text.count("<script") == 1
    assert int(page.headers["content-length"]) == len(page.content)
    assert "etag" not in page.headers
    assert "modulepreload" in page.headers["link"]
    for path in ("/words", "/gone"):
        answer = client().get(path)
        assert "<script" not in answer.text
        assert "link" not in answer.headers
    assert client().head("/").headers["link"]


def test_every_part_that_is_named_is_there() -> None:
    folder = Path(streamlit.__file__).parent / "static"
    names = re.findall(r"<(/[^>]+)>", link())
    assert len(names) == 4
    assert all((folder / name.lstrip("/")).is_file() for name in names)
