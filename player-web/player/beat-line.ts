/* Beats over the live connection: one at a time, with an answer of its own; the caller falls back to HTTP
 * when there is no connection or the beats are too long for a message. ES5. */
import type { ClientMessage, ErrorWord, ServerMessage } from '../shared/contract.ts';
import type { Beat } from '../shared/contract/live.ts';
import { refusedReply, replyOf, type BeatReply, type BeatsDone } from './beat-reply.ts';

export interface BeatLineHost {
  /* False: not connected. */
  send(make: (id: number) => ClientMessage): boolean;
  later(run: () => void, ms: number): number;
  cancel(timer: number): void;
}

const ANSWER_WITHIN_MS = 10000;
const MAX_BYTES = 16384; // of a message
const ROOM_FOR_HEAD = 256;

const STATUS_OF: { [code: string]: number | undefined } = {
  not_found: 404,
  unauthenticated: 401,
  forbidden: 403,
  rate_limited: 429,
  invalid: 400,
};

export class BeatLine {
  private readonly host: BeatLineHost;
  private waiting: { id: number; done: BeatsDone; timer: number } | null = null;
  private isUnknown = false; // the server is older

  constructor(host: BeatLineHost) {
    this.host = host;
  }

  /* False: to be sent another way. */
  send(viewingId: string, token: string, beats: Beat[], done: BeatsDone): boolean {
    /* What is not ASCII is a language tag gone wrong: characters are bytes. */
    const bytes = JSON.stringify(beats).length + token.length + ROOM_FOR_HEAD;
    if (this.waiting || this.isUnknown || bytes > MAX_BYTES) return false;
    let sentAs = 0;
    const isSent = this.host.send(function (id) {
      sentAs = id;
      return token ? { type: 'beat', id: id, viewing: viewingId, token: token, beats: beats } : { type: 'beat', id: id, viewing: viewingId, beats: beats };
    });
    if (!isSent) return false;
    const timer = this.host.later(() => this.finish(refusedReply(0)), ANSWER_WITHIN_MS);
    this.waiting = { id: sentAs, done: done, timer: timer };
    return true;
  }

  receive(message: ServerMessage): void {
    if (!this.waiting) return;
    if (message.type === 'beat_stored' && message.re === this.waiting.id) this.finish(replyOf(200, message));
    else if (message.type === 'error' && message.re === this.waiting.id) this.refused(message.code, message.retry_after_ms || 0);
  }

  /* The connection is down: its answers will not come. */
  lost(): void {
    this.isUnknown = false;
    this.finish(refusedReply(0));
  }

  private refused(code: ErrorWord, retryAfterMs: number): void {
    if (code === 'unsupported') this.isUnknown = true;
    this.finish(refusedReply(STATUS_OF[code] || 503, retryAfterMs));
  }

  private finish(reply: BeatReply): void {
    const waiting = this.waiting;
    if (!waiting) return;
    this.waiting = null;
    this.host.cancel(waiting.timer);
    waiting.done(reply);
  }
}
