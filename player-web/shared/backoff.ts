/* How long to wait before the next try: exponential, with jitter, so that thousands of clients that
 * lost the same server do not come back in the same second. Pure; runs on TVs too. */

export interface BackoffLimits {
  firstMs: number;
  maxMs: number;
}

/* The first try comes soon (a blip of the line, a restart), the cap keeps a long outage cheap. */
export const RECONNECT_LIMITS: BackoffLimits = { firstMs: 500, maxMs: 20000 };

/* What a server asks for is the least: thousands that it refused in one second come back over a time as long again. */
export function retryDelayMs(attempt: number, random: number, limits: BackoffLimits, retryAfterMs: number): number {
  return Math.max(backoffDelayMs(attempt, random, limits), Math.round(retryAfterMs * (1 + random)));
}

/* `attempt` counts from 0, `random` is in [0, 1). Between half and the whole of the doubled time:
 * spread wide, but never a try at once. */
export function backoffDelayMs(attempt: number, random: number, limits: BackoffLimits): number {
  const ceiling = Math.min(limits.maxMs, limits.firstMs * Math.pow(2, Math.min(attempt, 20)));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
