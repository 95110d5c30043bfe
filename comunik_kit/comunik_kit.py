"""The Reflex app: pages from `web/routes.py`, the guard before every event, our HTTP routes around it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial

import reflex as rx

from comunik_kit.companion.keeping import working
from comunik_kit.http.app import api
from comunik_kit.http.away import DatabaseAway
from comunik_kit.http.dressing import bare_host, face_at
from comunik_kit.http.endpoints import off_the_loop
from comunik_kit.http.first_paint.filling import painter
from comunik_kit.http.gate import Gate
from comunik_kit.http.headers import SecurityHeaders
from comunik_kit.http.icons import HostIcons
from comunik_kit.http.pages import DressedPages, ExactPages, RememberedFaces
from comunik_kit.kernel import schema
from comunik_kit.kernel.process import end_with_parent, take_short_turns
from comunik_kit.web import failures
from comunik_kit.web.brand import page_title
from comunik_kit.web.guard import Guard
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import STYLESHEETS, head_components
from comunik_kit.web.not_found import not_found_page
from comunik_kit.web.overlay import broken_page, offline
from comunik_kit.web.quiet_logs import keep_forms_out_of_logs
from comunik_kit.web.routes import DEVELOPMENT_PAGES, PAGES
from comunik_kit.web.sockets import socket_server
from comunik_kit.wiring import kit
from comunik_kit.workspaces.views import Face

settings = kit().settings
remembered = RememberedFaces(settings.data_dir / "brand" / "faces.json")
keep_forms_out_of_logs()
take_short_turns()


def face_for(host: str) -> Face:
    """Find what pages wear under a host name, and remember it for the next start."""
    found = face_at(kit(), host)
    if kit().hosts.at(host) is not None:
        remembered.keep(bare_host(host), found)
    return found


def face_by_now(host: str) -> Face | None:
    """Find what a host wears; None for one that is not ours, or not ours any more."""
    return face_at(kit(), host) if kit().hosts.at(host) is not None else None


app = rx.App(
    html_lang="fr",
    toaster=None,
    stylesheets=STYLESHEETS,
    head_components=head_components(settings.api_url),
    sio=socket_server(),
    api_transformer=[
        ExactPages,
        partial(DressedPages, face_at=partial(off_the_loop, face_for), paint=painter(kit)),
        api(kit),
        partial(HostIcons, face_at=partial(off_the_loop, face_for)),
        partial(Gate, kit_provider=kit),
        DatabaseAway,
        partial(SecurityHeaders, settings=settings),
    ],
    backend_exception_handler=failures.report,
    app_wraps={(55, "ErrorBoundary"): broken_page, (5, "Overlay"): offline},
)
app.add_middleware(Guard())
for page in PAGES + (DEVELOPMENT_PAGES if settings.development else ()):
    app.add_page(page.draw, route=page.path, title=page_title(t(page.title)), on_load=page.events)
app.add_page(not_found_page, route="404", title=page_title(t("title.not_found")))


def prepare() -> None:
    """Migrate, tidy up, and print the address; the set-up link too while no workspace exists."""
    schema.upgrade(settings.database_url)
    kit().throttle.sweep()
    remembered.renew(face_by_now)
    print(f"Comunik KIT: {settings.public_url}", flush=True)
    if kit().first_setup.is_open():
        link = f"{settings.public_url}/setup?code={kit().first_setup.code()}"
        print(f"First set-up (this link works once): {link}", flush=True)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Prepare the database, say where we are; have the work done that nobody waits for, tell pages of changes.

    End with whoever started us.
    """
    end_with_parent()
    await asyncio.to_thread(prepare)
    with ExitStack() as beside:
        beside.enter_context(kit().relay.running())
        beside.enter_context(working(kit()))
        try:
            yield
        finally:
            await asyncio.to_thread(beside.close)
            # A brand that was changed, and no page asked for since: the next start would show the old one.
            await asyncio.to_thread(remembered.renew, face_by_now)


app.register_lifespan_task(running)
