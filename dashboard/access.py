"""Who may look and who may edit: password hashes, signed session tokens, and a limit on failed sign-ins.

On loopback without a password everybody is the editor "local". With a password hash in the settings every request
needs a session; STRAITWATCH_DASHBOARD_PASSWORD_HASH signs editors in, STRAITWATCH_DASHBOARD_VIEWER_HASH viewers.
Login by an OpenID Connect provider takes the place of passwords; it is in oidc.py.
"""

import base64
import hashlib
import hmac
import ipaddress
import secrets
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from straitwatch.errors import SettingsError
from straitwatch.settings import Settings

Role = Literal["viewer", "editor"]

COOKIE = "straitwatch_session"
SESSION_SECONDS = 12 * 3600
_COST, _BLOCK, _LANES = 2**15, 8, 1


@dataclass(frozen=True)
class User:
    """Who sits at the page: the name that edits are recorded under, and the role."""

    name: str
    role: Role

    @property
    def edits(self) -> bool:
        """Whether rules, labels and silences may be changed."""
        return self.role == "editor"


LOCAL = User("local", "editor")


def hash_password(password: str, *, salt: bytes | None = None) -> str:
    """Return `scrypt:salt:key` of a password, each part in URL-safe base64 (RFC 7914, N=2^15, r=8, p=1)."""
    salt = salt or secrets.token_bytes(16)
    return f"scrypt:{_b64(salt)}:{_b64(_scrypt(password, salt))}"


def password_fits(password: str, hashed: str) -> bool:
    """Tell whether a password belongs to a hash, in constant time.

    Raises:
        SettingsError: the hash is none of `hash_password`.
    """
    try:
        scheme, salt, key = hashed.split(":")
        expected = _unb64(key)
        found = _scrypt(password, _unb64(salt))
    except ValueError as error:
        raise SettingsError("a dashboard password hash is damaged; make it with `dashboard --hash-password`") from error
    if scheme != "scrypt":
        raise SettingsError(f"a dashboard password hash has the scheme {scheme!r}; this program knows scrypt")
    return hmac.compare_digest(found, expected)


def sign(user: User, key: bytes, now: float) -> str:
    """Return the session token of a user, good for `SESSION_SECONDS` after `now` (Unix seconds)."""
    body = f"{_b64(user.name.encode())}.{user.role}.{int(now) + SESSION_SECONDS}"
    return f"{body}.{_seal(body, key)}"


def user_of(token: str, key: bytes, now: float) -> User | None:
    """Return the user of a token, or None where it is forged, damaged or has ended.

    >>> token = sign(User("Mori", "viewer"), b"k", now=0)
    >>> user_of(token, b"k", now=1), user_of(token, b"other", now=1), user_of(token, b"k", now=10**6)
    (User(name='Mori', role='viewer'), None, None)
    """
    body, _, seal = token.rpartition(".")
    if not body or not hmac.compare_digest(seal, _seal(body, key)):
        return None
    name, role, ends = body.split(".")
    if int(ends) <= now:
        return None
    return User(_unb64(name).decode(), "editor" if role == "editor" else "viewer")


def role_for(password: str, config: Settings) -> Role | None:
    """Return the role a password opens, or None."""
    if config.dashboard_password_hash and password_fits(password, config.dashboard_password_hash.get_secret_value()):
        return "editor"
    if config.dashboard_viewer_hash and password_fits(password, config.dashboard_viewer_hash.get_secret_value()):
        return "viewer"
    return None


def by_password(config: Settings) -> bool:
    """Tell whether the dashboard asks for a password."""
    return bool(config.dashboard_password_hash.get_secret_value() or config.dashboard_viewer_hash.get_secret_value())


def by_provider(config: Settings) -> bool:
    """Tell whether people sign in at an OpenID Connect provider."""
    return bool(config.dashboard_oidc_url)


def guarded(config: Settings) -> bool:
    """Tell whether the dashboard asks who comes."""
    return by_password(config) or by_provider(config)


def is_loopback(address: str) -> bool:
    """Tell whether an address to bind to is reachable from this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("desk.example")
    (True, True, False, False)
    """
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def check_binding(config: Settings) -> None:
    """Refuse to serve other machines to people who do not sign in.

    Raises:
        SettingsError: the address is off loopback, and neither a password hash nor a provider is set.
    """
    if not is_loopback(config.dashboard_address) and not guarded(config):
        raise SettingsError(
            f"STRAITWATCH_DASHBOARD_ADDRESS is {config.dashboard_address}, which other machines can reach, and no "
            "sign-in is set: make a hash with `straitwatch dashboard --hash-password` and put it into "
            "STRAITWATCH_DASHBOARD_PASSWORD_HASH, or name an OpenID Connect provider in STRAITWATCH_DASHBOARD_OIDC_URL"
        )


def session_key(folder: Path) -> bytes:
    """Return the secret that signs sessions, made at first use and kept in the state folder for its owner alone."""
    file = folder / "dashboard.key"
    folder.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        fresh = folder / f"dashboard.key.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(32))
        try:
            file.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_bytes()


@dataclass
class FailureLimit:
    """Counts failed sign-ins of each client and of all together within a sliding window of seconds."""

    each: int = 5
    total: int = 60
    window: float = 300.0
    _failures: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def blocked(self, client: str, now: float) -> bool:
        """Tell whether a client must wait."""
        for name in list(self._failures):
            own = self._failures[name]
            while own and own[0] <= now - self.window:
                own.popleft()
            if not own:
                del self._failures[name]
        failed = self._failures.get(client, deque())
        return len(failed) >= self.each or sum(map(len, self._failures.values())) >= self.total

    def failed(self, client: str, now: float) -> None:
        """Record a failed sign-in."""
        self._failures[client].append(now)

    def forget(self, client: str) -> None:
        """Clear a client that signed in."""
        self._failures.pop(client, None)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=64 * 1024 * 1024, dklen=32)


def _seal(body: str, key: bytes) -> str:
    return _b64(hmac.new(key, body.encode(), hashlib.sha256).digest())


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unb64(words: str) -> bytes:
    return base64.b64decode(words + "=" * (-len(words) % 4), altchars=b"-_", validate=True)
