"""The tests mirror `comunik_kit/`; `support/` holds the ground they stand on."""
