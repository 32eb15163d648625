/* How fast bytes go and how long the rest takes, from what has gone in the last seconds. Pure. */

export interface Sample {
  atMs: number; // monotonic
  bytes: number; // gone in all
}

/* Long enough to smooth a radio link's bursts, short enough to follow a line that has slowed down. */
const WINDOW_MS = 20000;
/* Nobody is told a time before this much was seen. */
const TRUSTED_AFTER_MS = 3000;

export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  const kept = samples.filter((sample) => next.atMs - sample.atMs <= WINDOW_MS && sample.bytes <= next.bytes);
  return [...kept, next];
}

/* Bytes a second; null: not known yet. Time in which nothing went counts. */
export function rateOf(samples: readonly Sample[], nowMs: number): number | null {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (!first || !last) return null;
  const spanMs = nowMs - first.atMs;
  return spanMs < TRUSTED_AFTER_MS ? null : ((last.bytes - first.bytes) * 1000) / spanMs;
}

/* Seconds; null: not known, or nothing goes. */
export function leftSeconds(samples: readonly Sample[], total: number, nowMs: number): number | null {
  const rate = rateOf(samples, nowMs);
  const gone = samples[samples.length - 1]?.bytes ?? 0;
  return rate === null || rate < 1 ? null : Math.ceil((total - gone) / rate);
}

export interface TimeLeft {
  unit: 'seconds' | 'minutes' | 'hours';
  count: number; // of the unit
  minutes: number; // beyond whole hours
}

const STEP_S = 10;
const MINUTE_S = 60;
const HOUR_S = 3600;

/* As coarse as such a guess is true: tens of seconds, whole minutes, hours and tens of minutes. Never less than it is. */
export function roundedLeft(seconds: number): TimeLeft {
  if (seconds <= MINUTE_S) return { unit: 'seconds', count: Math.max(1, Math.ceil(seconds / STEP_S)) * STEP_S, minutes: 0 };
  if (seconds <= HOUR_S) return { unit: 'minutes', count: Math.ceil(seconds / MINUTE_S), minutes: 0 };
  const tens = Math.ceil(seconds / (10 * MINUTE_S));
  return { unit: 'hours', count: Math.floor(tens / 6), minutes: (tens % 6) * 10 };
}
