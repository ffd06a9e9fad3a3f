"""Settings -> a connected Kafka client."""

from typing import Any

from kafka.errors import KafkaError
from kafka.net.compat import KafkaNetClient
from kafka.net.sasl.oauth import AbstractTokenProvider

from straitwatch.errors import BrokerError, SettingsError
from straitwatch.settings import Settings

BOOTSTRAP_MS = 15_000
"""How long a new connection looks for the brokers."""


class BearerToken(AbstractTokenProvider):  # type: ignore[misc]
    """The token of OAUTHBEARER, as the settings give it."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def token(self) -> str:
        """Return the token."""
        return self._token


def connect(kind: Any, settings: Settings, client: str, **options: Any) -> Any:
    """Return a connected client of one kind: a consumer, a producer or an administrator.

    A client that cannot connect leaves its thread and sockets behind, so they are closed here.

    Raises:
        BrokerError: the brokers cannot be reached; says where to look.
        SettingsError: the settings of the connection are wrong.
    """
    links: list[Any] = []

    def link(**config: Any) -> Any:
        links.append(KafkaNetClient(**config))
        return links[-1]

    try:
        return kind(**connection(settings, client), **options, kafka_client=link)
    except (KafkaError, OSError) as error:
        for made in links:
            made.close()
        where = "STRAITWATCH_KAFKA" if settings.kafka else "`straitwatch broker` or `straitwatch up`"
        raise BrokerError(
            f"Kafka at {settings.bootstrap} cannot be reached ({error or type(error).__name__}); check {where}"
        ) from error


def connection(settings: Settings, client: str) -> dict[str, Any]:
    """Return how to reach the brokers: addresses, TLS and SASL.

    Raises:
        SettingsError: SASL without credentials, or a file that is not there.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": [part.strip() for part in settings.bootstrap.split(",") if part.strip()],
        "client_id": f"straitwatch-{client}",
        "security_protocol": settings.kafka_security,
        "bootstrap_timeout_ms": BOOTSTRAP_MS,
        "reconnect_backoff_max_ms": 2_000,
    }
    if settings.kafka_security.endswith("SSL"):
        options |= _tls(settings)
    if settings.kafka_security.startswith("SASL"):
        options |= _sasl(settings)
    return options


def _tls(settings: Settings) -> dict[str, Any]:
    files = {
        "STRAITWATCH_KAFKA_CA": ("ssl_cafile", settings.kafka_ca),
        "STRAITWATCH_KAFKA_CERT": ("ssl_certfile", settings.kafka_cert),
        "STRAITWATCH_KAFKA_KEY": ("ssl_keyfile", settings.kafka_key),
    }
    options: dict[str, Any] = {"ssl_check_hostname": True}
    for variable, (option, file) in files.items():
        if file is None:
            continue
        if not file.is_file():
            raise SettingsError(f"{variable} names {file}, which is no file")
        options[option] = str(file)
    return options


def _sasl(settings: Settings) -> dict[str, Any]:
    secret = settings.kafka_password.get_secret_value()
    if not secret:
        raise SettingsError(f"STRAITWATCH_KAFKA_PASSWORD is empty, and {settings.kafka_security} needs it")
    if settings.kafka_sasl_mechanism == "OAUTHBEARER":
        return {"sasl_mechanism": "OAUTHBEARER", "sasl_oauth_token_provider": BearerToken(secret)}
    if not settings.kafka_user:
        raise SettingsError(f"STRAITWATCH_KAFKA_USER is empty, and {settings.kafka_security} needs it")
    return {
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_user,
        "sasl_plain_password": secret,
    }
