"""The views of the page, one thin file each, in the order of the navigation."""

from types import ModuleType

from dashboard.views import alerts, live, statements

VIEWS: dict[str, ModuleType] = {"live": live, "statements": statements, "alerts": alerts}
