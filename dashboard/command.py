"""`straitwatch dashboard`: starts the page's server in place of this process."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from dashboard.access import check_binding, hash_password
from dashboard.oidc import check_provider
from dashboard.theme import streamlit_options
from straitwatch.errors import SettingsError
from straitwatch.settings import Settings, settings


def options(config: Settings) -> dict[str, str]:
    """Return the server's configuration: headless, no telemetry, no file watching, requests of this page alone."""
    return {
        "server.address": config.dashboard_address,
        "server.port": str(config.dashboard_port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "server.enableXsrfProtection": "true",
        "server.enableCORS": "true",
        "server.showEmailPrompt": "false",
        "server.maxUploadSize": "2",
        "server.enableStaticServing": "false",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "runner.magicEnabled": "false",
        "runner.postScriptGC": "false",
        "logger.level": "warning",
        **streamlit_options(),
    }


def arguments(config: Settings) -> list[str]:
    """Return the command line of the server."""
    flags = [f"--{name}={value}" for name, value in options(config).items()]
    return [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("serve.py")), *flags]


def dashboard(
    ask_hash: Annotated[
        bool, typer.Option("--hash-password", help="Ask for a password, print its hash for the settings, and end.")
    ] = False,
) -> None:
    """Serve the live page on STRAITWATCH_DASHBOARD_ADDRESS and STRAITWATCH_DASHBOARD_PORT."""
    if ask_hash:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        if len(password) < 10:
            raise SettingsError("a dashboard password needs ten characters or more")
        typer.echo(hash_password(password))
        return
    config = settings()
    check_binding(config)
    check_provider(config)
    config.state.mkdir(parents=True, exist_ok=True)
    command = arguments(config)
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - the server takes this process's place, so signals reach it
