"""The compiled pages as Reflex serves them, for the front: no state, no page, nothing slow to load."""

from pathlib import Path

from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles


def compiled_pages(folder: Path) -> PrecompressedStaticFiles:
    """Serve the pages and what they fetch, in the compressed form that was made when they were compiled."""
    return PrecompressedStaticFiles(directory=folder, html=True, encodings=("brotli", "gzip"))
