import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  boundsOf,
  narrow,
  offsetMs,
  uncertaintyMs,
  type ClockBounds,
} from '../../../player-web/shared/clock-sync.ts';

/* A device whose clock is `aheadMs` behind the server's; the line takes `outMs` and `backMs`. */
function exchange(ownMs: number, aheadMs: number, outMs: number, backMs: number, cutTo: number) {
  const exact = ownMs + outMs + aheadMs;
  return {
    sentMs: ownMs,
    receivedMs: ownMs + outMs + backMs,
    serverMs: cutTo ? Math.floor(exact / cutTo) * cutTo : exact,
    serverPrecisionMs: cutTo,
  };
}

test('one exchange bounds the offset by the round trip', () => {
  const bounds = boundsOf(exchange(1000, 5000, 30, 10, 0));
  assert.deepEqual(bounds, { lowMs: 4990, highMs: 5030 });
  assert.equal(uncertaintyMs(bounds), 20);
});

test('exchanges of whole seconds narrow down to far less than a second', () => {
  let bounds: ClockBounds | null = null;
  for (let i = 0; i < 5; i++) {
    bounds = narrow(bounds, boundsOf(exchange(100 + i * 730, 7777, 8, 8, 1000)));
  }
  assert.ok(bounds);
  assert.ok(Math.abs(offsetMs(bounds) - 7777) <= uncertaintyMs(bounds));
  assert.ok(uncertaintyMs(bounds) < 200, `uncertain by ${uncertaintyMs(bounds)} ms`);
});

test('a clock that was set meanwhile starts anew', () => {
  const before = boundsOf(exchange(1000, 5000, 5, 5, 0));
  const after = boundsOf(exchange(2000, 90000, 5, 5, 0));
  assert.deepEqual(narrow(before, after), after);
});
