"""Models: article to statements, source to actor, statement to stance."""

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
"""ONNX Runtime would tell its maker what it runs, and keep a device id in the user's cache; set to 0 it may."""
