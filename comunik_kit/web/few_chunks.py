"""Pages that come in few files: all icons in one, and all our small scripts in another, with what all of them need.

Left alone, the bundler gives each icon or script that two pages share a file of its own: the page of users fetched 27
of some 200 bytes, six at a time, before anything could start. Together they weigh less than one picture. What is
fetched only when it is wanted (a chart, another language) stays by itself.
"""

from typing import Unpack

from reflex.constants import ReactRouter
from reflex.plugins import Plugin, PreCompileContext

_PLACE = "groups: ["
_GROUP = r"""
            {
              test: /node_modules[\\/]lucide-react[\\/]dist[\\/]esm[\\/]icons[\\/]/,
              name: "icons",
            },
            {
              test: /utils[\\/]kit[\\/](?!i18n|chart)/,
              name: "kit",
            },"""


class FewChunks(Plugin):
    """Names to the bundler what belongs together."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Add to Reflex' own list of groups in the bundler's configuration."""
        context["add_modify_task"](ReactRouter.VITE_CONFIG_FILE, grouped)


def grouped(configuration: str) -> str:
    """Write our group before Reflex' own, once; raise `LookupError` when this Reflex has no such list."""
    if _GROUP in configuration:
        return configuration
    if configuration.count(_PLACE) != 1:
        raise LookupError("the bundler's list of groups was not found")
    return configuration.replace(_PLACE, _PLACE + _GROUP)
