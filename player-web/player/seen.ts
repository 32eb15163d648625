/* Which media time was really played. Fed with samples of the position several times a second; a jump of
 * the position, a pause or a stall ends an interval. Pure, ES5. */
import type { SeenInterval } from '../shared/contract/live.ts';

export interface Sample {
  atMs: number; // monotonic clock
  mediaMs: number;
  isPlaying: boolean;
  rate: number;
}

/* A position may run ahead of the clock by this much: samples are late, players round. */
const SLACK_MS = 400;
/* Intervals between two beats, as many as the server takes; more means a player that jumps at each sample. */
export const SEEN_MAX = 32;

export class SeenCollector {
  private last: Sample | null = null;
  private intervals: SeenInterval[] = [];

  add(sample: Sample): void {
    const last = this.last;
    this.last = sample;
    if (!last || !last.isPlaying || !isContinuous(last, sample)) return;
    this.extend(last.mediaMs, sample.mediaMs);
  }

  /* The next sample begins anew: the player has changed its place. */
  cut(): void {
    this.last = null;
  }

  /* What was seen since the last call. */
  take(): SeenInterval[] {
    const taken = this.intervals;
    this.intervals = [];
    return taken;
  }

  private extend(fromMs: number, toMs: number): void {
    const open = this.intervals[this.intervals.length - 1];
    if (open && open.to_ms === fromMs) open.to_ms = toMs;
    else if (this.intervals.length < SEEN_MAX) this.intervals.push({ from_ms: fromMs, to_ms: toMs });
  }
}

function isContinuous(last: Sample, next: Sample): boolean {
  const moved = next.mediaMs - last.mediaMs;
  const passed = next.atMs - last.atMs;
  return moved > 0 && moved <= passed * Math.max(last.rate, next.rate, 1) + SLACK_MS;
}
