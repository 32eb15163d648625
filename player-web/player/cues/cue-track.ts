/* What stands on the screen at each moment of a track: cues that overlap are put together, and more lines
 * than two become two. Pure, ES5. */
import type { Cue } from './web-vtt.ts';

export const LINES_MAX = 2;

const NOTHING: string[] = [];

/* From here on these lines stand, until the next piece. */
interface Piece {
  fromMs: number;
  lines: string[];
}

export class CueTrack {
  private readonly pieces: Piece[];

  constructor(cues: readonly Cue[]) {
    this.pieces = piecesOf(cues);
  }

  at(mediaMs: number): string[] {
    const piece = this.pieces[this.indexAt(mediaMs)];
    return piece ? piece.lines : NOTHING;
  }

  /* When that changes next; Infinity: never again. */
  nextChangeMs(mediaMs: number): number {
    const next = this.pieces[this.indexAt(mediaMs) + 1];
    return next ? next.fromMs : Infinity;
  }

  /* The last piece that begins at or before; -1: none yet. */
  private indexAt(mediaMs: number): number {
    let low = -1;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.pieces[middle] as Piece).fromMs <= mediaMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function piecesOf(cues: readonly Cue[]): Piece[] {
  const sorted = cues.slice().sort(function (a, b) {
    return a.fromMs - b.fromMs || a.toMs - b.toMs;
  });
  const times = changesOf(sorted);
  const pieces: Piece[] = [];
  let shown: Cue[] = [];
  let next = 0;
  for (let i = 0; i < times.length; i++) {
    const now = times[i] as number;
    while (next < sorted.length && (sorted[next] as Cue).fromMs <= now) {
      shown.push(sorted[next] as Cue);
      next += 1;
    }
    shown = shown.filter(function (cue) {
      return cue.toMs > now;
    });
    pieces.push({ fromMs: now, lines: linesOf(shown) });
  }
  return pieces;
}

function changesOf(cues: readonly Cue[]): number[] {
  const times: number[] = [];
  cues.forEach(function (cue) {
    times.push(cue.fromMs, cue.toMs);
  });
  times.sort(function (a, b) {
    return a - b;
  });
  return times.filter(function (time, i) {
    return time !== times[i - 1];
  });
}

/* The two that began last; the same words twice are said once. */
function linesOf(shown: readonly Cue[]): string[] {
  let lines: string[] = [];
  shown.slice(-2).forEach(function (cue) {
    if (lines.join('\n') !== cue.lines.join('\n')) lines = lines.concat(cue.lines);
  });
  return fitLines(lines);
}

/* Neighbours that are shortest together become one line, until there are no more than two. */
export function fitLines(lines: readonly string[]): string[] {
  const fitted = lines.slice();
  while (fitted.length > LINES_MAX) {
    let best = 0;
    for (let i = 1; i + 1 < fitted.length; i++) {
      if (lengthOf(fitted, i) < lengthOf(fitted, best)) best = i;
    }
    fitted.splice(best, 2, (fitted[best] as string) + ' ' + (fitted[best + 1] as string));
  }
  return fitted;
}

function lengthOf(lines: readonly string[], at: number): number {
  return (lines[at] as string).length + (lines[at + 1] as string).length;
}
