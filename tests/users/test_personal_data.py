"""The file of one person's data: what it must not be given for, and what is in it beside the tables."""

from dataclasses import replace

import pytest

from comunik_kit.kernel.errors import Forbidden
from tests.support.cast import Cast


@pytest.mark.parametrize("lacks", ["must_change_password", "must_set_factor"])
def test_nobody_has_a_file_before_a_password_and_a_factor_of_their_own(cast: Cast, lacks: str) -> None:
    """AUT-11, MFA-08: whoever chose the first password would read it; nothing is written either."""
    zoe, _ = cast.join("Zoé Roux", "agent")
    held, admin = replace(zoe, **{lacks: True}), replace(cast.admin, **{lacks: True})
    acts = cast.acts()
    for actor in (held, admin):
        with pytest.raises(Forbidden):
            cast.kit.personal_data.file(actor, user_id=zoe.user_id)
    assert cast.acts() == acts
