from pathlib import Path

import pytest

from straitwatch.bus.options import connection
from straitwatch.errors import SettingsError
from straitwatch.settings import read_settings


def test_plain_brokers_need_no_secrets() -> None:
    options = connection(read_settings(kafka="one:9092, two:9092"), "tag")
    assert options["bootstrap_servers"] == ["one:9092", "two:9092"]
    assert options["security_protocol"] == "PLAINTEXT"
    assert not [name for name in options if name.startswith(("ssl", "sasl"))]


def test_without_brokers_it_is_the_local_one() -> None:
    assert connection(read_settings(kafka="", broker_port=20_000), "tag")["bootstrap_servers"] == ["127.0.0.1:20000"]


def test_tls_takes_the_files_and_checks_the_host(tmp_path: Path) -> None:
    for name in ("ca", "cert", "key"):
        (tmp_path / name).write_text("")
    settings = read_settings(
        kafka_security="SSL", kafka_ca=tmp_path / "ca", kafka_cert=tmp_path / "cert", kafka_key=tmp_path / "key"
    )
    options = connection(settings, "tag")
    assert options["ssl_check_hostname"] is True
    assert options["ssl_cafile"] == str(tmp_path / "ca")
    assert options["ssl_certfile"] == str(tmp_path / "cert")
    assert options["ssl_keyfile"] == str(tmp_path / "key")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = read_settings(kafka_security="SSL", kafka_ca=tmp_path / "nowhere.pem")
    with pytest.raises(SettingsError, match=r"STRAITWATCH_KAFKA_CA names .*nowhere.pem"):
        connection(settings, "tag")


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_sasl_takes_user_and_password(mechanism: str) -> None:
    settings = read_settings(
        kafka_security="SASL_SSL", kafka_sasl_mechanism=mechanism, kafka_user="desk", kafka_password="word"
    )
    options = connection(settings, "tag")
    assert options["sasl_mechanism"] == mechanism
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("desk", "word")


def test_oauth_takes_the_password_as_token() -> None:
    settings = read_settings(kafka_security="SASL_SSL", kafka_sasl_mechanism="OAUTHBEARER", kafka_password="a-token")
    assert connection(settings, "tag")["sasl_oauth_token_provider"].token() == "a-token"


@pytest.mark.parametrize(("user", "password", "missing"), [("desk", "", "PASSWORD"), ("", "word", "USER")])
def test_sasl_without_credentials_is_refused(user: str, password: str, missing: str) -> None:
    settings = read_settings(kafka_security="SASL_PLAINTEXT", kafka_user=user, kafka_password=password)
    with pytest.raises(SettingsError, match=f"STRAITWATCH_KAFKA_{missing} is empty"):
        connection(settings, "tag")
