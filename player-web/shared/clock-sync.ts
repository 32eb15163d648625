/* Estimates how far this device's clock is from the server's. Each exchange bounds the offset: the
 * server read its clock between our sending and our receiving. Intersecting the bounds of many
 * exchanges narrows it down; also with HTTP's Date field, which is cut to whole seconds.
 * Pure; runs on TVs too. */

export interface ClockSample {
  sentMs: number; // own clock
  receivedMs: number; // own clock
  serverMs: number; // server's clock, read in between
  serverPrecisionMs: number; // 0, or 1000 when cut to seconds
}

export interface ClockBounds {
  lowMs: number; // server minus own clock is at least this
  highMs: number; // and at most this
}

export function boundsOf(sample: ClockSample): ClockBounds {
  return {
    lowMs: sample.serverMs - sample.receivedMs,
    highMs: sample.serverMs + sample.serverPrecisionMs - sample.sentMs,
  };
}

/* Bounds that do not meet mean that a clock was set meanwhile: the newer one counts alone. */
export function narrow(known: ClockBounds | null, next: ClockBounds): ClockBounds {
  if (!known) return next;
  const lowMs = Math.max(known.lowMs, next.lowMs);
  const highMs = Math.min(known.highMs, next.highMs);
  return lowMs <= highMs ? { lowMs, highMs } : next;
}

export function offsetMs(bounds: ClockBounds): number {
  return (bounds.lowMs + bounds.highMs) / 2;
}

export function uncertaintyMs(bounds: ClockBounds): number {
  return (bounds.highMs - bounds.lowMs) / 2;
}
