/* Arrow keys → next focus, by geometry. Gets rectangles, knows no document. Pure; runs on TVs. */

export type Direction = 'left' | 'right' | 'up' | 'down';

export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/* Being off the line of movement counts this many times more than being far along it, so that a
 * press of "down" stays in its column. */
const SIDEWAYS_WEIGHT = 3;

export const DIRECTION_OF_KEY: { [keyCode: number]: Direction | undefined } = {
  37: 'left',
  38: 'up',
  39: 'right',
  40: 'down',
};

/* Index of the rectangle to go to, or -1 when nothing lies that way. */
export function nextInDirection(
  rectangles: Rectangle[],
  from: number,
  direction: Direction,
): number {
  const origin = rectangles[from];
  if (!origin) return rectangles.length > 0 ? 0 : -1;
  let best = -1;
  let bestDistance = Infinity;
  for (let i = 0; i < rectangles.length; i++) {
    const candidate = rectangles[i];
    if (!candidate || i === from) continue;
    const distance = distanceTo(origin, candidate, direction);
    if (distance !== null && distance < bestDistance) {
      best = i;
      bestDistance = distance;
    }
  }
  return best;
}

/* Null when the candidate's middle does not lie beyond the origin's middle. */
function distanceTo(from: Rectangle, to: Rectangle, direction: Direction): number | null {
  const vertical = direction === 'up' || direction === 'down';
  const sign = direction === 'up' || direction === 'left' ? -1 : 1;
  const alongFrom = vertical ? from.top + from.height / 2 : from.left + from.width / 2;
  const alongTo = vertical ? to.top + to.height / 2 : to.left + to.width / 2;
  const along = (alongTo - alongFrom) * sign;
  if (along <= (vertical ? Math.min(from.height, to.height) : Math.min(from.width, to.width)) / 4) {
    return null;
  }
  const sideways = vertical
    ? gap(from.left, from.width, to.left, to.width)
    : gap(from.top, from.height, to.top, to.height);
  return along + SIDEWAYS_WEIGHT * sideways;
}

/* How far two spans are apart; 0 when they overlap. */
function gap(startA: number, lengthA: number, startB: number, lengthB: number): number {
  return Math.max(0, startB - (startA + lengthA), startA - (startB + lengthB));
}
