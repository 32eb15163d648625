/* What came back of beats, by whatever way they went. ES5. */
import type { BeatsAnswer } from '../shared/contract/live.ts';

export interface BeatReply {
  status: number; // 0: nothing came
  stored: number | null; // null: nothing came back that can be trusted
  contact: string;
  isElsewhere: boolean;
  creditedMs: number; // of its event so far; -1: not said
  retryAfterMs: number; // 0: the server does not say
}

export type BeatsDone = (reply: BeatReply) => void;

export function refusedReply(status: number, retryAfterMs = 0): BeatReply {
  const again = retryAfterMs > 0 ? retryAfterMs : 0;
  return { status: status, stored: null, contact: '', isElsewhere: false, creditedMs: -1, retryAfterMs: again };
}

/* An answer of a server, perhaps of an older one or of something in between. */
export function replyOf(status: number, body: unknown, retryAfterMs = 0): BeatReply {
  const reply = refusedReply(status, retryAfterMs);
  const told = body as Partial<BeatsAnswer> | null;
  if (status !== 200 || !told) return reply;
  if (typeof told.sequence === 'number') reply.stored = told.sequence;
  if (typeof told.contact === 'string') reply.contact = told.contact;
  reply.isElsewhere = told.is_elsewhere === true;
  if (typeof told.credited_ms === 'number') reply.creditedMs = told.credited_ms;
  return reply;
}
