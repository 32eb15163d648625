/* The viewing behind a player: asks for one, keeps it over a reload of the page, asks again when the
 * server refuses its token. ES5. */
import { retryDelayMs } from '../shared/backoff.ts';
import type { Viewing } from '../shared/contract/live.ts';
import type { KeptViewing } from '../shared/viewing-memory.ts';
import type { BeatsOf } from './beat-sender.ts';

export interface ViewingHost {
  /* `id`: of the meeting or lesson; which it is, the host knows. Status 200 with the viewing; 0 when no
   * answer came. */
  ask(id: string, done: (status: number, viewing: Viewing | null, retryAfterMs?: number) => void): void;
  /* For the page's life in this window. */
  remember(id: string, viewing: KeptViewing | null): void;
  recall(id: string): KeptViewing | null;
  nowWallMs(): number;
  later(run: () => void, ms: number): number;
  cancel(timer: number): void;
}

/* The first tries come soon: a server that restarts is back within seconds. */
const RETRY_LIMITS = { firstMs: 500, maxMs: 8000 };
const SOON_OVER_MS = 60000;
/* A token that was refused just after it was given: asking faster will not help. */
const RENEW_EVERY_MS = 2000;

export class ViewingLink {
  viewing: KeptViewing | null = null;
  private isFresh = true; // opened by this page
  private readonly host: ViewingHost;
  private readonly id: string;
  private readonly onViewing: (viewing: Viewing) => void;
  private readonly onRefused: (status: number) => void;
  private failures = 0;
  private timer = 0;
  private isAsking = false;
  private isStopped = false;

  constructor(
    host: ViewingHost,
    id: string,
    onViewing: (viewing: Viewing) => void,
    onRefused: (status: number) => void,
  ) {
    this.host = host;
    this.id = id;
    this.onViewing = onViewing;
    this.onRefused = onRefused;
  }

  start(): void {
    const kept = this.host.recall(this.id);
    const isGood = kept && Date.parse(kept.expires_at) - this.host.nowWallMs() > SOON_OVER_MS;
    if (kept && isGood && kept.is_over) this.ask(kept.is_live ? null : kept.resume_ms);
    else if (kept && isGood) this.take(kept, false);
    else this.ask(null);
  }

  stop(): void {
    this.isStopped = true;
    this.host.cancel(this.timer);
  }

  beatsOf(viewing: Viewing): BeatsOf {
    return {
      viewingId: viewing.id,
      token: tokenOf(viewing.base_url),
      everyMs: viewing.beat_every_ms,
      contact: viewing.contact,
      isFresh: this.isFresh,
    };
  }

  /* The token does not open the door any more. */
  renew(): void {
    if (this.isAsking || this.isStopped) return;
    this.isAsking = true;
    this.host.remember(this.id, null);
    this.timer = this.host.later(() => this.ask(null), this.failures === 0 ? 0 : RENEW_EVERY_MS);
    this.failures += 1;
  }

  /* The token was good: what follows is a new story. */
  confirm(): void {
    this.failures = 0;
  }

  /* `placeMs`: where this window left it, newer than what the server may know yet. */
  private ask(placeMs: number | null): void {
    this.isAsking = true;
    this.host.ask(this.id, (status, viewing, retryAfterMs) => {
      this.isAsking = false;
      if (this.isStopped) return;
      if (status === 200 && viewing) {
        if (placeMs !== null && !viewing.is_live) viewing.resume_ms = placeMs;
        this.host.remember(this.id, viewing);
        this.take(viewing, true);
        return;
      }
      this.onRefused(status);
      const delayMs = retryDelayMs(this.failures, Math.random(), RETRY_LIMITS, retryAfterMs || 0);
      this.failures += 1;
      this.timer = this.host.later(() => this.ask(placeMs), delayMs);
    });
  }

  private take(viewing: Viewing, isFresh: boolean): void {
    this.viewing = viewing;
    this.isFresh = isFresh;
    this.onViewing(viewing);
  }
}

const TOKEN = /\/~([^/?#]+)\//;

export function tokenOf(address: string): string {
  const found = TOKEN.exec(address);
  return found && found[1] ? found[1] : '';
}

/* The same place behind another token. */
export function withToken(address: string, token: string): string {
  return token ? address.replace(TOKEN, '/~' + token + '/') : address;
}
