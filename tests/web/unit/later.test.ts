import assert from 'node:assert/strict';
import { test } from 'node:test';

import { later, type LaterHost } from '../../../player-web/shared/later.ts';

/* Fails as often as it is told; the server answers from the given try on. */
function scene(failures: number, answersFrom: number) {
  const seen = { loads: 0, reloads: 0, waits: [] as number[] };
  const host: LaterHost = {
    sleep: async (ms) => void seen.waits.push(ms),
    random: () => 1,
    answers: async () => seen.waits.length >= answersFrom,
    reload: () => void (seen.reloads += 1),
  };
  const load = async () => {
    seen.loads += 1;
    if (seen.loads <= failures) throw new Error('no line');
    return 'the part';
  };
  return { seen, host, load };
}

test('what comes at once costs nothing', async () => {
  const { seen, host, load } = scene(0, 0);
  assert.equal(await later(load, host), 'the part');
  assert.deepEqual(seen, { loads: 1, reloads: 0, waits: [] });
});

test('a line that is away is waited for, longer each time, without a reload', async () => {
  const { seen, host, load } = scene(8, 8);
  assert.equal(await later(load, host), 'the part');
  assert.equal(seen.reloads, 0);
  assert.deepEqual(seen.waits, [500, 1000, 2000, 4000, 8000, 16000, 20000, 20000]);
});

test('a part that fails although the server answers makes the page load anew', async () => {
  const { seen, host, load } = scene(3, 0);
  await later(load, host);
  assert.equal(seen.reloads, 1);
});
