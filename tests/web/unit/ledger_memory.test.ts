import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { proveGrowth } from '../../../player-web/shared/ledger-growth.ts';
import { believeGrowth, judge, lookAtLedger, readHead, type LedgerHost, type ProveGrowth } from '../../../player-web/shared/ledger-memory.ts';

type Bytes = Uint8Array;
const sha256 = (bytes: Bytes): Bytes => createHash('sha256').update(bytes).digest();
const base64 = (bytes: Bytes) => Buffer.from(bytes).toString('base64');
const leaf = (n: number, salt = 0): Bytes => sha256(Uint8Array.from([0, n, salt]));
const node = (left: Bytes, right: Bytes): Bytes => sha256(Uint8Array.from([1, ...left, ...right]));

/* RFC 9162 §2.1.1, from the text. */
function root(leaves: readonly Bytes[]): Bytes {
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return node(root(leaves.slice(0, k)), root(leaves.slice(k)));
}

/* §2.1.4.1 */
function between(m: number, leaves: readonly Bytes[], whole = true): Bytes[] {
  if (m === leaves.length) return whole ? [] : [root(leaves)];
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  if (m <= k) return [...between(m, leaves.slice(0, k), whole), root(leaves.slice(k))];
  return [...between(m - k, leaves.slice(k), false), root(leaves.slice(0, k))];
}

const some = (n: number, salt = 0) => Array.from({ length: n }, (_, i) => leaf(i, salt));
const checkpoint = (leaves: readonly Bytes[], origin = 'n/1') =>
  `${origin}\n${leaves.length}\n${base64(root(leaves))}\n\n\u2014 ${origin} AAAA\n`;

/* A server with these entries, and a device that remembers `kept`. */
function device(kept: string | null, leaves: readonly Bytes[], origin = 'n/1') {
  const seen = { kept, shown: [] as (string | null)[] };
  const host: LedgerHost = {
    load: () => seen.kept,
    save: (text) => (seen.kept = text),
    ask: (path, body, tell) => {
      if (path === 'witness') return void seen.shown.push(body);
      const from = Number(path.split('=')[1]);
      const proof = from > 0 && from < leaves.length ? between(from, leaves).map(base64) : [];
      tell(`old ${from}\n${proof.map((one) => `${one}\n`).join('')}\n${checkpoint(leaves, origin)}`);
    },
  };
  return { seen, look: (prove: ProveGrowth = proveGrowth) => lookAtLedger(host, prove) };
}

test('the first head is taken, and each that goes on from it', () => {
  const first = device(null, some(3));
  first.look();
  assert.equal(first.seen.kept, checkpoint(some(3)));
  for (let from = 1; from < 20; from += 1) {
    const grown = device(checkpoint(some(from)), some(20));
    grown.look();
    assert.equal(grown.seen.kept, checkpoint(some(20)), String(from));
    assert.deepEqual(grown.seen.shown, []);
  }
});

test('a smaller head, another past and another server are refused, and the own one is shown', () => {
  const kept = checkpoint(some(5));
  for (const other of [
    device(kept, some(4)),
    device(kept, some(5, 1)),
    device(kept, some(9, 1)),
    device(kept, some(9), 'other/1'),
    device(checkpoint(some(5), 'n/2'), some(9), 'n/1'),
  ]) {
    const before = other.seen.kept;
    other.look();
    assert.equal(other.seen.kept, before);
    assert.deepEqual(other.seen.shown, [before]);
  }
});

test('an old set finds a smaller head and an equal one of another past', () => {
  const kept = checkpoint(some(5));
  for (const leaves of [some(4), some(5, 1)]) {
    const set = device(kept, leaves);
    set.look(believeGrowth);
    assert.deepEqual([set.seen.kept, set.seen.shown], [kept, [kept]]);
  }
  const grown = device(kept, some(6));
  grown.look(believeGrowth);
  assert.equal(grown.seen.kept, checkpoint(some(6)));
});

test('a later epoch is taken, and the old head is shown', () => {
  const kept = checkpoint(some(9));
  const next = device(kept, some(4), 'n/2');
  next.look();
  assert.deepEqual([next.seen.kept, next.seen.shown], [checkpoint(some(4), 'n/2'), [kept]]);
});

test('what is no checkpoint says nothing', () => {
  for (const text of ['', 'x\n1\n', 'n/1\n0\nAAAA\n\n', `n/1\n-1\n${base64(leaf(1))}\n\n\n`]) assert.equal(readHead(text), null);
  const head = readHead(checkpoint(some(2)))!;
  assert.equal(judge(head, head), 'same');
});
