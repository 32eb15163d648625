/* Where somebody speaks, from how loud a sound is step by step. Pure. */
import type { Span } from './paragraphs.ts';

export const STEP_MS = 50;

/* Shorter noises are no speech, shorter holes no pause. */
const LEAST_SPEECH_MS = 250;
const LEAST_PAUSE_MS = 400;
/* Consonants at both ends are quieter than what is measured. */
const MARGIN_MS = 100;
/* A recording without a pause, or without speech, tells nothing. */
const LEAST_RANGE_DB = 10;
const FLOOR_DB = -90;

/* dBFS (RMS) of each whole step; what is left over counts with the last one. */
export function levelsOf(samples: Float32Array, rate: number): number[] {
  const step = Math.round((rate * STEP_MS) / 1000);
  const levels: number[] = [];
  for (let from = 0; from + step <= samples.length; from += step) {
    let sum = 0;
    for (let i = from; i < from + step; i += 1) sum += (samples[i] ?? 0) ** 2;
    levels.push(sum === 0 ? FLOOR_DB : Math.max(FLOOR_DB, 10 * Math.log10(sum / step)));
  }
  return levels;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? FLOOR_DB;
}

/* The line between the hall's noise and voices; null: there is none. */
export function thresholdOf(levels: readonly number[]): number | null {
  const sorted = [...levels].sort((a, b) => a - b);
  const [quiet, loud] = [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  return loud - quiet < LEAST_RANGE_DB ? null : Math.max(quiet + (loud - quiet) * 0.4, loud - 30);
}

export function speechIn(levels: readonly number[]): Span[] {
  const line = thresholdOf(levels);
  if (line === null) return [];
  const spans: Span[] = [];
  levels.forEach((level, i) => {
    if (level < line) return;
    const [fromMs, toMs] = [i * STEP_MS, (i + 1) * STEP_MS];
    const last = spans[spans.length - 1];
    if (last && fromMs - last.toMs < LEAST_PAUSE_MS) last.toMs = toMs;
    else spans.push({ fromMs, toMs });
  });
  return spans
    .filter((span) => span.toMs - span.fromMs >= LEAST_SPEECH_MS)
    .map((span) => ({ fromMs: Math.max(0, span.fromMs - MARGIN_MS), toMs: span.toMs + MARGIN_MS }));
}
