"""A message in a frame of our own pages: drawn as a mail program would, in the theme that is asked for."""

import re

THEMES = ("light", "dark")
# In a mail program the logo comes from the workspace's host; here from the page's own, whichever that is.
_LOGO = re.compile(r'src="https?://[^"/]+(?P<path>/brand/[0-9a-f]{32}\.png)"')


def with_own_logo(html: str) -> str:
    """Let the logo come from the host of the page that shows the message."""
    return _LOGO.sub(r'src="\g<path>"', html)


def in_theme(html: str, theme: str) -> str:
    """Have the browser draw what a mail program in this theme draws, whatever its own theme is."""
    html = with_own_logo(html)
    if theme not in THEMES:
        return html
    asked = html.replace("(prefers-color-scheme: dark)", "all" if theme == "dark" else "not all")
    return asked.replace("color-scheme: light dark;", f"color-scheme: {theme};")
