"""An SMTP server that takes everything and keeps nothing, at so little cost that sending itself is measured."""

import asyncio

_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 SIZE 33554432\r\n",
    b"DATA": b"354 Go ahead\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}
_END = b"\r\n.\r\n"


class _Conversation(asyncio.Protocol):
    """One connection: commands by line, a message to its final dot."""

    def __init__(self) -> None:
        self._heard = bytearray()
        self._in_message = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  - for the type alone
        self._transport = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (at := self._heard.find(_END if self._in_message else b"\r\n")) >= 0:
            said = b"" if self._in_message else bytes(self._heard[:4]).upper()
            del self._heard[: at + (len(_END) if self._in_message else 2)]
            self._answer(said)

    def _answer(self, command: bytes) -> None:
        self._in_message = command == b"DATA"
        self._transport.write(_ANSWERS.get(command, b"250 2.0.0 OK\r\n"))
        if command == b"QUIT":
            self._transport.close()


async def serve() -> None:
    """Say where, and listen there until the process ends."""
    server = await asyncio.get_running_loop().create_server(_Conversation, "127.0.0.1", 0)
    print(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()
