/* A connection of pictures is kept alive: lost ones come back, late answers are closed, nothing is left open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PeerKeeper, type PeerHost, type PeerState } from '../../../player-web/shared/room/peer-keeper.ts';

class FakeConnection {
  connectionState = 'new';
  localDescription: { sdp: string } | null = null;
  onconnectionstatechange: (() => void) | null = null;
  answered = '';
  isClosed = false;
  private readonly sdp: string;
  constructor(sdp: string) {
    this.sdp = sdp;
  }
  createOffer = () => Promise.resolve({ sdp: this.sdp });
  setLocalDescription = async (offer: { sdp: string }) => void (this.localDescription = offer);
  setRemoteDescription = async (answer: { sdp: string }) => void (this.answered = answer.sdp);
  close = () => void (this.isClosed = true);
  become(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

/* A clock that the test moves, and a server that answers when the test says. */
class Stage {
  readonly connections: FakeConnection[] = [];
  readonly offers: { sdp: string; answer: (peer: string | null) => void }[] = [];
  readonly closed: string[] = [];
  readonly opened: RTCIceServer[][] = [];
  turn: RTCIceServer | null = null;
  readonly states: PeerState[] = [];
  private timers: { id: number; ms: number; run: () => void }[] = [];
  private nextTimer = 1;
  readonly keeper: PeerKeeper;

  constructor(sdp = 'v=0\r\na=mid:0\r\n', isScreen = false) {
    const host: PeerHost = {
      open: (iceServers) => {
        this.opened.push(iceServers);
        this.connections.push(new FakeConnection(sdp));
        return this.last as unknown as RTCPeerConnection;
      },
      startTimer: (ms, run) => {
        this.timers.push({ id: this.nextTimer, ms, run });
        return this.nextTimer++;
      },
      stopTimer: (timer) => void (this.timers = this.timers.filter(({ id }) => id !== timer)),
      random: () => 0.5,
    };
    this.keeper = new PeerKeeper(
      { kind: 'publish', isScreen, build: () => undefined, onState: (state) => this.states.push(state) },
      {
        offer: (_kind, offer) =>
          new Promise((done) => this.offers.push({ sdp: offer, answer: (peer) => done(peer === null ? null : { peer, sdp: 'answer' }) })),
        close: (peer) => this.closed.push(peer),
        iceServers: () => (this.turn ? [this.turn] : []),
      },
      host,
    );
  }

  get last(): FakeConnection {
    return this.connections[this.connections.length - 1]!;
  }

  /* All that was promised by now has happened. */
  settle(): Promise<void> {
    return new Promise((done) => setImmediate(done));
  }

  async connect(peer: string): Promise<void> {
    await this.settle();
    this.offers[this.offers.length - 1]!.answer(peer);
    await this.settle();
    this.last.become('connected');
  }

  get waits(): number[] {
    return this.timers.map(({ ms }) => ms);
  }

  async fire(): Promise<void> {
    const due = this.timers.shift();
    due?.run();
    await this.settle();
  }
}

test('offers, takes the answer, is connected; stopped, the server is told', async () => {
  const stage = new Stage();
  stage.keeper.start();
  await stage.connect('p1');
  assert.deepEqual([stage.last.answered, stage.keeper.isPeer('p1'), stage.keeper.isPeer('')], ['answer', true, false]);
  assert.deepEqual(stage.waits, []);
  stage.keeper.stop();
  assert.deepEqual([stage.states, stage.closed, stage.last.isClosed], [['connecting', 'connected', 'off'], ['p1'], true]);
});

test('each connection gets the TURN servers that are known when it is opened', async () => {
  const stage = new Stage();
  stage.keeper.start();
  await stage.connect('p1');
  stage.turn = { urls: ['turns:turn.example.cn:443?transport=tcp'], username: '1:a', credential: 'b' };
  stage.keeper.restart();
  await stage.connect('p2');
  assert.deepEqual(stage.opened, [[], [stage.turn]]);
  stage.keeper.stop();
});

test('a line that is silent for a moment is kept; for longer, it begins again, each time later', async () => {
  const stage = new Stage();
  stage.keeper.start();
  await stage.connect('p1');
  stage.last.become('disconnected');
  assert.equal(stage.waits.length, 1);
  stage.last.become('connected');
  assert.deepEqual(stage.waits, []);
  stage.last.become('disconnected');
  await stage.fire();
  assert.deepEqual([stage.closed, stage.states[stage.states.length - 1]], [['p1'], 'lost']);
  const waits: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    waits.push(stage.waits[0]!);
    await stage.fire();
    stage.offers[stage.offers.length - 1]!.answer(null);
    await stage.settle();
  }
  assert.ok(waits[0]! < waits[1]! && waits[1]! < waits[2]!, waits.join(' '));
  await stage.fire();
  await stage.connect('p2');
  assert.equal(stage.keeper.isPeer('p2'), true);
});

test('an answer that comes after its connection was dropped is closed at once', async () => {
  const stage = new Stage();
  stage.keeper.start();
  await stage.settle();
  stage.keeper.restart();
  await stage.settle();
  stage.offers[0]!.answer('old');
  await stage.connect('new');
  assert.deepEqual([stage.closed, stage.keeper.isPeer('new'), stage.connections[0]!.isClosed], [['old'], true, true]);
});

test('the line is back: what is lost does not wait, what is connected is left alone', async () => {
  const stage = new Stage();
  stage.keeper.start();
  await stage.connect('p1');
  stage.keeper.hurry();
  assert.equal(stage.connections.length, 1);
  stage.last.become('failed');
  stage.keeper.hurry();
  assert.equal(stage.connections.length, 2);
  assert.equal(stage.waits.length, 1); // for the answer, no longer for the next try
});

test('a screen is marked; an offer that is too long is not sent', async () => {
  const screen = new Stage('v=0\r\na=mid:0\r\n', true);
  screen.keeper.start();
  await screen.settle();
  assert.match(screen.offers[0]!.sdp, /a=mid:0\r\na=content:slides\r\n/);
  const long = new Stage(`v=0\r\n${'a=x\r\n'.repeat(4000)}`);
  long.keeper.start();
  await long.settle();
  assert.deepEqual([long.offers.length, long.states], [0, ['connecting', 'lost']]);
});
