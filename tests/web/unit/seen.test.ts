import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SEEN_MAX, SeenCollector } from '../../../player-web/player/seen.ts';

/* Samples each 250 ms from the media times; `rate` 1. */
function feed(collector: SeenCollector, positions: readonly number[], isPlaying = true, fromMs = 0): void {
  positions.forEach((mediaMs, i) => collector.add({ atMs: fromMs + i * 250, mediaMs, isPlaying, rate: 1 }));
}

test('what plays on is one interval', () => {
  const seen = new SeenCollector();
  feed(seen, [1000, 1250, 1500, 1760]);
  assert.deepEqual(seen.take(), [{ from_ms: 1000, to_ms: 1760 }]);
  assert.deepEqual(seen.take(), []);
});

test('after a beat the next interval joins without a hole', () => {
  const seen = new SeenCollector();
  feed(seen, [0, 250]);
  assert.deepEqual(seen.take(), [{ from_ms: 0, to_ms: 250 }]);
  seen.add({ atMs: 500, mediaMs: 500, isPlaying: true, rate: 1 });
  assert.deepEqual(seen.take(), [{ from_ms: 250, to_ms: 500 }]);
});

test('a jump on, a jump back and a pause are not seen', () => {
  const seen = new SeenCollector();
  feed(seen, [0, 250, 60000, 60250, 10000, 10250]);
  assert.deepEqual(seen.take(), [
    { from_ms: 0, to_ms: 250 },
    { from_ms: 60000, to_ms: 60250 },
    { from_ms: 10000, to_ms: 10250 },
  ]);
  feed(seen, [10250, 10250, 10500], false, 2000);
  assert.deepEqual(seen.take(), []);
});

test('a page that slept does not claim the time it slept, nor more than the clock allows', () => {
  const seen = new SeenCollector();
  seen.add({ atMs: 0, mediaMs: 0, isPlaying: true, rate: 1 });
  seen.add({ atMs: 60000, mediaMs: 60000, isPlaying: true, rate: 1 });
  assert.deepEqual(seen.take(), [{ from_ms: 0, to_ms: 60000 }], 'sound went on in the background');
  seen.add({ atMs: 61000, mediaMs: 120000, isPlaying: true, rate: 1 });
  assert.deepEqual(seen.take(), []);
});

test('at double speed twice as much may be seen', () => {
  const seen = new SeenCollector();
  seen.add({ atMs: 0, mediaMs: 0, isPlaying: true, rate: 2 });
  seen.add({ atMs: 5000, mediaMs: 10000, isPlaying: true, rate: 2 });
  assert.deepEqual(seen.take(), [{ from_ms: 0, to_ms: 10000 }]);
});

test('cut separates what lies close by', () => {
  const seen = new SeenCollector();
  feed(seen, [0, 250]);
  seen.cut();
  feed(seen, [300, 550], true, 500);
  assert.deepEqual(seen.take(), [{ from_ms: 0, to_ms: 250 }, { from_ms: 300, to_ms: 550 }]);
});

test('however often somebody jumps, a beat stays small', () => {
  const seen = new SeenCollector();
  for (let i = 0; i < 200; i++) {
    seen.cut();
    feed(seen, [i * 10000, i * 10000 + 250], true, i * 1000);
  }
  assert.equal(seen.take().length, SEEN_MAX);
});
