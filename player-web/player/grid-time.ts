/* Media time of a meeting: its segments are numbered without a gap for as long as it lasts, and each
 * begins at its number times 1.92 s (EXT-X-MEDIA-SEQUENCE). The time of a
 * <video> begins anywhere and moves when a player loads anew; a segment's number does not. Pure, ES5. */

export const SEGMENT_MS = 1920;

/* A segment as the player's timeline has it; hls.js' fragments are such. */
export interface GridPoint {
  sn: number;
  start: number; // seconds on the timeline of the <video>
}

/* The media time that `timeS` shows. Points lie in order; before the first and behind the last one the
 * line goes on. Null without points. */
export function mediaMsAt(points: readonly GridPoint[], timeS: number): number | null {
  const point = points[indexAt(points, timeS)];
  return point ? Math.round(point.sn * SEGMENT_MS + (timeS - point.start) * 1000) : null;
}

/* The reverse; null when there are no points. */
export function timeAt(points: readonly GridPoint[], mediaMs: number): number | null {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last) return null;
  const place = Math.floor(mediaMs / SEGMENT_MS) - first.sn;
  const near = points[Math.min(Math.max(place, 0), points.length - 1)];
  const point = near || last;
  return point.start + (mediaMs - point.sn * SEGMENT_MS) / 1000;
}

/* The last point that begins at or before `timeS`, else the first. */
function indexAt(points: readonly GridPoint[], timeS: number): number {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const point = points[middle];
    if (point && point.start <= timeS + 1e-6) low = middle;
    else high = middle - 1;
  }
  return low;
}
