/* A dub and its takes, as values: which take counts, what is missing. Pure. */
import type { Dub, Take } from './booth-store.ts';
import type { Paragraph } from './paragraphs.ts';

/* After a crash a row may name a take that never got to the disk, or none though there is one: the latest counts. */
export function recovered(dub: Dub, takes: readonly Take[]): Dub {
  const ids = new Set(takes.map((take) => take.id));
  const isWhole = dub.paragraphs.every((one) => one.takeId === '' || ids.has(one.takeId));
  if (isWhole) return dub;
  return {
    ...dub,
    paragraphs: dub.paragraphs.map((one) =>
      one.takeId === '' || ids.has(one.takeId) ? one : { ...one, takeId: lastTakeOf(takes, one.id)?.id ?? '' },
    ),
  };
}

export function takesFor(takes: readonly Take[], paragraphId: number): Take[] {
  return takes.filter((take) => take.paragraphId === paragraphId);
}

export function lastTakeOf(takes: readonly Take[], paragraphId: number): Take | null {
  return takesFor(takes, paragraphId).sort((a, b) => b.madeAtMs - a.madeAtMs)[0] ?? null;
}

export function withParagraph(dub: Dub, id: number, part: Partial<Paragraph>, nowMs: number): Dub {
  const paragraphs = dub.paragraphs.map((one) => (one.id === id ? { ...one, ...part } : one));
  return { ...dub, paragraphs, changedAtMs: nowMs };
}

/* When it goes, the latest of the others counts. */
export function withoutTake(dub: Dub, takes: readonly Take[], take: Take, nowMs: number): Dub {
  const rest = takes.filter((one) => one.id !== take.id);
  const paragraph = dub.paragraphs.find((one) => one.id === take.paragraphId);
  if (paragraph?.takeId !== take.id) return { ...dub, changedAtMs: nowMs };
  return withParagraph(dub, take.paragraphId, { takeId: lastTakeOf(rest, take.paragraphId)?.id ?? '' }, nowMs);
}

export function countDone(dub: Dub): number {
  return dub.paragraphs.filter((one) => one.takeId !== '').length;
}

/* The first one without a take behind `after`, else the first of all; -1: none is missing. */
export function nextMissing(dub: Dub, after: number): number {
  const missing = dub.paragraphs.flatMap((one, i) => (one.takeId === '' ? [i] : []));
  return missing.find((i) => i > after) ?? missing[0] ?? -1;
}
