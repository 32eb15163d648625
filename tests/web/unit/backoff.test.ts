import assert from 'node:assert/strict';
import { test } from 'node:test';

import { backoffDelayMs, RECONNECT_LIMITS } from '../../../player-web/shared/backoff.ts';

test('the delay doubles up to the cap, between half and the whole of it', () => {
  const limits = { firstMs: 500, maxMs: 20000 };
  const lowest = [0, 1, 2, 3, 4, 5, 6, 7, 60].map((n) => backoffDelayMs(n, 0, limits));
  const highest = [0, 1, 2, 3, 4, 5, 6, 7, 60].map((n) => backoffDelayMs(n, 1, limits));
  assert.deepEqual(lowest, [250, 500, 1000, 2000, 4000, 8000, 10000, 10000, 10000]);
  assert.deepEqual(highest, [500, 1000, 2000, 4000, 8000, 16000, 20000, 20000, 20000]);
});

test('a blip is repaired within a second, an outage costs at most six tries a minute', () => {
  assert.ok(backoffDelayMs(0, 0.999, RECONNECT_LIMITS) <= 1000);
  assert.ok(backoffDelayMs(30, 0, RECONNECT_LIMITS) >= 10000);
});
