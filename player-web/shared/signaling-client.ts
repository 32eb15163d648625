/* The live connection to the server: signs on with hello, keeps its seat with the resume token,
 * notices a dead line by its own pings, comes back by itself with back-off. Plain callbacks and ES5
 * library only, because TVs run it too; everything of the browser comes in through `SignalingHost`,
 * so that tests drive it with a clock of their own. */
import { backoffDelayMs, RECONNECT_LIMITS } from './backoff.ts';
import { boundsOf, narrow, type ClockBounds } from './clock-sync.ts';
import type {
  ClientKind,
  ClientMessage,
  LocaleTag,
  ServerMessage,
  ServerMessages,
  SignalingProtocol,
} from './contract.ts';

export const SUBPROTOCOL: SignalingProtocol = 'tongping.v1';

const CONNECT_TIMEOUT_MS = 10000;
const PONG_TIMEOUT_MS = 8000;
/* Close codes of docs/protocol.md that ask for more than coming back soon. */
const CLOSE_GOING_AWAY = 1001;
const CLOSE_POLICY = 1008;
const CLOSE_TRY_LATER = 1013;
const CLOSE_SIGN_IN_NEEDED = 4401;
const CLOSE_TAKEN_OVER = 4409;

/* At least this pause, besides the back-off. After a restart everybody comes back, spread over two
 * seconds. */
const PAUSE_MS: { [code: number]: { fixedMs: number; spreadMs: number } | undefined } = {
  [CLOSE_GOING_AWAY]: { fixedMs: 0, spreadMs: 2000 },
  [CLOSE_POLICY]: { fixedMs: 60000, spreadMs: 5000 },
  [CLOSE_TRY_LATER]: { fixedMs: 3000, spreadMs: 5000 },
};

const CLOCK_SAMPLES = 4;
const CLOCK_AGAIN_MS = 120000;

export interface Socket {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: Event) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
}

export interface SignalingHost {
  openSocket(url: string, subprotocol: string): Socket;
  nowMs(): number; // never goes back
  random(): number;
  startTimer(ms: number, run: () => void): number;
  stopTimer(timer: number): void;
  /* Called when a connection could not even be opened: the server refuses without a session, and
   * browsers do not tell why. Answers later, by calling back. */
  askSignedIn(answer: (signedIn: boolean) => void): void;
}

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'online' }
  | { kind: 'waiting'; retryAtMs: number }
  | { kind: 'signed_out' }
  | { kind: 'closed' };

export interface SignalingEvents {
  onState(state: ConnectionState): void;
  onWelcome(welcome: ServerMessages['welcome']): void;
  onMessage(message: ServerMessage): void;
  onRoundTrip(ms: number): void;
  /* Server's wall clock minus nowMs(). */
  onClock(bounds: ClockBounds): void;
}

export interface SignalingOptions {
  url: string;
  client: ClientKind;
  locale: LocaleTag;
}

type PendingPing = { id: number; sentMs: number };

export class SignalingClient {
  private readonly host: SignalingHost;
  private readonly events: SignalingEvents;
  private readonly options: SignalingOptions;
  private url: string;
  private socket: Socket | null = null;
  private state: ConnectionState = { kind: 'closed' };
  private attempt = 0;
  private nextId = 1;
  private resume: string | null = null;
  private timers: { [name: string]: number } = {};
  private ping: PendingPing | null = null;
  private clock: ClockBounds | null = null;
  private clockSamplesLeft = 0;

  constructor(options: SignalingOptions, events: SignalingEvents, host: SignalingHost) {
    this.options = options;
    this.events = events;
    this.host = host;
    this.url = options.url;
  }

  start(): void {
    if (this.state.kind === 'connecting' || this.state.kind === 'online') return;
    this.attempt = 0;
    this.connect();
  }

  /* Says good-bye, so that the seat is free at once. */
  stop(): void {
    if (this.state.kind === 'online') this.transmit({ type: 'bye', id: this.nextId++ });
    this.resume = null;
    this.drop(1000);
    this.setState({ kind: 'closed' });
  }

  /* The network is said to be back: do not wait for the timer. */
  retryNow(): void {
    if (this.state.kind !== 'waiting') return;
    this.attempt = 0;
    this.connect();
  }

  /* True when it was sent; requests are not kept over a break, the page sends them on welcome. */
  send(make: (id: number) => ClientMessage): boolean {
    if (this.state.kind !== 'online') return false;
    this.transmit(make(this.nextId++));
    return true;
  }

  private connect(): void {
    this.drop(1000);
    this.setState({ kind: 'connecting' });
    let opened = false;
    const socket = this.host.openSocket(this.url, SUBPROTOCOL);
    this.socket = socket;
    this.setTimer('connect', CONNECT_TIMEOUT_MS, () => this.lost(opened, 1006));
    socket.onopen = () => {
      opened = true;
      this.sayHello();
    };
    socket.onmessage = (event) => {
      if (this.socket === socket) this.receive(String(event.data));
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(opened, event.code);
    };
    socket.onerror = null; /* a close event always follows */
  }

  private sayHello(): void {
    const hello: ClientMessage = {
      type: 'hello',
      id: this.nextId++,
      client: this.options.client,
      locale: this.options.locale,
    };
    if (this.resume) hello.resume = this.resume;
    this.transmit(hello);
  }

  private receive(text: string): void {
    const message = parseMessage(text);
    if (!message) return;
    switch (message.type) {
      case 'welcome':
        this.welcomed(message);
        return;
      case 'pong':
        this.ponged(message.re);
        return;
      case 'clock':
        this.clocked(message);
        return;
      case 'moved':
        this.moved(message.url);
        return;
      default:
        this.events.onMessage(message);
    }
  }

  private welcomed(welcome: ServerMessages['welcome']): void {
    this.clearTimer('connect');
    this.attempt = 0;
    this.resume = welcome.resume;
    this.setState({ kind: 'online' });
    this.events.onWelcome(welcome);
    this.schedulePing(welcome.ping_every_s * 1000);
    this.clock = null; /* another server process has another monotonic clock */
    this.clockSamplesLeft = CLOCK_SAMPLES;
    this.askClock();
  }

  private schedulePing(everyMs: number): void {
    this.setTimer('ping', everyMs, () => {
      const id = this.nextId++;
      this.ping = { id, sentMs: this.host.nowMs() };
      this.transmit({ type: 'ping', id });
      this.setTimer('pong', PONG_TIMEOUT_MS, () => this.lost(true, 1006));
      this.schedulePing(everyMs);
    });
  }

  private ponged(re: number): void {
    if (!this.ping || this.ping.id !== re) return;
    this.clearTimer('pong');
    this.events.onRoundTrip(this.host.nowMs() - this.ping.sentMs);
    this.ping = null;
  }

  private askClock(): void {
    this.transmit({ type: 'clock', id: this.nextId++, t0: Math.round(this.host.nowMs() * 1000) });
  }

  private clocked(answer: ServerMessages['clock']): void {
    const receivedMs = this.host.nowMs();
    const sentMs = answer.t0 / 1000;
    const sample = { sentMs, receivedMs, serverMs: answer.wall_us / 1000, serverPrecisionMs: 0 };
    this.clock = narrow(this.clock, boundsOf(sample));
    this.events.onRoundTrip(receivedMs - sentMs);
    this.events.onClock(this.clock);
    this.clockSamplesLeft -= 1;
    const more = this.clockSamplesLeft > 0;
    if (!more) this.clockSamplesLeft = 1;
    this.setTimer('clock', more ? 250 : CLOCK_AGAIN_MS, () => this.askClock());
  }

  private moved(url: string): void {
    if (!/^wss?:\/\//.test(url)) return;
    this.url = url;
    this.resume = null; /* this seat is another server's */
    this.connect();
  }

  private lost(opened: boolean, code: number): void {
    this.drop(1000);
    if (code === CLOSE_TAKEN_OVER) {
      this.resume = null;
      this.setState({ kind: 'closed' });
      return;
    }
    if (code === CLOSE_SIGN_IN_NEEDED) this.resume = null;
    this.wait(code);
    if (!opened || code === CLOSE_SIGN_IN_NEEDED) this.askSignedIn();
  }

  /* Ended, or only changed roles, or the server is away: the API knows. */
  private askSignedIn(): void {
    this.host.askSignedIn((signedIn) => {
      const kind = this.state.kind;
      if (signedIn || kind === 'online' || kind === 'closed') return;
      this.drop(1000);
      this.resume = null;
      this.setState({ kind: 'signed_out' });
    });
  }

  private wait(code: number): void {
    const pause = PAUSE_MS[code] || { fixedMs: 0, spreadMs: 0 };
    const delayMs =
      backoffDelayMs(this.attempt, this.host.random(), RECONNECT_LIMITS) +
      pause.fixedMs +
      pause.spreadMs * this.host.random();
    this.attempt += 1;
    this.setState({ kind: 'waiting', retryAtMs: this.host.nowMs() + delayMs });
    this.setTimer('retry', delayMs, () => this.connect());
  }

  private transmit(message: ClientMessage): void {
    if (this.socket) this.socket.send(JSON.stringify(message));
  }

  private drop(code: number): void {
    for (const name in this.timers) this.clearTimer(name);
    this.ping = null;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      socket.close(code);
    } catch (_closed) {
      /* old engines throw when it never opened */
    }
  }

  private setState(state: ConnectionState): void {
    this.state = state;
    this.events.onState(state);
  }

  private setTimer(name: string, ms: number, run: () => void): void {
    this.clearTimer(name);
    this.timers[name] = this.host.startTimer(ms, () => {
      delete this.timers[name];
      run();
    });
  }

  private clearTimer(name: string): void {
    const timer = this.timers[name];
    if (timer === undefined) return;
    this.host.stopTimer(timer);
    delete this.timers[name];
  }
}

/* Only messages that this version knows; a newer server may send more. */
const KNOWN: { [T in keyof ServerMessages]: true } = {
  welcome: true,
  pong: true,
  clock: true,
  presence: true,
  'presence.changed': true,
  ok: true,
  beat_stored: true,
  error: true,
  moved: true,
  stopping: true,
  notice: true,
  'job.changed': true,
  room: true,
  'room.waiting': true,
  'room.changed': true,
  'room.said': true,
  'room.unsaid': true,
  'room.removed': true,
  'vote.changed': true,
  'media.answer': true,
  'media.speakers': true,
  'media.line': true,
  'camera.offered': true,
  camera: true,
  'camera.changed': true,
  'camera.ended': true,
};

export function parseMessage(text: string): ServerMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (_broken) {
    return null;
  }
  if (!value || typeof value !== 'object') return null;
  const type = (value as { type?: unknown }).type;
  if (typeof type !== 'string' || !Object.prototype.hasOwnProperty.call(KNOWN, type)) return null;
  return value as ServerMessage;
}
