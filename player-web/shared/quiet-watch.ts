/* How long nobody has touched a shared computer. Pure: the clock is given, and other windows of the
 * same browser tell when they were touched. */

export interface QuietRule {
  endAfterMs: number;
  warnBeforeMs: number; // the last part of it is counted down
}

export const SHARED_RULE: QuietRule = { endAfterMs: 5 * 60000, warnBeforeMs: 30000 };

export type Quiet = { kind: 'busy' } | { kind: 'warning'; secondsLeft: number } | { kind: 'over' };

export function quietAt(nowMs: number, touchedAtMs: number, rule: QuietRule): Quiet {
  const leftMs = touchedAtMs + rule.endAfterMs - nowMs;
  if (leftMs <= 0) return { kind: 'over' };
  if (leftMs > rule.warnBeforeMs) return { kind: 'busy' };
  return { kind: 'warning', secondsLeft: Math.ceil(leftMs / 1000) };
}

/* The clock may have been set meanwhile: a touch in the future is now. */
export function latestTouch(nowMs: number, ...touches: readonly number[]): number {
  return Math.max(0, ...touches.filter((at) => at <= nowMs));
}
