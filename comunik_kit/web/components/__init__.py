"""The design system: functions that take Vars and handlers, and know no state and no domain."""

from comunik_kit.web.components.buttons import button, icon_button, link_button, segmented, split_button
from comunik_kit.web.components.elements import (
    Content,
    Flag,
    Text,
    dom_id,
    icon,
    link,
    native_form,
    said_only,
)
from comunik_kit.web.components.fields import (
    checkbox,
    combo_field,
    error_slot,
    field,
    phone_field,
    search_field,
    select_field,
    text_field,
)
from comunik_kit.web.components.lists import Tab, cell, pagination, person_cell, row, table, tabs
from comunik_kit.web.components.menu import MENU_LINE, MenuItem, menu, menu_choices, menu_title
from comunik_kit.web.components.overlays import confirm_dialog, dialog, side_sheet
from comunik_kit.web.components.page import card, page_head, sparkline, stat
from comunik_kit.web.components.passwords import password_field, password_rules
from comunik_kit.web.components.people import avatar, photo_picker
from comunik_kit.web.components.signals import (
    badge,
    callout,
    empty_state,
    notice_region,
    progress,
    skeleton,
    skeleton_rows,
    status_dot,
)
from comunik_kit.web.components.switches import language_choices, language_switch, theme_choices, theme_switch

__all__ = [
    "MENU_LINE",
    "Content",
    "Flag",
    "MenuItem",
    "Tab",
    "Text",
    "avatar",
    "badge",
    "button",
    "callout",
    "card",
    "cell",
    "checkbox",
    "combo_field",
    "confirm_dialog",
    "dialog",
    "dom_id",
    "empty_state",
    "error_slot",
    "field",
    "icon",
    "icon_button",
    "language_choices",
    "language_switch",
    "link",
    "link_button",
    "menu",
    "menu_choices",
    "menu_title",
    "native_form",
    "notice_region",
    "page_head",
    "pagination",
    "password_field",
    "password_rules",
    "person_cell",
    "phone_field",
    "photo_picker",
    "progress",
    "row",
    "said_only",
    "search_field",
    "segmented",
    "select_field",
    "side_sheet",
    "skeleton",
    "skeleton_rows",
    "sparkline",
    "split_button",
    "stat",
    "status_dot",
    "table",
    "tabs",
    "text_field",
    "theme_choices",
    "theme_switch",
]
