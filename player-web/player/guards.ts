/* Two watchers of a player that runs: the one keeps "live" live, the other notices that nothing moves.
 * Pure, ES5. */

/* hls.js only speeds up within a segment of its goal; further behind it stays behind for ever. Its own
 * remedy (liveMaxLatencyDuration) forbids rewinding, therefore ours. */
export const LIVE_SLACK_MS = 2000;
/* A jump needs time to load before the next one can be judged. */
export const LIVE_JUMP_EVERY_MS = 4000;

export class LiveGuard {
  private jumpedAtMs = -Infinity;

  /* True: jump to the live edge now. */
  shouldJump(nowMs: number, latencyMs: number, targetMs: number): boolean {
    if (latencyMs <= targetMs + LIVE_SLACK_MS || nowMs - this.jumpedAtMs < LIVE_JUMP_EVERY_MS) return false;
    this.jumpedAtMs = nowMs;
    return true;
  }
}

export type Stall = 'none' | 'waiting' | 'stuck';

const WAITING_AFTER_MS = 700;
const STUCK_AFTER_MS = 5000;
const STUCK_MAX_MS = 20000;

/* While playing is wanted, the position must move. "stuck" is said once per patience; the patience grows
 * with each time in a row. */
export class StallWatch {
  private positionMs = -1;
  private movedAtMs = 0;
  private patienceMs = STUCK_AFTER_MS;

  /* Something begins that takes its time: opening, a seek, the line coming back. */
  forgive(nowMs: number): void {
    this.movedAtMs = nowMs;
  }

  look(nowMs: number, positionMs: number | null, wantsToPlay: boolean): Stall {
    if (!wantsToPlay || (positionMs !== null && positionMs !== this.positionMs)) {
      if (wantsToPlay) this.patienceMs = STUCK_AFTER_MS;
      this.positionMs = positionMs === null ? -1 : positionMs;
      this.movedAtMs = nowMs;
      return 'none';
    }
    const stillMs = nowMs - this.movedAtMs;
    if (stillMs >= this.patienceMs) {
      this.patienceMs = Math.min(STUCK_MAX_MS, this.patienceMs * 1.5);
      this.movedAtMs = nowMs;
      return 'stuck';
    }
    return stillMs >= WAITING_AFTER_MS ? 'waiting' : 'none';
  }
}
