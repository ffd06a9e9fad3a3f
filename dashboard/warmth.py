"""Draws once what the first reader will see, so that nothing of it is done for the first time while somebody waits."""

from typing import get_args

from dashboard import alert_queries, marks, moments, pictures, queries
from dashboard.theme import Mode
from dashboard.when import window, zone


def draw(name: str = "30d", zone_name: str = "UTC") -> None:
    """Draw the Live view as it opens, in every palette."""
    alert_queries.standing()
    if queries.status().articles == 0:
        return
    at = moments.shown()
    view = window(name, at, None, zone(zone_name))
    marked = marks.within(view.since, view.until)
    for mode in get_args(Mode):
        for subject in queries.watched_dyads():
            pictures.card(subject, at, mode)
            pictures.chart(subject, at, view, False, zone_name, mode, marks.of(subject, marked), None)
        pictures.matrix(at, mode)
        pictures.newest(at, None, pictures.NEWEST, zone_name, mode)
