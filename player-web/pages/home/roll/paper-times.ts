/* From when until when a late entry says that somebody was there: times of day as typed, on the days of the event. Pure. */
import type { Register } from '../../../shared/contract/registers.ts';
import { hourAndMinute } from '../../../shared/format.ts';

export interface PaperTimes {
  from: string; // HH:MM
  until: string;
}

export interface PaperSpan {
  from: string; // moments, RFC 3339
  until: string;
}

const DAY_MS = 86400000;

export function wholeEvent(register: Register): PaperTimes {
  return { from: hourAndMinute(Date.parse(register.began_at)), until: hourAndMinute(Date.parse(register.ended_at ?? register.began_at)) };
}

/* The first moment of this time of day that is not before `startMs`; its minute counts as a whole. */
function momentAfter(typed: string, startMs: number): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(typed);
  if (!found) return null;
  const day = new Date(startMs);
  day.setHours(Number(found[1]), Number(found[2]), 0, 0);
  const minuteMs = startMs - (startMs % 60000);
  const atMs = day.getTime() < minuteMs ? day.getTime() + DAY_MS : day.getTime();
  return Math.max(atMs, startMs);
}

/* Null when leaving is not after coming, or one of both is outside of the event. */
export function spanOf(times: PaperTimes, register: Register): PaperSpan | null {
  const beganMs = Date.parse(register.began_at);
  const endedMs = Date.parse(register.ended_at ?? '');
  const whole = wholeEvent(register);
  const fromMs = momentAfter(times.from, beganMs);
  const untilMs = times.until === whole.until ? endedMs : momentAfter(times.until, beganMs);
  if (fromMs === null || untilMs === null || !(fromMs < untilMs) || untilMs > endedMs) return null;
  return { from: new Date(fromMs).toISOString(), until: new Date(untilMs).toISOString() };
}
