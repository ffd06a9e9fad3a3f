"""Settings: variables named STRAITWATCH_… and a TOML file, read once into a frozen value.

Order of precedence: values passed in, environment, the file named by STRAITWATCH_CONFIG, defaults.
"""

import logging
import os
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_state_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from straitwatch.errors import SettingsError

log = logging.getLogger(__name__)


class Settings(BaseSettings):
    """All settings; each field is the variable STRAITWATCH_ + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="STRAITWATCH_", frozen=True, extra="forbid")

    state: Path = Field(
        default_factory=lambda: user_state_path("straitwatch"), description="Folder of broker data, store, feed state"
    )
    kafka: str = Field(default="", description="Bootstrap servers, host:port,…; empty starts a local Apache Kafka")
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="Security protocol toward the brokers"
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = Field(
        default="SCRAM-SHA-512", description="SASL mechanism"
    )
    kafka_user: str = Field(default="", description="SASL user name")
    kafka_password: SecretStr = Field(default=SecretStr(""), description="SASL password")
    kafka_ca: Path | None = Field(default=None, description="PEM file of the authority that signed the brokers")
    kafka_cert: Path | None = Field(default=None, description="PEM file of the client certificate")
    kafka_key: Path | None = Field(default=None, description="PEM file of the client key")
    kafka_prefix: str = Field(default="", description="Put before every topic and group name")
    kafka_replication: int = Field(default=1, ge=1, le=15, description="Replication factor of topics created")
    articles_partitions: int = Field(default=6, ge=1, le=512, description="Partitions of [articles] and [statements]")
    broker_port: int = Field(default=19092, ge=1024, le=65534, description="Port of the local broker, on loopback")
    broker_heap: str = Field(default="384m", pattern=r"^\d+[mg]$", description="Java heap of the local broker")
    store: str = Field(default="", description="SQLAlchemy URL; empty is SQLite in the state folder")
    half_life_days: float = Field(default=3.0, gt=0, le=365, description="Half-life H of the tension index, in days")
    actors: Path | None = Field(default=None, description="Own actors.toml, laid over the bundled one")
    outlets: Path | None = Field(default=None, description="outlets.toml with the feeds to follow")
    rules: Path | None = Field(default=None, description="YAML file of alert rules to provision at start")
    model_stance: str = Field(default="", description="Hugging Face id or folder in place of the shipped stance model")
    model_threads: int = Field(default=0, ge=0, le=256, description="Articles tagged at a time; 0: as many as cores")
    tag_batch: int = Field(default=32, ge=1, le=512, description="Articles a tag worker handles in one transaction")
    dashboard_address: str = Field(default="127.0.0.1", description="Address the dashboard binds to")
    dashboard_port: int = Field(default=8501, ge=1024, le=65535, description="Port of the dashboard")
    dashboard_password_hash: SecretStr = Field(default=SecretStr(""), description="Hash of the editors' password")
    dashboard_viewer_hash: SecretStr = Field(default=SecretStr(""), description="Hash of the viewers' password")
    dashboard_url: str = Field(
        default="", description="The dashboard's own address as browsers see it; for login by OpenID Connect"
    )
    dashboard_oidc_url: str = Field(
        default="", description="Discovery address of an OpenID Connect provider (…/.well-known/openid-configuration)"
    )
    dashboard_oidc_client: str = Field(default="", description="Client id at the OpenID Connect provider")
    dashboard_oidc_secret: SecretStr = Field(default=SecretStr(""), description="Client secret at the provider")
    dashboard_oidc_claim: str = Field(default="email", description="Claim that the lists of people are compared with")
    dashboard_editors: str = Field(
        default="", description="Editors by OpenID Connect: mori@desk.example,@desk.example,a group; * is everybody"
    )
    dashboard_viewers: str = Field(default="", description="Viewers by OpenID Connect, in the same form")
    metrics_address: str = Field(default="127.0.0.1", description="Address the workers' /metrics pages bind to")
    timezone: str = Field(default="UTC", description="Time zone the terminal shows times in: UTC, Asia/Tokyo, …")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the TOML file named by STRAITWATCH_CONFIG after the environment."""
        del dotenv_settings, file_secret_settings
        file = os.environ.get("STRAITWATCH_CONFIG")
        toml = (TomlConfigSettingsSource(settings_cls, toml_file=Path(file)),) if file else ()
        return (init_settings, env_settings, *toml)

    @property
    def store_url(self) -> str:
        """The SQLAlchemy URL of the store."""
        if not self.store:
            return f"sqlite:///{self.state / 'straitwatch.db'}"
        return self.store.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def bootstrap(self) -> str:
        """The brokers to speak to: the configured ones, else the local one."""
        return self.kafka or f"127.0.0.1:{self.broker_port}"


def read_settings(**values: Any) -> Settings:
    """Read the settings; `values` come before environment and file.

    A variable that is nearly the name of a setting is told of in the log, since it does nothing.

    Raises:
        SettingsError: naming each wrong variable and why.
    """
    file = os.environ.get("STRAITWATCH_CONFIG")
    if file and not Path(file).is_file():
        raise SettingsError(f"STRAITWATCH_CONFIG names {file}, which is no file")
    for wrong, meant in misspelt(os.environ):
        log.warning("%s is no setting and is ignored; did you mean %s?", wrong, meant)
    try:
        return Settings(**values)
    except ValidationError as error:
        rows = [f"STRAITWATCH_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("; ".join(rows)) from error
    except ValueError as error:
        raise SettingsError(f"the settings file {file} is no TOML: {error}") from error


def misspelt(variables: Iterable[str]) -> list[tuple[str, str]]:
    """Return each variable that resembles a setting's name but is none, and the name it resembles.

    >>> misspelt(["STRAITWATCH_KAKFA", "STRAITWATCH_KAFKA", "STRAITWATCH_DESK_TOKEN", "PATH"])
    [('STRAITWATCH_KAKFA', 'STRAITWATCH_KAFKA')]
    """
    prefix = Settings.model_config["env_prefix"]
    known = [f"{prefix}{name}".upper() for name in Settings.model_fields] + ["STRAITWATCH_CONFIG"]
    unknown = [v for v in variables if v.upper().startswith(prefix) and v.upper() not in known]
    return [(v, match[0]) for v in unknown if (match := get_close_matches(v.upper(), known, 1, 0.88))]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read at the first call."""
    return read_settings()
