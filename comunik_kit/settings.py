"""The environment, read once into one frozen value. A wrong variable stops the start with one clear line."""

import base64
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from comunik_kit.kernel import email_address
from comunik_kit.kernel.secrets import KEY_BYTES, load_or_make_key

HIGHEST_PORT = 65535
DNS_PORT = 53
LONGEST_BOUNCE_NAME = (
    23  # with « + » and the code of 40 it makes the 64 that an address may have before its @
)
SLOWEST_RATE, FASTEST_RATE = 0.01, 10_000.0
DATABASE_SCHEMES = ("sqlite", "postgresql", "postgres", "postgresql+psycopg")


class Workplace(StrEnum):
    """Where mail is sent, imports are written and acts on many are carried out, beside what answers people."""

    COMPANION = "companion"
    EMBEDDED = "embedded"
    NONE = "none"


class WrongSetting(ValueError):
    """An environment variable has a value the product cannot work with."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides. Addresses have no trailing slash."""

    host: str
    port: int
    public_url: str
    data_dir: Path
    database_url: str
    redis_url: str
    secret_key: bytes
    smtp_url: str
    mail_from: str
    resend_api_key: str
    resend_api_url: str
    resend_webhook_secrets: tuple[str, ...]
    mail_rate: float | None
    bounce_address: str
    bounce_listen: str
    dns_servers: tuple[tuple[str, int], ...]
    worker: Workplace
    trusted_proxy_hops: int
    socket_rate: int
    development: bool

    @property
    def secure(self) -> bool:
        """Tell whether people reach us over HTTPS, so that cookies can say `Secure`."""
        return self.public_url.startswith("https://")

    @property
    def api_url(self) -> str:
        """The address of our HTTP routes as pages must write it; empty when it is their own origin."""
        return "http://localhost:8000" if self.development else ""


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the variables (see README, « Configuration »); raise `WrongSetting` naming the first wrong one."""
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("KIT_DATA_DIR") or "data").expanduser().resolve()
    port = _number(env, "KIT_PORT", default=3000, highest=HIGHEST_PORT)
    public_url = _address(env, "KIT_PUBLIC_URL", f"http://localhost:{port}")
    return Settings(
        host=env.get("KIT_HOST") or _listening_address(public_url),
        port=port,
        public_url=public_url,
        data_dir=_folder(data_dir),
        database_url=_database(env, data_dir),
        redis_url=_one_of_schemes(env, "KIT_REDIS_URL", ("redis", "rediss", "unix")),
        secret_key=_secret_key(env, data_dir),
        smtp_url=_one_of_schemes(env, "KIT_SMTP_URL", ("smtp", "smtps")),
        mail_from=_mail_from(env),
        resend_api_key=env.get("RESEND_API_KEY", ""),
        resend_api_url=_address(env, "RESEND_API_URL", "https://api.resend.com"),
        resend_webhook_secrets=_webhook_secrets(env),
        mail_rate=_rate(env),
        bounce_address=_bounce_address(env),
        bounce_listen=_bounce_listen(env),
        dns_servers=_dns_servers(env),
        worker=_worker(env),
        trusted_proxy_hops=_number(env, "KIT_TRUSTED_PROXY_HOPS", default=0, highest=10),
        socket_rate=max(1, _number(env, "KIT_SOCKET_RATE", default=30, highest=100_000)),
        development=env.get("REFLEX_ENV_MODE", "dev") == "dev",
    )


def _listening_address(public_url: str) -> str:
    """Stay on this machine while the address is a local one; a public address means others must get in."""
    local = urlsplit(public_url).hostname in {"localhost", "127.0.0.1"}
    return "127.0.0.1" if local else "0.0.0.0"  # noqa: S104  - what a public address asks for


def _number(env: Mapping[str, str], name: str, *, default: int, highest: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or int(text) > highest:
        msg = f"{name} must be a whole number up to {highest}, not {text!r}"
        raise WrongSetting(msg)
    return int(text)


def _address(env: Mapping[str, str], name: str, default: str) -> str:
    text = (env.get(name) or default).rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        msg = f"{name} must look like https://kit.example.com, not {text!r}"
        raise WrongSetting(msg)
    return text


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        msg = f"KIT_DATA_DIR: cannot use the folder {path}: {error.strerror}"
        raise WrongSetting(msg) from error
    return path


def _database(env: Mapping[str, str], data_dir: Path) -> str:
    url = env.get("KIT_DATABASE_URL") or f"sqlite:///{data_dir / 'comunik.db'}"
    if urlsplit(url).scheme not in DATABASE_SCHEMES:
        msg = "KIT_DATABASE_URL must begin with sqlite:/// or postgresql://"
        raise WrongSetting(msg)
    return url


def _one_of_schemes(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    url = env.get(name, "")
    if url and urlsplit(url).scheme not in schemes:
        expected = " or ".join(f"{scheme}://" for scheme in schemes)
        msg = f"{name} must begin with {expected}"
        raise WrongSetting(msg)
    if url and not _names_a_server(url):
        msg = f"{name} must name a server and a port that can be, like {schemes[0]}://user:pass@host:25"
        raise WrongSetting(msg)
    return url


def _names_a_server(url: str) -> bool:
    """Tell whether an address has a host and a possible port, or is the path of a local socket."""
    parts = urlsplit(url)
    try:
        return parts.scheme == "unix" or (bool(parts.hostname) and parts.port != 0)
    except ValueError:  # a port that is no number, or too large
        return False


def _secret_key(env: Mapping[str, str], data_dir: Path) -> bytes:
    text = env.get("KIT_SECRET_KEY", "")
    if not text:
        return load_or_make_key(data_dir / "secret.key")
    if len(text.encode()) < KEY_BYTES:
        msg = f"KIT_SECRET_KEY must have at least {KEY_BYTES} characters"
        raise WrongSetting(msg)
    return text.encode()


def _webhook_secrets(env: Mapping[str, str]) -> tuple[str, ...]:
    """Read one secret, or two separated by a space while one replaces the other."""
    secrets = tuple(env.get("RESEND_WEBHOOK_SECRET", "").split())
    if not all(_is_webhook_secret(secret) for secret in secrets):
        msg = "RESEND_WEBHOOK_SECRET must be the signing secret that Resend shows, beginning with whsec_"
        raise WrongSetting(msg)
    return secrets


def _is_webhook_secret(secret: str) -> bool:
    try:
        return secret.startswith("whsec_") and bool(base64.b64decode(secret[6:], validate=True))
    except ValueError:
        return False


def _rate(env: Mapping[str, str]) -> float | None:
    text = env.get("KIT_MAIL_RATE", "")
    if not text:
        return None
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not SLOWEST_RATE <= rate <= FASTEST_RATE:
        msg = f"KIT_MAIL_RATE must be messages a second, from {SLOWEST_RATE} to {FASTEST_RATE}, not {text!r}"
        raise WrongSetting(msg)
    return rate


def _bounce_address(env: Mapping[str, str]) -> str:
    """Read where bounce messages come back to; each message gets `name+code@host` of it (VERP)."""
    text = env.get("KIT_BOUNCE_ADDRESS", "")
    try:
        key = email_address.parse(text).key if text else ""
    except email_address.InvalidEmail as error:
        msg = f"KIT_BOUNCE_ADDRESS must be an e-mail address, not {text!r}"
        raise WrongSetting(msg) from error
    if len(key.partition("@")[0]) > LONGEST_BOUNCE_NAME:
        msg = f"KIT_BOUNCE_ADDRESS may have at most {LONGEST_BOUNCE_NAME} characters before its @"
        raise WrongSetting(msg)
    return key


def _bounce_listen(env: Mapping[str, str]) -> str:
    text = env.get("KIT_BOUNCE_LISTEN", "")
    host, _, port = text.rpartition(":")
    if text and not (host and port.isdecimal() and 0 < int(port) <= HIGHEST_PORT):
        msg = f"KIT_BOUNCE_LISTEN must look like 127.0.0.1:2525, not {text!r}"
        raise WrongSetting(msg)
    if text and not env.get("KIT_BOUNCE_ADDRESS"):
        msg = "KIT_BOUNCE_ADDRESS must say for which address KIT_BOUNCE_LISTEN takes mail"
        raise WrongSetting(msg)
    return text


def _dns_servers(env: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    """Read the resolvers to ask, by address: a name would need a resolver itself."""
    return tuple(map(_dns_server, filter(None, env.get("KIT_DNS_SERVERS", "").replace(",", " ").split())))


def _dns_server(text: str) -> tuple[str, int]:
    is_bare = text.count(":") > 1 and not text.startswith("[")
    host, port = (text, "") if is_bare else _apart(text)
    try:
        address = str(ipaddress.ip_address(host))
    except ValueError:
        address = ""
    if not address or (port and not (port.isdecimal() and 0 < int(port) <= HIGHEST_PORT)):
        msg = f"KIT_DNS_SERVERS must be addresses like 9.9.9.9:53 or [2620:fe::fe]:53, not {text!r}"
        raise WrongSetting(msg)
    return address, int(port or DNS_PORT)


def _apart(text: str) -> tuple[str, str]:
    host, colon, port = text.rpartition(":") if "]:" in text or "[" not in text else (text, "", "")
    return (host if colon else text).strip("[]"), port if colon else ""


def _worker(env: Mapping[str, str]) -> Workplace:
    text = env.get("KIT_WORKER") or Workplace.COMPANION.value
    if text not in set(Workplace):
        msg = f"KIT_WORKER must be {', '.join(Workplace)}, not {text!r}"
        raise WrongSetting(msg)
    return Workplace(text)


def _mail_from(env: Mapping[str, str]) -> str:
    text = env.get("KIT_MAIL_FROM", "")
    if not text:
        if env.get("KIT_SMTP_URL") or env.get("RESEND_API_KEY"):
            msg = "KIT_MAIL_FROM must name the sending address when a mail service is set"
            raise WrongSetting(msg)
        return "comunik-kit@localhost"
    try:
        email_address.parse(text.rpartition("<")[2].rstrip("> "))
    except email_address.InvalidEmail as error:
        msg = f"KIT_MAIL_FROM must be an e-mail address, not {text!r}"
        raise WrongSetting(msg) from error
    return text
