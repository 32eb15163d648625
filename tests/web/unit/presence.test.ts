import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ClientKind, PresencePerson } from '../../../player-web/shared/contract.ts';
import { applyChange, peopleOf, seatsOf } from '../../../player-web/shared/presence.ts';

function seat(session: string, account: string, client: ClientKind): PresencePerson {
  return { session, account, display_name: account.toUpperCase(), client, state: 'active' };
}

const SNAPSHOT = seatsOf({
  re: 1,
  total: 3,
  people: [seat('s1', 'bao', 'pc'), seat('s2', 'an', 'phone'), seat('s3', 'bao', 'tv')],
});

test('one row per account, oneself first, devices in a fixed order', () => {
  assert.deepEqual(peopleOf(SNAPSHOT, 'bao', 'en'), [
    { account: 'bao', displayName: 'BAO', clients: ['tv', 'pc'], away: false, self: true },
    { account: 'an', displayName: 'AN', clients: ['phone'], away: false, self: false },
  ]);
});

test('changes are applied to a copy: leaving, joining, going away', () => {
  const next = applyChange(SNAPSHOT, {
    joined: [seat('s4', 'cui', 'pc')],
    left: ['s2', 'unknown'],
    changed: [
      { session: 's1', state: 'away' },
      { session: 's3', state: 'away' },
      { session: 'unknown', state: 'away' },
    ],
    total: 3,
  });
  assert.deepEqual(
    peopleOf(next, 'cui', 'en').map((person) => [person.account, person.away]),
    [
      ['cui', false],
      ['bao', true],
    ],
  );
  assert.equal(SNAPSHOT.size, 3);
  assert.equal(SNAPSHOT.get('s1')?.state, 'active');
});

test('who is active on one of two devices is not away', () => {
  const next = applyChange(SNAPSHOT, {
    joined: [],
    left: [],
    changed: [{ session: 's1', state: 'away' }],
    total: 3,
  });
  assert.equal(peopleOf(next, '', 'en').find((person) => person.account === 'bao')?.away, false);
});

test('a name that leaves and joins in one change stays', () => {
  const next = applyChange(SNAPSHOT, {
    joined: [seat('s2', 'an', 'phone')],
    left: ['s2'],
    changed: [],
    total: 3,
  });
  assert.equal(next.size, 3);
});
