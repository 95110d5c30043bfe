"""What people call a role when they have no list to choose from."""

from comunik_kit.kernel.folding import fold
from comunik_kit.locale import LANGUAGES, say
from comunik_kit.roles.tables import Role


def names_of(role: Role) -> frozenset[str]:
    """Give its id, and folded its key, its own name, and the words for a shipped one in every language."""
    shipped = [say(language, f"roles.name.{role.key}") for language in LANGUAGES] if role.key else []
    return frozenset({role.id, *(fold(name) for name in (role.key, role.name, *shipped) if name)})
