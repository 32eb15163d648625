/* Keeps in touch with the server: asks it now and then, and when somebody has signed in on this set
 * also over the live connection. Tells the page through `onChange`. */
import { backoffDelayMs } from '../shared/backoff.ts';
import { browserHost, hasWebSocket, monotonicMs, signalingUrl } from '../shared/browser-host.ts';
import { believeGrowth, rememberLedger } from '../shared/ledger-memory.ts';
import { boundsOf, narrow, offsetMs, type ClockBounds } from '../shared/clock-sync.ts';
import type { CurrentSession, LocaleTag, ServerInfo, ServerMessage } from '../shared/contract.ts';
import { setSignedInHint, signedInHint } from '../shared/settings.ts';
import { SignalingClient, type SignalingHost } from '../shared/signaling-client.ts';
import { getJson, type Answer } from './http.ts';

export type LinkState = 'connecting' | 'online' | 'live' | 'offline';

const ASK_EVERY_MS = 20000;
/* The first answers come close together: each narrows the clock further. */
const FIRST_ASKS = 5;
const FIRST_ASK_MS = 730;
const RETRY_LIMITS = { firstMs: 1000, maxMs: 15000 };

/* What a paired screen needs of its live connection. */
export interface ScreenLine {
  askStanding(tell: (paired: boolean) => void): void;
  onChanged(): void;
  onStudy(): void; // a study session of its place has changed, or might have
  onRegister(): void; // something was entered in a register for its place
}

interface LiveLine {
  url: string;
  locale: LocaleTag;
  askSignedIn: SignalingHost['askSignedIn'];
  onSignedOut(): void;
  onMessage(message: ServerMessage): void;
  onWelcome(): void;
}

export class ServerLink {
  state: LinkState = 'connecting';
  server: ServerInfo | null = null;
  accountName: string | null = null;
  roundTripMs: number | null = null;
  private clock: ClockBounds | null = null;
  private liveClock: ClockBounds | null = null;
  private asked = 0;
  private failures = 0;
  private live = false;
  private client: SignalingClient | null = null;
  private isScreen = false;
  private readonly onChange: () => void;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /* `isScreen`: it was paired, so that nobody's sign-in on it counts. */
  start(locale: LocaleTag, isScreen: boolean): void {
    this.ask();
    if (signedInHint() && !isScreen) this.enter(locale);
  }

  /* The server's time in ms since 1970; this set's own until the server has answered. */
  wallMs(): number {
    const bounds = this.liveClock || this.clock;
    return bounds ? monotonicMs() + offsetMs(bounds) : Date.now();
  }

  /* How wrong this set's own clock is; null until known. */
  ownClockErrorMs(): number | null {
    return this.liveClock || this.clock ? Date.now() - this.wallMs() : null;
  }

  private ask(): void {
    getJson('/api/v1/server', monotonicMs, (answer) => {
      if (answer.status === 200) this.answered(answer);
      else this.unanswered();
      this.onChange();
    });
  }

  private answered(answer: Answer): void {
    this.failures = 0;
    this.asked += 1;
    this.server = answer.body as ServerInfo;
    this.roundTripMs = answer.roundTripMs;
    if (answer.clock) this.clock = narrow(this.clock, boundsOf(answer.clock));
    this.state = this.live ? 'live' : 'online';
    this.later(this.asked < FIRST_ASKS ? FIRST_ASK_MS : ASK_EVERY_MS);
  }

  private unanswered(): void {
    this.state = 'offline';
    this.later(backoffDelayMs(this.failures, Math.random(), RETRY_LIMITS));
    this.failures += 1;
  }

  private later(ms: number): void {
    window.setTimeout(() => this.ask(), ms);
  }

  /* As a paired screen, which was let in by its cookie. */
  enterAsScreen(locale: LocaleTag, line: ScreenLine): void {
    if (!hasWebSocket() || this.client) return;
    this.isScreen = true;
    this.goLive({
      url: signalingUrl() + '?as=screen',
      locale: locale,
      askSignedIn: line.askStanding,
      onSignedOut: function () {},
      onMessage: function (message) {
        if (message.type !== 'notice') return;
        if (message.kind === 'screen.changed') line.onChanged();
        if (message.kind === 'screen.changed' || message.kind === 'study.changed') line.onStudy();
        if (message.kind === 'register.changed') line.onRegister();
      },
      onWelcome: function () {
        rememberLedger(believeGrowth);
        line.onStudy();
        line.onRegister();
      },
    });
  }

  /* The screen is none any more: its seat goes; that of somebody who signed in stays. */
  leaveAsScreen(): void {
    if (!this.isScreen || !this.client) return;
    this.client.stop();
    this.client = null;
    this.isScreen = this.live = false;
    this.liveClock = null;
    this.state = 'online';
  }

  private enter(locale: LocaleTag): void {
    getJson('/api/v1/session', monotonicMs, (answer) => {
      if (answer.status === 401) setSignedInHint(false);
      if (answer.status !== 200) return;
      const account = (answer.body as CurrentSession).account;
      this.accountName = account.display_name || account.name;
      if (hasWebSocket()) {
        this.goLive({
          url: signalingUrl(),
          locale: locale,
          askSignedIn: function (tell) {
            getJson('/api/v1/session', monotonicMs, function (answer) {
              tell(answer.status !== 401);
            });
          },
          onSignedOut: () => this.signedOut(),
          onMessage: function () {},
          onWelcome: function () {},
        });
      }
      this.onChange();
    });
  }

  private goLive(line: LiveLine): void {
    const client = new SignalingClient(
      { url: line.url, client: 'tv', locale: line.locale },
      {
        onState: (state) => {
          this.live = state.kind === 'online';
          if (state.kind === 'signed_out') line.onSignedOut();
          else if (state.kind !== 'closed') this.state = this.live ? 'live' : 'connecting';
          this.onChange();
        },
        onWelcome: line.onWelcome,
        onMessage: line.onMessage,
        onRoundTrip: (ms) => {
          this.roundTripMs = ms;
        },
        onClock: (bounds) => {
          this.liveClock = bounds;
        },
      },
      browserHost(line.askSignedIn),
    );
    this.client = client;
    window.addEventListener('pagehide', function () {
      client.stop();
    });
    client.start();
  }

  private signedOut(): void {
    setSignedInHint(false);
    this.accountName = null;
    this.liveClock = null;
    this.state = 'online';
  }
}
