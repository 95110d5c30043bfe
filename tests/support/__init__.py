"""The ground the tests stand on: servers, a clock that moves, a browser."""
