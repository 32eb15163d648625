import assert from 'node:assert/strict';
import { test } from 'node:test';

import { latestTouch, quietAt, SHARED_RULE } from '../../../player-web/shared/quiet-watch.ts';

const MINUTE_MS = 60000;

test('five minutes without a touch, the last half of one is counted down', () => {
  const at = (passedMs: number) => quietAt(1000 + passedMs, 1000, SHARED_RULE);
  assert.deepEqual(at(0), { kind: 'busy' });
  assert.deepEqual(at(4.5 * MINUTE_MS - 1), { kind: 'busy' });
  assert.deepEqual(at(4.5 * MINUTE_MS), { kind: 'warning', secondsLeft: 30 });
  assert.deepEqual(at(5 * MINUTE_MS - 1), { kind: 'warning', secondsLeft: 1 });
  assert.deepEqual(at(5 * MINUTE_MS), { kind: 'over' });
  assert.deepEqual(at(60 * MINUTE_MS), { kind: 'over' });
});

test('a touch in another window counts; one from the future does not', () => {
  assert.equal(latestTouch(100, 20, 70), 70);
  assert.equal(latestTouch(100, 20, 700), 20);
  assert.equal(latestTouch(100, 700), 0);
});
