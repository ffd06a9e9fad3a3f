"""The views of the page, one thin file each, in the order of the navigation."""

from types import ModuleType

from dashboard.views import actors, alerts, compare, health, live, method, statements

VIEWS: dict[str, ModuleType] = {
    "live": live,
    "statements": statements,
    "alerts": alerts,
    "actors": actors,
    "compare": compare,
    "health": health,
    "method": method,
}
