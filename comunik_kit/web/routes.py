"""Every page in one table: where it is, what draws it, what runs when it opens."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import reflex as rx

from comunik_kit.modules.registry import MODULES
from comunik_kit.web.address.page import address_page
from comunik_kit.web.address.state import AddressState
from comunik_kit.web.api.hooks_state import HooksState
from comunik_kit.web.api.page import api_page
from comunik_kit.web.api.state import ApiState
from comunik_kit.web.archive.page import archive_page
from comunik_kit.web.archive.state import ArchiveState
from comunik_kit.web.audit.keeping_state import JournalKeepingState
from comunik_kit.web.audit.page import audit_page
from comunik_kit.web.audit.state import JournalState
from comunik_kit.web.bulk.jobs_state import JobsState
from comunik_kit.web.bulk.page import jobs_page
from comunik_kit.web.bulk.selection_state import SelectionState
from comunik_kit.web.bulk.watch_state import JobsWatchState
from comunik_kit.web.deleted.page import deleted_page
from comunik_kit.web.deleted.state import DeletedState
from comunik_kit.web.enter.page import ask_to_enter as ask_to_enter_page
from comunik_kit.web.enter.page import enter as enter_page
from comunik_kit.web.enter.state import EnterState
from comunik_kit.web.forgot.page import forgot as forgot_page
from comunik_kit.web.home.page import home_page
from comunik_kit.web.home.state import HomeState
from comunik_kit.web.importing.page import import_page
from comunik_kit.web.importing.state import ImportingState
from comunik_kit.web.links.page import LinkState, link_page
from comunik_kit.web.mail.following import MailFollowState
from comunik_kit.web.mail.page import mail_page
from comunik_kit.web.mail.state import MailState
from comunik_kit.web.module.item_page import item_page
from comunik_kit.web.module.item_state import ItemState
from comunik_kit.web.module.page import module_page
from comunik_kit.web.module.state import ModuleState
from comunik_kit.web.modules.page import modules_page
from comunik_kit.web.modules.preview_state import HomePreviewState
from comunik_kit.web.modules.state import ModulesState
from comunik_kit.web.notices.bell_state import BellState
from comunik_kit.web.notices.page import notices_page
from comunik_kit.web.notices.state import NoticesState
from comunik_kit.web.profile.notices_state import NoticeChoicesState
from comunik_kit.web.profile.own_modules_state import OwnModulesState
from comunik_kit.web.profile.page import profile_page, security_page
from comunik_kit.web.profile.state import ProfileState
from comunik_kit.web.profile.wishes_state import WishesState
from comunik_kit.web.reset.page import reset as reset_page
from comunik_kit.web.reset.state import ResetState
from comunik_kit.web.rights_state import RightsState
from comunik_kit.web.roles.page import roles_page
from comunik_kit.web.roles.state import RolesState
from comunik_kit.web.second_step.page import second_step as second_step_page
from comunik_kit.web.session import SessionState
from comunik_kit.web.setup.page import setup as setup_page
from comunik_kit.web.setup.state import SetupState
from comunik_kit.web.sign_in.page import sign_in as sign_in_page
from comunik_kit.web.sign_in.state import SignInState
from comunik_kit.web.sign_in_rules.page import sign_in_rules_page
from comunik_kit.web.sign_in_rules.providers_state import ProvidersState
from comunik_kit.web.sign_in_rules.state import SignInRulesState
from comunik_kit.web.subscriptions.page import subscriptions_page
from comunik_kit.web.subscriptions.state import TiersState
from comunik_kit.web.team.page import team_page
from comunik_kit.web.team.state import TeamState
from comunik_kit.web.teams.page import teams_page
from comunik_kit.web.teams.state import TeamsState
from comunik_kit.web.user_record.page import user_record_page
from comunik_kit.web.user_record.parts_state import RecordPartsState
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.page import users_page
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.welcome.page import welcome as welcome_page
from comunik_kit.web.welcome.state import WelcomeState
from comunik_kit.web.white_label.brand_state import BrandState
from comunik_kit.web.white_label.following import DomainFollowState
from comunik_kit.web.white_label.page import white_label_page
from comunik_kit.web.white_label.proof_state import ProofState
from comunik_kit.web.white_label.state import WhiteLabelState


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `title` is a key of the catalogue; a page of the inside starts by filling its frame.

    `live` keeps the page in step with what others do; it listens before anything is read (`live.py`).
    """

    path: str
    draw: Callable[[], rx.Component]
    title: str
    on_load: tuple[Any, ...] = ()
    inside: bool = False
    live: tuple[Any, ...] = ()

    @property
    def events(self) -> list[Any]:
        """What runs when the page opens, in order."""
        listening = [BellState.follow, RightsState.follow] if self.inside else []
        frame = [SessionState.enter] if self.inside else []
        return [*listening, *self.live, *frame, *self.on_load]


PAGES = (
    Page("/setup", setup_page, "title.setup", (SetupState.load,)),
    Page("/login", sign_in_page, "title.login", (SignInState.load,)),
    Page("/login/factor", second_step_page, "title.factor", (SignInState.load,)),
    Page("/login/link", ask_to_enter_page, "title.login", (SignInState.load,)),
    Page("/enter", enter_page, "title.login", (EnterState.load,)),
    Page("/forgot", forgot_page, "title.forgot", (SignInState.load,)),
    Page("/reset", reset_page, "title.reset", (ResetState.load,)),
    Page("/invite", welcome_page, "title.invite", (WelcomeState.load,)),
    Page("/address", address_page, "title.address", (AddressState.load,)),
    Page("/", home_page, "title.home", (HomeState.load,), inside=True, live=(HomeState.follow,)),
    Page(
        "/users",
        users_page,
        "title.users",
        (UsersState.load, SelectionState.clear, JobsWatchState.load_jobs),
        inside=True,
        live=(UsersState.follow, JobsWatchState.follow),
    ),
    Page("/users/jobs", jobs_page, "title.jobs", (JobsState.load,), inside=True, live=(JobsState.follow,)),
    Page(
        "/users/import",
        import_page,
        "title.import",
        (ImportingState.load,),
        inside=True,
        live=(ImportingState.follow,),
    ),
    Page("/users/deleted", deleted_page, "title.deleted", (DeletedState.load_deleted,), inside=True),
    Page(
        "/users/[user_id]",
        user_record_page,
        "title.user",
        (UserRecordState.load, RecordPartsState.load_parts),
        inside=True,
        live=(UserRecordState.follow,),
    ),
    Page(
        "/invitations",
        archive_page,
        "title.archive",
        (ArchiveState.load,),
        inside=True,
        live=(ArchiveState.follow,),
    ),
    Page(
        "/profile",
        profile_page,
        "title.profile",
        (
            ProfileState.load,
            WishesState.load,
            NoticeChoicesState.load_notice_choices,
            OwnModulesState.load_own_modules,
        ),
        inside=True,
    ),
    Page(
        "/notifications",
        notices_page,
        "title.notices",
        (NoticesState.load_notices,),
        inside=True,
        live=(NoticesState.follow,),
    ),
    Page("/profile/security", security_page, "title.security", (ProfileState.load_security,), inside=True),
    Page(
        "/settings/audit",
        audit_page,
        "title.audit",
        (JournalState.load_journal, JournalKeepingState.load_keeping),
        inside=True,
    ),
    Page("/settings/api", api_page, "title.api", (ApiState.load_keys, HooksState.load_sources), inside=True),
    Page("/team", team_page, "title.led", (TeamState.load_team,), inside=True, live=(TeamState.follow,)),
    Page("/settings/teams", teams_page, "title.teams", (TeamsState.load_teams,), inside=True),
    Page("/settings/roles", roles_page, "title.roles", (RolesState.load_roles,), inside=True),
    Page(
        "/settings/modules",
        modules_page,
        "title.modules",
        (ModulesState.load_modules, HomePreviewState.offer_views),
        inside=True,
        live=(HomePreviewState.follow,),
    ),
    Page(
        "/settings/tiers",
        subscriptions_page,
        "title.subscriptions",
        (TiersState.load_tiers,),
        inside=True,
    ),
    Page(
        "/settings/sign-in",
        sign_in_rules_page,
        "title.sign_in_rules",
        (SignInRulesState.load_rules, ProvidersState.load_providers),
        inside=True,
    ),
    Page(
        "/settings/white-label",
        white_label_page,
        "title.white_label",
        (WhiteLabelState.load, ProofState.load_proof, BrandState.load_brand, HomeState.load),
        inside=True,
        live=(DomainFollowState.follow,),
    ),
    Page(
        "/settings/mail",
        mail_page,
        "title.mail",
        (MailState.load,),
        inside=True,
        live=(MailFollowState.follow,),
    ),
    *(
        Page(
            f"/{module.key}",
            partial(module_page, module),
            f"app.module.{module.key}",
            (ModuleState.load,),
            inside=True,
            live=(ModuleState.follow,),
        )
        for module in MODULES
    ),
    *(
        Page(
            f"/{module.key}/[item_id]",
            partial(item_page, module),
            f"app.module.{module.key}",
            (ItemState.load_item,),
            inside=True,
            live=(ItemState.follow,),
        )
        for module in MODULES
    ),
)
# Production opens links before any page is looked for (http/links.py).
DEVELOPMENT_PAGES = (
    Page("/invite/[secret]", link_page, "title.invite", (LinkState.follow,)),
    Page("/address/[secret]", link_page, "title.address", (LinkState.follow,)),
    Page("/mail/unsubscribe/[secret]", link_page, "title.mail", (LinkState.follow,)),
    Page("/enter/[secret]", link_page, "title.login", (LinkState.follow,)),
    Page("/reset/[secret]", link_page, "title.reset", (LinkState.follow,)),
)
