import assert from 'node:assert/strict';
import { test } from 'node:test';

import { safeNextPath, signInPath } from '../../../player-web/shared/next-path.ts';

const REFUSED = [
  null,
  '',
  'pc',
  'http://evil.example/',
  'https:/evil.example',
  'javascript:alert(1)',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' /pc',
  '/a b',
  '/login',
  '/login?next=/login',
  '/setup#x',
];

test('only a path of this server is followed after signing in', () => {
  for (const next of REFUSED) assert.equal(safeNextPath(next, '/pc'), '/pc', String(next));
  for (const next of ['/', '/health', '/pc?x=1#y', '/phone/a', '/loginsight']) {
    assert.equal(safeNextPath(next, '/pc'), next);
  }
});

test('whatever is accepted stays on the same origin', () => {
  for (const next of REFUSED) {
    const url = new URL(safeNextPath(next, '/pc'), 'http://tongping.test');
    assert.equal(url.origin, 'http://tongping.test');
  }
});

test('the way to sign in carries the way back', () => {
  const url = new URL(signInPath('/health?x=1&y=2'), 'http://tongping.test');
  assert.equal(url.searchParams.get('next'), '/health?x=1&y=2');
});
