/* Keeps in touch with the server: asks it now and then, and when somebody has signed in on this set
 * also over the live connection. Tells the page through `onChange`. */
import { backoffDelayMs } from '../shared/backoff.ts';
import { browserHost, hasWebSocket, monotonicMs, signalingUrl } from '../shared/browser-host.ts';
import { boundsOf, narrow, offsetMs, type ClockBounds } from '../shared/clock-sync.ts';
import type { CurrentSession, LocaleTag, ServerInfo } from '../shared/contract.ts';
import { setSignedInHint, signedInHint } from '../shared/settings.ts';
import { SignalingClient } from '../shared/signaling-client.ts';
import { getJson, type Answer } from './http.ts';

export type LinkState = 'connecting' | 'online' | 'live' | 'offline';

const ASK_EVERY_MS = 20000;
/* The first answers come close together: each narrows the clock further. */
const FIRST_ASKS = 5;
const FIRST_ASK_MS = 730;
const RETRY_LIMITS = { firstMs: 1000, maxMs: 15000 };

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
  private readonly onChange: () => void;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  start(locale: LocaleTag): void {
    this.ask();
    if (signedInHint()) this.enter(locale);
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

  private enter(locale: LocaleTag): void {
    getJson('/api/v1/session', monotonicMs, (answer) => {
      if (answer.status === 401) setSignedInHint(false);
      if (answer.status !== 200) return;
      const account = (answer.body as CurrentSession).account;
      this.accountName = account.display_name || account.name;
      if (hasWebSocket()) this.goLive(locale);
      this.onChange();
    });
  }

  private goLive(locale: LocaleTag): void {
    const client = new SignalingClient(
      { url: signalingUrl(), client: 'tv', locale: locale },
      {
        onState: (state) => {
          this.live = state.kind === 'online';
          if (state.kind === 'signed_out') this.signedOut();
          else this.state = this.live ? 'live' : 'connecting';
          this.onChange();
        },
        onWelcome: function () {},
        onMessage: function () {},
        onRoundTrip: (ms) => {
          this.roundTripMs = ms;
        },
        onClock: (bounds) => {
          this.liveClock = bounds;
        },
      },
      browserHost(function (tell) {
        getJson('/api/v1/session', monotonicMs, function (answer) {
          tell(answer.status !== 401);
        });
      }),
    );
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
