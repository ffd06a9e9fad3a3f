"""Fixtures that every test may ask for; each plugin file owns one outside thing."""

import importlib.util

pytest_plugins = [
    name
    for name in ("tests.kafka_fixture", "tests.postgres_fixture", "tests.browser_fixture")
    if importlib.util.find_spec(name) is not None
]
