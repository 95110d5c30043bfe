"""The composition root: settings in, every service out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from comunik_kit.access.address_change import AddressChanges
from comunik_kit.access.console import Console
from comunik_kit.access.factors import Factors
from comunik_kit.access.first_setup import FirstSetup
from comunik_kit.access.hasher import COST
from comunik_kit.access.installed import InstalledWorkspaces
from comunik_kit.access.link_sign_in import LinkSignIn
from comunik_kit.access.open_sessions import OpenSessions
from comunik_kit.access.passkey_sign_in import PasskeySignIn
from comunik_kit.access.passkeys import Passkeys
from comunik_kit.access.passwords import Passwords
from comunik_kit.access.proving import Proving
from comunik_kit.access.recovery import Recovery
from comunik_kit.access.second_step import SecondStep
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.sign_in import SignIn
from comunik_kit.access.sign_in_rules import SignInRules
from comunik_kit.access.throttle import Throttle
from comunik_kit.audit.sealing import Sealing
from comunik_kit.audit.trimming import Trimming
from comunik_kit.audit.verifying import Verifying
from comunik_kit.branding.pictures import BrandPictures
from comunik_kit.branding.service import Branding
from comunik_kit.branding.trials import BrandTrials
from comunik_kit.bulk.engine import Engine
from comunik_kit.bulk.service import BulkJobs
from comunik_kit.importing.service import Imports
from comunik_kit.importing.working import Work
from comunik_kit.integrations.by_hand import ActivityByHand
from comunik_kit.integrations.hooks import WebhookSources
from comunik_kit.integrations.posting import ActivityPosting
from comunik_kit.integrations.service import ApiKeys
from comunik_kit.invitations.acceptance import Acceptance
from comunik_kit.invitations.archive import Archive
from comunik_kit.invitations.cards import Cards
from comunik_kit.invitations.digest import Digests
from comunik_kit.invitations.issued import IssuedInvitations
from comunik_kit.invitations.leading import TeamInvitations
from comunik_kit.invitations.opening import OpenedLinks
from comunik_kit.invitations.reminders import Reminders
from comunik_kit.invitations.requesting import LinkRequests
from comunik_kit.invitations.revising import Revisions
from comunik_kit.invitations.service import Invitations
from comunik_kit.journal.exporting import JournalExports
from comunik_kit.journal.keeping import JournalKeeping
from comunik_kit.journal.service import JournalPages
from comunik_kit.kernel.clock import Clock, SystemClock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Fanout, Relay
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.blocked import BlockedAddresses
from comunik_kit.mail.chores import Chores
from comunik_kit.mail.control import MailControl
from comunik_kit.mail.dead_letters import DeadLetters
from comunik_kit.mail.mailbox import Mailbox
from comunik_kit.mail.opt_outs import OptOuts
from comunik_kit.mail.previews import Previews
from comunik_kit.mail.reports import Reports
from comunik_kit.mail.timeline import Timeline
from comunik_kit.mail.worker import Worker
from comunik_kit.modules.acting import ModuleActs
from comunik_kit.modules.arranging import WorkspaceModules
from comunik_kit.modules.exporting import ModuleExports
from comunik_kit.modules.frame import Frame
from comunik_kit.modules.home import Home
from comunik_kit.modules.items import ModuleItems
from comunik_kit.modules.lately import PersonalActivity
from comunik_kit.modules.news import FirstDays
from comunik_kit.modules.own_home import OwnHomes
from comunik_kit.modules.previewing import HomePreviews
from comunik_kit.modules.rights import PersonalRights
from comunik_kit.modules.switching import PersonalModules
from comunik_kit.modules.team import TeamBoard
from comunik_kit.notices.choosing import NoticeChoices
from comunik_kit.notices.service import Notices
from comunik_kit.oidc.identities import OidcIdentities
from comunik_kit.oidc.service import Providers
from comunik_kit.oidc.signing_in import OidcSignIn
from comunik_kit.roles.defining import RoleDefinitions
from comunik_kit.settings import Settings, read
from comunik_kit.subscriptions.service import Subscriptions
from comunik_kit.users.erasure import Erasure
from comunik_kit.users.exporting import PeopleExports
from comunik_kit.users.gone import DeletedPeople
from comunik_kit.users.index_upkeep import IndexUpkeep
from comunik_kit.users.journal import PersonalJournal
from comunik_kit.users.led import TeamsLed
from comunik_kit.users.named import PeopleNamed
from comunik_kit.users.offers import ListOffers
from comunik_kit.users.personal_data import PersonalData
from comunik_kit.users.photos import Photos
from comunik_kit.users.prepared import PreparedExports
from comunik_kit.users.profile import Profile
from comunik_kit.users.saved_views import SavedViews
from comunik_kit.users.service import Users
from comunik_kit.users.teams import Teams
from comunik_kit.wiring import (
    access,
    brand,
    domain,
    importing,
    integrations,
    inviting,
    keeping,
    many,
    oidc,
    pages,
    personal,
    post,
    working,
)
from comunik_kit.wiring.ground import ground, relay, worker_name
from comunik_kit.workspaces.archive import WorkspaceArchive
from comunik_kit.workspaces.hosts import Hosts
from comunik_kit.workspaces.proofs import DomainProofs
from comunik_kit.workspaces.sending_proofs import SendingProofs
from comunik_kit.workspaces.service import Workspaces


@dataclass(frozen=True, slots=True)
class Kit:
    """All services over one database."""

    settings: Settings
    db: Database
    clock: Clock
    keyring: Keyring
    fanout: Fanout
    relay: Relay
    workspaces: Workspaces
    hosts: Hosts
    domain_proofs: DomainProofs
    sending_proofs: SendingProofs
    branding: Branding
    brand_pictures: BrandPictures
    brand_trials: BrandTrials
    users: Users
    role_definitions: RoleDefinitions
    subscriptions: Subscriptions
    teams: Teams
    teams_led: TeamsLed
    people_named: PeopleNamed
    console: Console
    people_exports: PeopleExports
    prepared_exports: PreparedExports
    personal_data: PersonalData
    notices: Notices
    notice_choices: NoticeChoices
    erasure: Erasure
    deleted_people: DeletedPeople
    saved_views: SavedViews
    list_offers: ListOffers
    photos: Photos
    profile: Profile
    invitations: Invitations
    revisions: Revisions
    team_invitations: TeamInvitations
    acceptance: Acceptance
    link_requests: LinkRequests
    cards: Cards
    opened_links: OpenedLinks
    reminders: Reminders
    digests: Digests
    archive: Archive
    issued_invitations: IssuedInvitations
    sessions: Sessions
    open_sessions: OpenSessions
    sign_in: SignIn
    passwords: Passwords
    recovery: Recovery
    link_sign_in: LinkSignIn
    address_changes: AddressChanges
    factors: Factors
    second_step: SecondStep
    passkeys: Passkeys
    passkey_sign_in: PasskeySignIn
    sign_in_rules: SignInRules
    oidc_providers: Providers
    oidc_sign_in: OidcSignIn
    oidc_identities: OidcIdentities
    proving: Proving
    first_setup: FirstSetup
    installed_workspaces: InstalledWorkspaces
    workspace_archive: WorkspaceArchive
    throttle: Throttle
    mailbox: Mailbox
    mail_control: MailControl
    dead_letters: DeadLetters
    blocked_addresses: BlockedAddresses
    reports: Reports
    previews: Previews
    opt_outs: OptOuts
    timeline: Timeline
    worker: Worker
    chores: Chores
    bulk_jobs: BulkJobs
    bulk_engine: Engine
    index_upkeep: IndexUpkeep
    frame: Frame
    home: Home
    own_homes: OwnHomes
    first_days: FirstDays
    team_board: TeamBoard
    module_items: ModuleItems
    module_acts: ModuleActs
    module_exports: ModuleExports
    personal_modules: PersonalModules
    workspace_modules: WorkspaceModules
    home_previews: HomePreviews
    personal_rights: PersonalRights
    personal_activity: PersonalActivity
    personal_journal: PersonalJournal
    journal_seals: Sealing
    journal_proof: Verifying
    journal_trims: Trimming
    journal_pages: JournalPages
    journal_exports: JournalExports
    journal_keeping: JournalKeeping
    imports: Imports
    import_work: Work
    api_keys: ApiKeys
    activity_posting: ActivityPosting
    activity_by_hand: ActivityByHand
    webhook_sources: WebhookSources


def assemble(settings: Settings, *, clock: Clock | None = None, hash_cost: int = COST, name: str = "") -> Kit:
    """Make every service over the database that the settings name; `clock` and `hash_cost` are the tests'.

    `name` is that of the mail worker, where it is not this process's.
    """
    on = ground(settings, clock or SystemClock(), hash_cost, name or worker_name())
    return Kit(
        settings=settings,
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        fanout=on.fanout,
        relay=relay(on),
        workspaces=Workspaces(db=on.db, clock=on.clock, hosts=on.hosts, public_url=settings.public_url),
        hosts=on.hosts,
        **pages.services(on),
        **access.services(on),
        **oidc.services(on),
        **inviting.services(on),
        **post.services(on),
        **domain.services(on),
        **brand.services(on),
        **many.services(on),
        **personal.services(on),
        **importing.services(on),
        **integrations.services(on),
        **keeping.services(on),
        **working.services(on),
    )


_in_use: list[Kit] = []
_first_use = threading.Lock()


def kit() -> Kit:
    """Give the services of this process, made on first use from the environment."""
    with _first_use:
        if not _in_use:
            _in_use.append(assemble(read()))
        return _in_use[-1]


@contextmanager
def using(other: Kit) -> Iterator[None]:
    """Let the pages work on other services for a while: the tests' way in."""
    _in_use.append(other)
    try:
        yield
    finally:
        _in_use.remove(other)
