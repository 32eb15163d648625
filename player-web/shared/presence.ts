/* Who is here: the snapshot and the changes after it, made into a list of people. Pure. */
import type { ClientKind, PresencePerson, ServerMessages } from './contract.ts';

export type Seats = ReadonlyMap<string, PresencePerson>;

export interface Person {
  account: string;
  displayName: string;
  clients: ClientKind[]; // one entry per kind, in a fixed order
  away: boolean; // on all devices
  self: boolean;
}

export function seatsOf(snapshot: ServerMessages['presence']): Seats {
  return new Map(snapshot.people.map((person) => [person.session, person]));
}

export function applyChange(seats: Seats, change: ServerMessages['presence.changed']): Seats {
  const next = new Map(seats);
  for (const session of change.left) next.delete(session);
  for (const person of change.joined) next.set(person.session, person);
  for (const { session, state } of change.changed) {
    const person = next.get(session);
    if (person) next.set(session, { ...person, state });
  }
  return next;
}

const CLIENT_ORDER: readonly ClientKind[] = [
  'studio',
  'interpret',
  'wall',
  'admin',
  'tv',
  'pc',
  'phone',
];

/* One row per account, self first, then by name as the language orders it. */
export function peopleOf(seats: Seats, selfAccount: string, locale: string): Person[] {
  const byAccount = new Map<string, PresencePerson[]>();
  for (const seat of seats.values()) {
    byAccount.set(seat.account, [...(byAccount.get(seat.account) ?? []), seat]);
  }
  const people = [...byAccount].map(([account, own]): Person => {
    const kinds = new Set(own.map((seat) => seat.client));
    return {
      account,
      displayName: own[0]?.display_name ?? '',
      clients: CLIENT_ORDER.filter((kind) => kinds.has(kind)),
      away: own.every((seat) => seat.state === 'away'),
      self: account === selfAccount,
    };
  });
  const collator = new Intl.Collator(locale);
  return people.sort(
    (a, b) =>
      Number(b.self) - Number(a.self) || collator.compare(a.displayName, b.displayName),
  );
}
