"""`python -m boot.web`: serve the site's pages, its API and its WebSockets at HOST and PORT."""

import os

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

STOP_SECONDS = 2


class WebSocket(WebSocketsSansIOProtocol):
    """uvicorn's, but for two things. Who asks for one in a way that cannot be read is answered, and not left
    to wait. And text is handed on as bytes: nothing that visitors say means anything, so it is not decoded.
    """

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc and not self.handshake_initiated:
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def handle_parser_exception(self) -> None:
        """From here on nothing can be sent: the visitor is as good as gone."""
        super().handle_parser_exception()
        self.disconnected = True

    def handle_text(self, event: Frame) -> None:
        self.handle_bytes(event)


def main() -> None:
    uvicorn.run(
        "config.asgi:application",
        host=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        ws=WebSocket,
        ws_max_size=int(os.environ["SOCKET_FRAME_BYTES"]),
        lifespan="off",
        log_config=None,  # the settings' own, once the application is there
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


if __name__ == "__main__":
    main()
