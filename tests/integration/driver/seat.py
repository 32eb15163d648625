"""Connections of subprotocol tongping.v1, usable without async: the library runs in one thread."""
import asyncio
import json
import queue
import threading

import websockets

from .waiting import DEADLINE_S

LOST = object()
LOOP = asyncio.new_event_loop()
threading.Thread(target=LOOP.run_forever, daemon=True).start()


def run(coroutine):
    """Runs it in the library's thread; its result."""
    return asyncio.run_coroutine_threadsafe(coroutine, LOOP).result(2 * DEADLINE_S)


class Seat:
    """Messages that arrive wait in order; answers are found by "re"."""

    def __init__(self, server, secret=None, token=None, origin=None, protocols=('tongping.v1',), tls=None,
                 screen=None, guest=None):
        headers = []
        if guest:
            headers.append(('Cookie', f'tongping_guest={guest}'))
        if screen:
            headers.append(('Cookie', f'tongping_screen={screen}'))
        if secret:
            headers.append(('Cookie', f'tongping_session={secret}'))
        if token:
            headers.append(('Authorization', f'Bearer {token}'))
        self._url = f'{"wss" if tls else "ws"}://{server.host}/ws{"?as=screen" if screen else "?as=guest" if guest else ""}'
        self._options = {'extra_headers': headers, 'origin': origin, 'subprotocols': list(protocols),
                         'compression': None, 'ping_interval': None, 'open_timeout': DEADLINE_S,
                         'max_size': 2 ** 20}
        if tls:
            self._options['ssl'] = tls
        self._incoming = queue.Queue()
        self._passed_over = []
        self._next_id = 0
        self.close_code = None
        self.close_reason = ''
        self._socket = run(self._open())
        asyncio.run_coroutine_threadsafe(self._read(), LOOP)

    def __enter__(self):
        return self

    def __exit__(self, *_failure):
        self.close()

    async def _open(self):
        return await websockets.connect(self._url, **self._options)

    async def _read(self):
        try:
            async for text in self._socket:
                self._incoming.put(json.loads(text))
        except websockets.ConnectionClosed:
            pass
        self.close_code = self._socket.close_code
        self.close_reason = self._socket.close_reason
        self._incoming.put(LOST)

    @property
    def protocol(self):
        return self._socket.subprotocol

    # ---- sending ----

    def send_text(self, text):
        """Text (or bytes: a binary message) as it is."""
        run(self._socket.send(text))

    def send(self, kind, **members):
        """Sends a request with the next id, which it returns."""
        self._next_id += 1
        self.send_text(json.dumps({'type': kind, 'id': self._next_id, **members}))
        return self._next_id

    def request(self, kind, **members):
        """Sends and waits for the answer."""
        number = self.send(kind, **members)
        return self.receive(lambda message: message.get('re') == number, f'answer to {kind}')

    def hello(self, client='pc', locale='en', **members):
        """Takes a seat; the welcome."""
        answer = self.request('hello', client=client, locale=locale, **members)
        assert answer['type'] == 'welcome', answer
        return answer

    # ---- receiving ----

    def receive(self, wanted=lambda message: True, what='a message', deadline_s=DEADLINE_S):
        """The first message that is wanted; others wait for later calls."""
        for index, message in enumerate(self._passed_over):
            if wanted(message):
                return self._passed_over.pop(index)
        while True:
            try:
                message = self._incoming.get(timeout=deadline_s)
            except queue.Empty:
                raise AssertionError(f'not received: {what}; waiting: {self._passed_over}') from None
            if message is LOST:
                self._incoming.put(LOST)
                raise AssertionError(f'closed with {self.close_code} "{self.close_reason}" while '
                                     f'waiting for {what}')
            if wanted(message):
                return message
            self._passed_over.append(message)

    def receive_type(self, kind, deadline_s=DEADLINE_S):
        return self.receive(lambda message: message['type'] == kind, kind, deadline_s)

    def wait_closed(self, deadline_s=DEADLINE_S):
        """The close code, once the server has closed."""
        while True:
            try:
                if self._incoming.get(timeout=deadline_s) is LOST:
                    self._incoming.put(LOST)
                    return self.close_code
            except queue.Empty:
                raise AssertionError('the server did not close') from None

    # ---- ending ----

    def close(self):
        """A clean close; nothing when it is closed already."""
        run(self._socket.close())

    def drop(self):
        """The line breaks: no close frame, no goodbye."""
        LOOP.call_soon_threadsafe(self._socket.transport.abort)
        self.wait_closed()
