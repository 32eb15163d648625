/* How loud the microphone is, in words that help. Levels are dBFS of the peak. Pure. */

export type LevelWord = 'silent' | 'quiet' | 'good' | 'loud';

const FLOOR_DB = -90;
const SILENT_DB = -50;
const QUIET_DB = -26;
const LOUD_DB = -1.5;

/* What the meter shows: its left end. */
export const METER_FLOOR_DB = -60;

export function dbOf(peak: number): number {
  return peak <= 0 ? FLOOR_DB : Math.max(FLOOR_DB, 20 * Math.log10(peak));
}

export function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i += 1) peak = Math.max(peak, Math.abs(samples[i] ?? 0));
  return peak;
}

export function wordOf(db: number): LevelWord {
  if (db >= LOUD_DB) return 'loud';
  if (db >= QUIET_DB) return 'good';
  return db >= SILENT_DB ? 'quiet' : 'silent';
}

/* 0 to 100 for the meter. */
export function shareOf(db: number): number {
  return Math.round(Math.max(0, Math.min(1, 1 - db / METER_FLOOR_DB)) * 100);
}

/* Speech has pauses: what counts is the loudest of the last while. */
export class LevelWatch {
  private readonly recent: { db: number; atMs: number }[] = [];
  private readonly windowMs: number;

  constructor(windowMs = 2500) {
    this.windowMs = windowMs;
  }

  note(db: number, atMs: number): LevelWord {
    this.recent.push({ db, atMs });
    while ((this.recent[0]?.atMs ?? atMs) < atMs - this.windowMs) this.recent.shift();
    return wordOf(Math.max(...this.recent.map((one) => one.db)));
  }
}
