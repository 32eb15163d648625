/* The loudness scale: from -60 to 0, in tenths of the drawing; the zone around the target of -23 LUFS
 * (EBU R 128) is green. Pure. */

export const SCALE_FROM = -60;
export const SCALE_WIDTH = 600;
export const TARGET_LUFS = -23;
export const ZONE = { from: -27, to: -19 };
const SILENT_BELOW = -60;
const CLIPS_FROM_DBFS = -1;

/* Where a value stands; what is beyond the ends stands there. */
export function placeOf(value: number): number {
  const share = (Math.min(0, Math.max(SCALE_FROM, value)) - SCALE_FROM) / -SCALE_FROM;
  return Math.round(share * SCALE_WIDTH);
}

export type Loudness = 'silent' | 'quiet' | 'good' | 'loud' | 'clipping';

/* Judged by the short term: speech has pauses. */
export function loudnessOf(shortTermLufs: number, peakDbfs: number): Loudness {
  if (peakDbfs >= CLIPS_FROM_DBFS) return 'clipping';
  if (shortTermLufs <= SILENT_BELOW) return 'silent';
  if (shortTermLufs < ZONE.from) return 'quiet';
  return shortTermLufs > ZONE.to ? 'loud' : 'good';
}
