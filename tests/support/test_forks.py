"""What starts the programs of tests outlives whoever loses interest in one."""

import sys

from tests.support import forks
from tests.support.waiting import eventually


def test_who_goes_without_hearing_how_a_program_ended_leaves_the_forker_alive() -> None:
    """As a fixture does that has waited in vain: the exit code is there by then, and nobody reads it."""
    left = forks.start([sys.executable, "-c", "print('done')"])
    if isinstance(left, forks.Fork):
        eventually(lambda: bool(left._line.recv(1, forks.socket.MSG_PEEK)), of="the exit code")
        left._line.close()
    assert forks.run([sys.executable, "-c", "print('still here')"]) == (0, "still here\n")
