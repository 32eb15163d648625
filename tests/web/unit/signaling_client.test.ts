import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RECONNECT_LIMITS } from '../../../player-web/shared/backoff.ts';
import { offsetMs } from '../../../player-web/shared/clock-sync.ts';
import {
  parseMessage,
  SignalingClient,
  type SignalingHost,
  type Socket,
} from '../../../player-web/shared/signaling-client.ts';

const RESUME = 'seat-1';

class FakeSocket implements Socket {
  onopen: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  readonly url: string;
  closed = false;

  constructor(url: string) {
    this.url = url;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  open(): void {
    this.onopen?.({} as Event);
  }
  receive(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent);
  }
  lose(code: number): void {
    this.onclose?.({ code } as CloseEvent);
  }
  last(type: string): Record<string, unknown> {
    const found = this.sent.findLast((message) => message['type'] === type);
    assert.ok(found, `nothing of type ${type} was sent`);
    return found;
  }
}

/* Time moves only by `pass`; each timer fires once, in order. */
class FakeHost implements SignalingHost {
  readonly sockets: FakeSocket[] = [];
  signedIn: boolean | 'no answer' = true;
  private now = 1000;
  private timers: { id: number; atMs: number; run: () => void }[] = [];
  private nextTimer = 1;

  openSocket(url: string): Socket {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  }
  nowMs(): number {
    return this.now;
  }
  random(): number {
    return 0.5;
  }
  startTimer(ms: number, run: () => void): number {
    this.timers.push({ id: this.nextTimer, atMs: this.now + ms, run });
    return this.nextTimer++;
  }
  stopTimer(timer: number): void {
    this.timers = this.timers.filter((one) => one.id !== timer);
  }
  askSignedIn(answer: (signedIn: boolean) => void): void {
    if (this.signedIn !== 'no answer') answer(this.signedIn);
  }
  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = this.timers.filter((one) => one.atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.stopTimer(next.id);
      this.now = Math.max(this.now, next.atMs);
      next.run();
    }
    this.now = end;
  }
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    assert.ok(socket);
    return socket;
  }
  get timerCount(): number {
    return this.timers.length;
  }
}

interface Bench {
  host: FakeHost;
  client: SignalingClient;
  states: string[];
  messages: string[];
  offsets: number[];
}

function bench(): Bench {
  const host = new FakeHost();
  const states: string[] = [];
  const messages: string[] = [];
  const offsets: number[] = [];
  const client = new SignalingClient(
    { url: 'ws://one/ws', client: 'pc', locale: 'en' },
    {
      onState: (state) => states.push(state.kind),
      onWelcome: (welcome) => messages.push(`welcome ${welcome.session}`),
      onMessage: (message) => messages.push(message.type),
      onRoundTrip: () => {},
      onClock: (bounds) => offsets.push(offsetMs(bounds)),
    },
    host,
  );
  return { host, client, states, messages, offsets };
}

function welcome(socket: FakeSocket, resumed: boolean): void {
  socket.open();
  socket.receive({
    type: 'welcome',
    re: socket.last('hello')['id'],
    session: 'session-1',
    resume: RESUME,
    resumed,
    resume_within_s: 60,
    now_us: 1,
    account: { id: 'a', name: 'a', display_name: 'A', roles: [] },
    ping_every_s: 25,
  });
}

test('says hello, is welcomed, hands on what it does not handle itself', () => {
  const { host, client, states, messages } = bench();
  client.start();
  assert.equal(client.send((id) => ({ type: 'presence.subscribe', id })), false);
  welcome(host.socket, false);
  const { id: helloId, ...hello } = host.socket.last('hello');
  assert.deepEqual(hello, { type: 'hello', client: 'pc', locale: 'en' });
  assert.equal(client.send((id) => ({ type: 'presence.subscribe', id })), true);
  assert.notEqual(host.socket.last('presence.subscribe')['id'], helloId);
  host.socket.receive({ type: 'presence', re: 2, people: [], total: 0 });
  assert.deepEqual(states, ['connecting', 'online']);
  assert.deepEqual(messages, ['welcome session-1', 'presence']);
});

test('a lost line is taken up again with the resume token, sooner first, later slower', () => {
  const { host, client, states } = bench();
  client.start();
  welcome(host.socket, false);
  host.socket.lose(1006);
  assert.deepEqual(states.slice(-1), ['waiting']);
  host.pass(RECONNECT_LIMITS.firstMs);
  assert.equal(host.sockets.length, 2);
  host.socket.lose(1006);
  host.pass(RECONNECT_LIMITS.firstMs);
  assert.equal(host.sockets.length, 2, 'the second wait is longer');
  host.pass(RECONNECT_LIMITS.firstMs);
  assert.equal(host.sockets.length, 3);
  welcome(host.socket, true);
  assert.equal(host.socket.last('hello')['resume'], RESUME);
  assert.deepEqual(states.slice(-2), ['connecting', 'online']);
});

test('a restarted server is found again, however long it takes', () => {
  const { host, client, states } = bench();
  client.start();
  welcome(host.socket, false);
  host.socket.receive({ type: 'stopping' });
  host.socket.lose(1001);
  host.signedIn = 'no answer';
  for (let i = 0; i < 20; i++) {
    host.pass(RECONNECT_LIMITS.maxMs);
    host.socket.lose(1006);
  }
  assert.equal(states.at(-1), 'waiting');
  assert.ok(host.sockets.length >= 20);
  host.pass(RECONNECT_LIMITS.maxMs);
  welcome(host.socket, false);
  assert.equal(states.at(-1), 'online');
});

test('a line that swallows everything is given up after an unanswered ping', () => {
  const { host, client, states } = bench();
  client.start();
  welcome(host.socket, false);
  host.pass(25000);
  host.socket.receive({ type: 'pong', re: host.socket.last('ping')['id'] });
  host.pass(25000);
  assert.equal(states.at(-1), 'online');
  host.pass(8000);
  assert.equal(states.at(-1), 'waiting', 'no pong came');
});

test('a connection that never opens is given up', () => {
  const { host, client, states } = bench();
  client.start();
  host.pass(10000);
  assert.equal(states.at(-1), 'waiting');
  assert.ok(host.sockets[0]?.closed);
});

test('4401 and a refused upgrade end in signed_out, when the API says so', () => {
  const ended = bench();
  ended.host.signedIn = false;
  ended.client.start();
  welcome(ended.host.socket, false);
  ended.host.socket.lose(4401);
  assert.equal(ended.states.at(-1), 'signed_out');

  const refused = bench();
  refused.host.signedIn = false;
  refused.client.start();
  refused.host.socket.lose(1006);
  assert.equal(refused.states.at(-1), 'signed_out');

  for (const { host } of [ended, refused]) {
    assert.equal(host.timerCount, 0);
    host.pass(600000);
    assert.equal(host.sockets.length, 1);
  }
});

test('4401 of somebody who is still signed in, with other roles, leads to a new seat', () => {
  const { host, client, states } = bench();
  client.start();
  welcome(host.socket, false);
  host.socket.lose(4401);
  host.pass(1000);
  welcome(host.socket, false);
  assert.equal(host.socket.last('hello')['resume'], undefined);
  assert.equal(states.at(-1), 'online');
});

test('other close codes: when the client comes again', () => {
  const cases: readonly (readonly [number, number, number])[] = [
    /* code, none before, one after */
    [1006, 0, 1000],
    [4408, 0, 1000],
    [1001, 250, 3000],
    [1013, 3000, 10000],
    [1008, 60000, 70000],
  ];
  for (const [code, noneBeforeMs, oneAfterMs] of cases) {
    const { host, client } = bench();
    client.start();
    welcome(host.socket, false);
    host.socket.lose(code);
    host.pass(noneBeforeMs);
    assert.equal(host.sockets.length, 1, `${code}: too soon`);
    host.pass(oneAfterMs - noneBeforeMs);
    assert.equal(host.sockets.length, 2, `${code}: too late`);
  }
});

test('a seat that was taken over stays away', () => {
  const { host, client, states } = bench();
  client.start();
  welcome(host.socket, false);
  host.socket.lose(4409);
  host.pass(600000);
  assert.equal(host.sockets.length, 1);
  assert.equal(states.at(-1), 'closed');
});

test('moved leads to another server, but only to a WebSocket', () => {
  const { host, client } = bench();
  client.start();
  welcome(host.socket, false);
  host.socket.receive({ type: 'moved', url: 'https://two/' });
  assert.equal(host.sockets.length, 1);
  host.socket.receive({ type: 'moved', url: 'wss://two/ws' });
  assert.equal(host.socket.url, 'wss://two/ws');
  host.socket.open();
  assert.equal(host.socket.last('hello')['resume'], undefined, 'the seat is not known there');
});

test('the clock offset is learnt at once and checked again later', () => {
  const { host, client, offsets } = bench();
  client.start();
  welcome(host.socket, false);
  const answer = () => {
    const t0 = Number(host.socket.last('clock')['t0']);
    host.pass(20);
    const wallMs = host.nowMs() - 10 + 50000;
    host.socket.receive({ type: 'clock', re: 3, t0, t1: 0, t2: 0, wall_us: wallMs * 1000 });
  };
  for (let i = 0; i < 4; i++) {
    answer();
    host.pass(250);
  }
  assert.deepEqual(offsets, [50000, 50000, 50000, 50000]);
  const asked = host.socket.sent.filter((message) => message['type'] === 'clock').length;
  host.pass(20000);
  assert.equal(host.socket.sent.filter((message) => message['type'] === 'clock').length, asked);
});

test('stop says good-bye, closes and forgets the seat', () => {
  const { host, client, states } = bench();
  client.start();
  welcome(host.socket, false);
  const first = host.socket;
  client.stop();
  assert.ok(Number(first.last('bye')['id']) > 0);
  assert.ok(first.closed);
  assert.equal(host.timerCount, 0);
  client.start();
  welcome(host.socket, false);
  assert.equal(host.socket.last('hello')['resume'], undefined);
  assert.equal(states.at(-1), 'online');
});

test('late events of an old socket change nothing', () => {
  const { host, client, states, messages } = bench();
  client.start();
  welcome(host.socket, false);
  const old = host.socket;
  const lateMessage = old.onmessage;
  old.lose(1006);
  host.pass(1000);
  welcome(host.socket, true);
  const before = messages.length;
  lateMessage?.({ data: '{"type":"presence","re":1,"people":[],"total":0}' } as MessageEvent);
  assert.equal(messages.length, before);
  assert.equal(states.at(-1), 'online');
});

test('only known messages come through', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['{"type":"pong","re":1}', 'pong'],
    ['{"type":"news"}', null],
    ['{"type":"toString"}', null],
    ['{"type":7}', null],
    ['{}', null],
    ['null', null],
    ['[]', null],
    ['{', null],
  ];
  for (const [text, type] of cases) assert.equal(parseMessage(text)?.type ?? null, type, text);
});
