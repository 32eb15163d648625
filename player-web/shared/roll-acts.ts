/* What a clerk has entered and the server has not taken yet: in order, kept over a power cut, sent one request
 * at a time until it is answered. Ids are made here, so that sending twice counts once. ES5. */
import { retryDelayMs } from './backoff.ts';
import type { LeftWish, Presence, PresencesEntered, PresencesWish, PresenceWish } from './contract/registers.ts';

export interface EnterAct {
  kind: 'enter';
  id: string;
  memberId: string; // '': a guest
  name: string;
  beginsAt: string;
  endsAt: string; // '': not said
  how: '' | 'phone' | 'paper'; // '': a screen
}

export interface LeaveAct {
  kind: 'left' | 'withdraw';
  id: string; // of the presence
  at: string; // of `left`; '': now
}

export type RollAct = EnterAct | LeaveAct;

export interface RollAnswer {
  status: number; // 0: no answer
  body: unknown;
  detail: string; // what a refusal says
  retryAfterMs: number;
}

export interface ActsHost {
  placeId(): string;
  enter(body: PresencesWish, done: (answer: RollAnswer) => void): void;
  left(presenceId: string, body: LeftWish, done: (answer: RollAnswer) => void): void;
  withdraw(presenceId: string, done: (answer: RollAnswer) => void): void;
  keep(acts: RollAct[]): void;
  onTaken(acts: RollAct[], presences: Presence[]): void;
  onRefused(acts: RollAct[], answer: RollAnswer): void;
  onWaits(): void; // no answer: it is tried again
}

const MANY = 50; // of one request
const RETRY_LIMITS = { firstMs: 1000, maxMs: 10000 };

function mayHelp(status: number): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

function wishOf(act: EnterAct): PresenceWish {
  const wish: PresenceWish = { id: act.id, from: act.beginsAt };
  if (act.memberId) wish.member_id = act.memberId;
  else wish.guest_name = act.name;
  if (act.endsAt) wish.until = act.endsAt;
  return wish;
}

export class RollActs {
  all: RollAct[];
  isStuck = false; // the last try had no answer
  private readonly host: ActsHost;
  private inFlight = 0;
  private isSingle = false; // one of many was refused: which one?
  private failures = 0;
  private timer = 0;
  private isStopped = false;

  constructor(host: ActsHost, kept: RollAct[]) {
    this.host = host;
    this.all = kept;
  }

  add(act: RollAct): void {
    this.all.push(act);
    this.host.keep(this.all);
    this.send();
  }

  /* Takes back what nobody was told yet; false when it is too late for that. */
  forget(presenceId: string): boolean {
    for (let i = this.inFlight; i < this.all.length; i++) {
      const act = this.all[i] as RollAct;
      if (act.kind !== 'enter' || act.id !== presenceId) continue;
      if (this.isStuck) return false; // it may have arrived
      this.all.splice(i, 1);
      this.host.keep(this.all);
      return true;
    }
    return false;
  }

  /* The line may be back: at once. */
  retryNow(): void {
    if (this.inFlight > 0) return;
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.send();
  }

  stop(): void {
    this.isStopped = true;
    window.clearTimeout(this.timer);
  }

  send(): void {
    if (this.inFlight > 0 || this.timer || this.isStopped || this.all.length === 0) return;
    const first = this.all[0] as RollAct;
    const acts = first.kind === 'enter' ? this.leading(first) : [first];
    const done = (answer: RollAnswer): void => this.answered(acts, answer);
    this.inFlight = acts.length;
    if (first.kind === 'enter') this.host.enter(this.bodyOf(acts as EnterAct[], first), done);
    else if (first.kind === 'left') this.host.left(first.id, first.at ? { at: first.at } : {}, done);
    else this.host.withdraw(first.id, done);
  }

  private leading(first: EnterAct): RollAct[] {
    const most = this.isSingle ? 1 : MANY;
    let n = 0;
    while (n < this.all.length && n < most) {
      const act = this.all[n] as RollAct;
      if (act.kind !== 'enter' || act.how !== first.how) break;
      n += 1;
    }
    return this.all.slice(0, n);
  }

  private bodyOf(acts: EnterAct[], first: EnterAct): PresencesWish {
    const body: PresencesWish = { presences: acts.map(wishOf) };
    if (this.host.placeId()) body.place_id = this.host.placeId();
    if (first.how) body.how = first.how;
    return body;
  }

  private answered(acts: RollAct[], answer: RollAnswer): void {
    this.inFlight = 0;
    if (this.isStopped) return;
    if (mayHelp(answer.status)) return this.again(answer.retryAfterMs);
    this.failures = 0;
    this.isStuck = false;
    if (answer.status >= 200 && answer.status < 300) this.taken(acts, answer.body);
    else if (acts.length > 1) this.isSingle = true;
    else this.drop(acts, answer);
    this.send();
  }

  private again(retryAfterMs: number): void {
    this.isStuck = true;
    const delayMs = retryDelayMs(this.failures, Math.random(), RETRY_LIMITS, retryAfterMs);
    this.failures += 1;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      this.send();
    }, delayMs);
    this.host.onWaits();
  }

  private settle(acts: RollAct[]): void {
    this.all = this.all.slice(acts.length);
    if (this.all.length === 0) this.isSingle = false;
    this.host.keep(this.all);
  }

  private taken(acts: RollAct[], body: unknown): void {
    const first = acts[0] as RollAct;
    const presences = first.kind === 'enter' ? (body as PresencesEntered).presences : [body as Presence];
    this.settle(acts);
    /* Somebody was entered already, under another id. */
    for (let i = 0; i < acts.length; i++) this.rename((acts[i] as RollAct).id, presences[i]);
    this.host.onTaken(acts, presences);
  }

  private rename(id: string, presence: Presence | undefined): void {
    if (!presence || presence.id === id) return;
    for (let i = 0; i < this.all.length; i++) {
      const act = this.all[i] as RollAct;
      if (act.id === id) act.id = presence.id;
    }
  }

  private drop(acts: RollAct[], answer: RollAnswer): void {
    this.settle(acts);
    this.host.onRefused(acts, answer);
  }
}
