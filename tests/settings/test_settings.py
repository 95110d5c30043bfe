"""The environment: what it decides, and the one line that a wrong value gets."""

import stat
from pathlib import Path

import pytest

from comunik_kit.settings import Workplace, WrongSetting, read

WRONG = [
    ({"KIT_PORT": "abc"}, "KIT_PORT"),
    ({"KIT_PORT": "65536"}, "KIT_PORT"),
    ({"KIT_PORT": "-1"}, "KIT_PORT"),
    ({"KIT_PUBLIC_URL": "ftp://kit.example.com"}, "KIT_PUBLIC_URL"),
    ({"KIT_PUBLIC_URL": "https://kit.example.com/path"}, "KIT_PUBLIC_URL"),
    ({"KIT_DATABASE_URL": "mysql://host/name"}, "KIT_DATABASE_URL"),
    ({"KIT_REDIS_URL": "host:6379"}, "KIT_REDIS_URL"),
    ({"KIT_SECRET_KEY": "short"}, "KIT_SECRET_KEY"),
    ({"KIT_SMTP_URL": "http://host", "KIT_MAIL_FROM": "a@example.org"}, "KIT_SMTP_URL"),
    ({"KIT_SMTP_URL": "smtp://host:mail", "KIT_MAIL_FROM": "a@example.org"}, "KIT_SMTP_URL"),
    ({"KIT_SMTP_URL": "smtp://", "KIT_MAIL_FROM": "a@example.org"}, "KIT_SMTP_URL"),
    ({"KIT_SMTP_URL": "smtp://host:25"}, "KIT_MAIL_FROM"),
    ({"RESEND_API_KEY": "re_x"}, "KIT_MAIL_FROM"),
    ({"KIT_MAIL_FROM": "nobody"}, "KIT_MAIL_FROM"),
    ({"RESEND_API_URL": "api.resend.com"}, "RESEND_API_URL"),
    ({"KIT_TRUSTED_PROXY_HOPS": "many"}, "KIT_TRUSTED_PROXY_HOPS"),
    ({"KIT_SOCKET_RATE": "fast"}, "KIT_SOCKET_RATE"),
    ({"RESEND_WEBHOOK_SECRET": "secret"}, "RESEND_WEBHOOK_SECRET"),
    ({"RESEND_WEBHOOK_SECRET": "whsec_"}, "RESEND_WEBHOOK_SECRET"),
    ({"RESEND_WEBHOOK_SECRET": "whsec_not base64!"}, "RESEND_WEBHOOK_SECRET"),
    ({"RESEND_WEBHOOK_SECRET": "whsec_YQ== other"}, "RESEND_WEBHOOK_SECRET"),
    ({"KIT_BOUNCE_ADDRESS": "bounces"}, "KIT_BOUNCE_ADDRESS"),
    ({"KIT_BOUNCE_ADDRESS": f"{'b' * 24}@exemple.fr"}, "KIT_BOUNCE_ADDRESS"),
    ({"KIT_BOUNCE_LISTEN": "127.0.0.1:2525"}, "KIT_BOUNCE_ADDRESS"),
    ({"KIT_BOUNCE_LISTEN": "2525", "KIT_BOUNCE_ADDRESS": "b@exemple.fr"}, "KIT_BOUNCE_LISTEN"),
    ({"KIT_BOUNCE_LISTEN": ":2525", "KIT_BOUNCE_ADDRESS": "b@exemple.fr"}, "KIT_BOUNCE_LISTEN"),
    ({"KIT_BOUNCE_LISTEN": "127.0.0.1:0", "KIT_BOUNCE_ADDRESS": "b@exemple.fr"}, "KIT_BOUNCE_LISTEN"),
    ({"KIT_DNS_SERVERS": "dns.example.com"}, "KIT_DNS_SERVERS"),
    ({"KIT_DNS_SERVERS": "9.9.9.9:53,resolver"}, "KIT_DNS_SERVERS"),
    ({"KIT_DNS_SERVERS": "9.9.9.9:65536"}, "KIT_DNS_SERVERS"),
    ({"KIT_DNS_SERVERS": "9.9.9.9:dns"}, "KIT_DNS_SERVERS"),
    ({"KIT_DNS_SERVERS": "9.9.9.9/24"}, "KIT_DNS_SERVERS"),
    ({"KIT_WORKER": "thread"}, "KIT_WORKER"),
    ({"KIT_WORKER": "Companion"}, "KIT_WORKER"),
    ({"KIT_BOUNCE_LISTEN": "127.0.0.1:65536", "KIT_BOUNCE_ADDRESS": "b@exemple.fr"}, "KIT_BOUNCE_LISTEN"),
]


@pytest.mark.parametrize(("environ", "named"), WRONG)
def test_a_wrong_value_is_named_in_one_line(environ: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSetting) as refusal:
        read({"KIT_DATA_DIR": str(tmp_path)} | environ)
    assert str(refusal.value).startswith(named)
    assert "\n" not in str(refusal.value)


def test_a_folder_that_cannot_be_is_named() -> None:
    with pytest.raises(WrongSetting, match="KIT_DATA_DIR"):
        read({"KIT_DATA_DIR": "/proc/nowhere"})


def test_resolvers_are_read_with_and_without_a_port(tmp_path: Path) -> None:
    given = "9.9.9.9, 127.0.0.1:5353,[2620:fe::fe]:54,2620:fe::9"
    settings = read({"KIT_DATA_DIR": str(tmp_path), "KIT_DNS_SERVERS": given})

    assert settings.dns_servers == (
        ("9.9.9.9", 53),
        ("127.0.0.1", 5353),
        ("2620:fe::fe", 54),
        ("2620:fe::9", 53),
    )


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = read({"KIT_DATA_DIR": str(tmp_path / "data")})

    assert (settings.public_url, settings.host) == ("http://localhost:3000", "127.0.0.1")
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'comunik.db'}"
    assert not settings.secure


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, Workplace.COMPANION),
        ({"KIT_WORKER": ""}, Workplace.COMPANION),
        ({"KIT_WORKER": "companion"}, Workplace.COMPANION),
        ({"KIT_WORKER": "embedded"}, Workplace.EMBEDDED),
        ({"KIT_WORKER": "none"}, Workplace.NONE),
    ],
)
def test_where_the_work_is_done_is_read(given: dict[str, str], found: Workplace, tmp_path: Path) -> None:
    assert read({"KIT_DATA_DIR": str(tmp_path)} | given).worker is found


def test_the_key_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    first = read({"KIT_DATA_DIR": str(tmp_path)}).secret_key
    assert read({"KIT_DATA_DIR": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR


def test_a_public_address_lets_others_in(tmp_path: Path) -> None:
    settings = read({"KIT_DATA_DIR": str(tmp_path), "KIT_PUBLIC_URL": "https://kit.example.com/"})
    assert (settings.public_url, settings.host) == ("https://kit.example.com", "0.0.0.0")  # noqa: S104
    assert settings.secure


def test_nothing_comes_in_that_was_not_asked_for(tmp_path: Path) -> None:
    settings = read({"KIT_DATA_DIR": str(tmp_path)})

    assert (settings.resend_webhook_secrets, settings.bounce_address, settings.bounce_listen) == ((), "", "")


def test_how_reports_come_in_is_read(tmp_path: Path) -> None:
    settings = read(
        {
            "KIT_DATA_DIR": str(tmp_path),
            "RESEND_WEBHOOK_SECRET": " whsec_YQ==  whsec_Yg== ",
            "KIT_BOUNCE_ADDRESS": "Bounces@Exemple.FR",
            "KIT_BOUNCE_LISTEN": "[::1]:2525",
        }
    )

    assert settings.resend_webhook_secrets == ("whsec_YQ==", "whsec_Yg==")
    assert (settings.bounce_address, settings.bounce_listen) == ("bounces@exemple.fr", "[::1]:2525")
