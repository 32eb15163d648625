import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mediaMsAt, SEGMENT_MS, timeAt } from '../../../player-web/player/grid-time.ts';

/* A live playlist that was opened at segment 100 and whose timeline begins there. */
const POINTS = [100, 101, 102, 103].map((sn, i) => ({ sn, start: i * 1.92 }));

test('the number of a segment says where it stands, whatever the timeline says', () => {
  assert.equal(mediaMsAt(POINTS, 0), 100 * SEGMENT_MS);
  assert.equal(mediaMsAt(POINTS, 1.91), 100 * SEGMENT_MS + 1910);
  assert.equal(mediaMsAt(POINTS, 1.92), 101 * SEGMENT_MS);
  const moved = POINTS.map(({ sn, start }) => ({ sn, start: start + 5000.25 }));
  assert.equal(mediaMsAt(moved, 5000.25 + 2.5), mediaMsAt(POINTS, 2.5));
});

test('behind the last segment the line goes on: parts of the one that is being made', () => {
  assert.equal(mediaMsAt(POINTS, 3 * 1.92 + 2.56), 103 * SEGMENT_MS + 2560);
});

test('a timeline that was shifted in the middle, as after a discontinuity, keeps both halves right', () => {
  const broken = [{ sn: 7, start: 0 }, { sn: 8, start: 1.92 }, { sn: 9, start: 4.1 }];
  assert.equal(mediaMsAt(broken, 2), 8 * SEGMENT_MS + 80);
  assert.equal(mediaMsAt(broken, 4.2), 9 * SEGMENT_MS + 100);
});

test('there and back again', () => {
  for (const ms of [100 * SEGMENT_MS, 100 * SEGMENT_MS + 1, 102 * SEGMENT_MS - 1, 104 * SEGMENT_MS + 500]) {
    assert.equal(mediaMsAt(POINTS, timeAt(POINTS, ms)!), ms);
  }
  assert.equal(timeAt(POINTS, 99 * SEGMENT_MS), -1.92);
});

test('without segments nobody knows', () => {
  assert.equal(mediaMsAt([], 3), null);
  assert.equal(timeAt([], 3), null);
});
