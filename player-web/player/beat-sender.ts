/* Makes a beat every few seconds of what the player tells, and brings it to the server: one request at a
 * time, those that wait first, with growing pauses while the line is down. ES5. */
import { retryDelayMs } from '../shared/backoff.ts';
import type { Beat, BeatState } from '../shared/contract/live.ts';
import { BeatLog } from './beat-log.ts';
import type { BeatReply } from './beat-reply.ts';
import { ContactClock } from './contact-clock.ts';
import { LeftOverBeats, type LeftOverHost } from './left-over-beats.ts';
import { SeenCollector } from './seen.ts';

export interface BeatFacts {
  state: BeatState;
  positionMs: number;
  rate: number;
  language: string;
  latencyMs: number;
}

export interface BeatHost extends LeftOverHost {
  facts(): BeatFacts;
  monotonicMs(): number;
  /* Another viewing of the person's account has her, or no other any more. */
  turned?(isElsewhere: boolean): void;
  /* How much of its event is credited so far, as the server says; -1: it does not say. */
  credited?(creditedMs: number): void;
  /* Whose viewings these are; absent: nobody's in particular. */
  owner?(): string;
  /* From a page that goes: no answer. */
  sendLast(viewingId: string, token: string, beats: Beat[]): void;
  later(run: () => void, ms: number): number;
  cancel(timer: number): void;
}

/* What a player has of its viewing when it begins. */
export interface BeatsOf {
  viewingId: string;
  token: string;
  everyMs: number;
  contact: string; // of the answer that opened it
  isFresh: boolean; // that has just come; else the viewing was kept by an earlier page
}

const RETRY_LIMITS = { firstMs: 1000, maxMs: 30000 };

export class BeatSender {
  readonly seen = new SeenCollector();
  private readonly host: BeatHost;
  private readonly everyMs: number;
  private log: BeatLog;
  private readonly leftOver: LeftOverBeats;
  private lastState: BeatState | null = null;
  private readonly contacts: ContactClock;
  private isSending = false;
  private isHeld = false; // until the time that the server asked for
  private failures = 0;
  private beatTimer = 0;
  private retryTimer = 0;
  private isOver = false;

  constructor(host: BeatHost, of: BeatsOf) {
    this.host = host;
    this.everyMs = of.everyMs;
    this.log = new BeatLog(host.shelf, of.viewingId, of.token, host.owner ? host.owner() : '');
    this.contacts = new ContactClock(function () {
      return host.monotonicMs();
    });
    this.contacts.open(of.isFresh ? of.contact : this.log.contact() || of.contact, of.isFresh);
    this.leftOver = new LeftOverBeats(host, of.viewingId);
    this.beatTimer = host.later(() => this.beat(), of.everyMs);
    this.send();
  }

  viewingId(): string {
    return this.log.viewingId;
  }

  renew(token: string): void {
    this.log.renew(token);
  }

  /* An answer to this viewing that was no answer to beats. */
  answered(contact: string): void {
    this.contacts.answered(contact);
  }

  /* A beat never mixes two states: what was seen so far goes with the state it was seen in. The end is told at once. */
  stateChanged(): void {
    const state = this.host.facts().state;
    if (state === this.lastState) return;
    const before = this.lastState;
    this.lastState = state;
    if (before === null || this.isOver) return;
    this.note(before, false);
    if (state !== 'ended') return;
    this.note(state, false);
    this.send();
  }

  /* The page goes, or may come back. */
  pageHides(): void {
    if (this.isOver) return;
    this.note(this.host.facts().state, true);
    this.host.sendLast(this.log.viewingId, this.log.token(), this.log.newest());
  }

  /* Somebody leaves for good. Of a meeting that is the end; a recording or a lesson stays where it was, to
   * be gone on with, unless its own end was reached. */
  end(): void {
    if (this.isOver) return;
    const facts = this.host.facts();
    this.note(facts.latencyMs < 0 ? facts.state : 'ended', true);
    this.isOver = true;
    this.host.cancel(this.beatTimer);
    this.send();
  }

  private beat(): void {
    this.beatTimer = this.host.later(() => this.beat(), this.everyMs);
    this.note(this.host.facts().state, false);
    this.send();
  }

  private note(state: BeatState, isFinal: boolean): void {
    const facts = this.host.facts();
    const beat: Beat = {
      sequence: 0,
      state: state,
      position_ms: facts.positionMs,
      rate: facts.rate,
      language: facts.language,
      latency_ms: facts.latencyMs,
      seen: this.seen.take(),
      is_final: isFinal,
    };
    this.contacts.stamp(beat);
    this.log.add(beat);
  }

  private send(): void {
    const log = this.leftOver.first() || this.log;
    const beats = log.waiting();
    if (this.isSending || this.isHeld || beats.length === 0) return;
    this.isSending = true;
    this.host.cancel(this.retryTimer);
    this.host.send(log.viewingId, log.token(), beats, (reply) => {
      this.isSending = false;
      if (reply.status === 200 && reply.stored !== null) this.stored(log, reply.stored, reply);
      else this.refused(log, beats, reply);
    });
  }

  private stored(log: BeatLog, sequence: number, reply: BeatReply): void {
    const isOwn = log === this.log;
    this.failures = 0;
    log.stored(sequence, reply.contact);
    if (isOwn) this.contacts.answered(reply.contact);
    if (isOwn && this.host.turned && !this.isOver) this.host.turned(reply.isElsewhere);
    if (isOwn && this.host.credited && !this.isOver) this.host.credited(reply.creditedMs);
    if (!isOwn || this.isOver || log.isBehind()) this.send();
  }

  private refused(log: BeatLog, sent: Beat[], reply: BeatReply): void {
    const status = reply.status;
    if (log !== this.log && this.leftOver.refused(log, status, sent)) {
      this.send();
      return;
    }
    if (log === this.log && status === 400) {
      log.doubt(sent);
      this.send();
      return;
    }
    /* The token of what plays has grown old: by the sign-in, until there is another. */
    if (log === this.log && status === 401 && log.token() !== '') {
      log.renew('');
      this.send();
      return;
    }
    const delayMs = retryDelayMs(this.failures, Math.random(), RETRY_LIMITS, reply.retryAfterMs);
    this.failures += 1;
    this.isHeld = reply.retryAfterMs > 0;
    this.retryTimer = this.host.later(() => {
      this.isHeld = false;
      this.send();
    }, delayMs);
  }
}
