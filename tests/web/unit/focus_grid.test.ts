import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nextInDirection, type Direction } from '../../../player-web/shared/focus-grid.ts';

/*   0  1  2        a row of three,
 *   3              one below the first,
 *         4        one far below, between the columns */
const GRID = [
  { left: 0, top: 0, width: 100, height: 50 },
  { left: 120, top: 0, width: 100, height: 50 },
  { left: 240, top: 0, width: 100, height: 50 },
  { left: 0, top: 70, width: 100, height: 50 },
  { left: 200, top: 300, width: 100, height: 50 },
];

const MOVES: readonly (readonly [number, Direction, number])[] = [
  [0, 'right', 1],
  [1, 'right', 2],
  [2, 'right', -1],
  [2, 'left', 1],
  [0, 'left', -1],
  [0, 'up', -1],
  [0, 'down', 3],
  [2, 'down', 4],
  [3, 'up', 0],
  [3, 'right', 1],
  [4, 'up', 1],
  [3, 'down', 4],
];

test('each arrow goes to the next one that lies that way', () => {
  const seen = MOVES.map(([from, direction]) => [from, direction, nextInDirection(GRID, from, direction)]);
  assert.deepEqual(seen, MOVES.map((row) => [...row]));
});

test('without a focus the first one gets it; without any there is none', () => {
  assert.equal(nextInDirection(GRID, -1, 'down'), 0);
  assert.equal(nextInDirection([], -1, 'down'), -1);
});

test('every tile is reached from every other one', () => {
  const directions: Direction[] = ['left', 'right', 'up', 'down'];
  for (let start = 0; start < GRID.length; start++) {
    const reached = new Set([start]);
    for (const at of reached) {
      for (const direction of directions) {
        const next = nextInDirection(GRID, at, direction);
        if (next >= 0) reached.add(next);
      }
    }
    assert.equal(reached.size, GRID.length, `from ${start}`);
  }
});
