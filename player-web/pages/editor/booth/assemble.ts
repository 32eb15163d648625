/* Takes become one sound as long as the picture: each at its paragraph's start, silence between. The file is made
 * of parts that the browser keeps where it wants (large ones on the disk); one take at a time is in memory. */
import { limitOf, type Paragraph } from './paragraphs.ts';
import { MARK_LETTERS, SAMPLE_BYTES, samplesOf, wavHead } from './wav.ts';

/* Samples: of the take that counts, from its beginning, and where it stands in the whole. */
export interface Placed {
  takeId: string;
  at: number;
  count: number;
}

export interface TakeLength {
  id: string;
  samples: number;
}

/* A click at the ends is louder than what it cuts off. */
const FADE_IN = 240;
const FADE_OUT = 720;
const SILENCE_BYTES = 1 << 20;

/* In the order of time, never over each other. */
export function planOf(
  paragraphs: readonly Paragraph[],
  takes: readonly TakeLength[],
  durationMs: number,
): Placed[] {
  const samples = new Map(takes.map((take) => [take.id, take.samples]));
  return paragraphs.flatMap((one, i) => {
    const length = samples.get(one.takeId) ?? 0;
    const endMs = one.isCut ? one.toMs : limitOf(paragraphs, i, durationMs);
    const at = samplesOf(one.fromMs);
    const count = Math.min(length, samplesOf(Math.min(endMs, durationMs)) - at);
    return count > 0 ? [{ takeId: one.takeId, at, count }] : [];
  });
}

export type Fit =
  | { kind: 'fits' }
  | { kind: 'flows'; overMs: number } // longer than the paragraph, ends before the next one
  | { kind: 'cut'; overMs: number }; // its end will not be heard

/* Less nobody notices. */
const TOLERATED_MS = 100;

export function fitOf(paragraphs: readonly Paragraph[], at: number, takeMs: number, durationMs: number): Fit {
  const one = paragraphs[at];
  if (!one) return { kind: 'fits' };
  const endMs = one.fromMs + takeMs;
  const limitMs = one.isCut ? one.toMs : limitOf(paragraphs, at, durationMs);
  if (endMs > limitMs + TOLERATED_MS) return { kind: 'cut', overMs: Math.round(endMs - limitMs) };
  if (endMs > one.toMs + TOLERATED_MS) return { kind: 'flows', overMs: Math.round(endMs - one.toMs) };
  return { kind: 'fits' };
}

/* The first `count` samples, its ends softened. */
export function softened(pcm: Int16Array, count: number): Int16Array<ArrayBuffer> {
  const part = pcm.slice(0, count) as Int16Array<ArrayBuffer>;
  const fadeIn = Math.min(FADE_IN, part.length >> 1);
  const fadeOut = Math.min(FADE_OUT, part.length >> 1);
  for (let i = 0; i < fadeIn; i += 1) part[i] = Math.round(((part[i] ?? 0) * i) / fadeIn);
  for (let i = 0; i < fadeOut; i += 1) {
    const at = part.length - 1 - i;
    part[at] = Math.round(((part[at] ?? 0) * i) / fadeOut);
  }
  return part;
}

function silence(samples: number, block: Blob): Blob[] {
  const parts: Blob[] = [];
  for (let left = samples * SAMPLE_BYTES; left > 0; left -= SILENCE_BYTES) {
    parts.push(left >= SILENCE_BYTES ? block : block.slice(0, left));
  }
  return parts;
}

/* Another one for another plan (FNV-1a, 32 bits, forwards and backwards). */
export function markOf(plan: readonly Placed[]): string {
  const text = JSON.stringify(plan);
  const sum = (letters: string) => {
    let hash = 0x811c9dc5;
    for (let i = 0; i < letters.length; i += 1) hash = Math.imul(hash ^ letters.charCodeAt(i), 0x01000193);
    return (hash >>> 0).toString(16).padStart(MARK_LETTERS / 2, '0');
  };
  return sum(text) + sum([...text].reverse().join(''));
}

export interface AssembleWork {
  plan: readonly Placed[];
  durationMs: number;
  read: (takeId: string) => Promise<Int16Array>; // rejects when it is not there
  onProgress?: (done: number) => void; // takes of the plan
}

/* A WAV file of exactly the duration. RangeError for what is too long for one; rejects as `read` does. */
export async function assembleWav({ plan, durationMs, read, onProgress }: AssembleWork): Promise<Blob> {
  const total = samplesOf(durationMs);
  const block = new Blob([new Uint8Array(SILENCE_BYTES)]);
  const parts: (Blob | ArrayBuffer)[] = [wavHead(total, markOf(plan))];
  let at = 0;
  for (const [i, placed] of plan.entries()) {
    parts.push(...silence(placed.at - at, block));
    const pcm = softened(await read(placed.takeId), placed.count);
    parts.push(new Blob([pcm]), ...silence(placed.count - pcm.length, block));
    at = placed.at + placed.count;
    onProgress?.(i + 1);
  }
  parts.push(...silence(total - at, block));
  return new Blob(parts, { type: 'audio/wav' });
}
