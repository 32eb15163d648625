/* The link that led here and, for who has no account, the pass it was changed for. Both are kept for this tab, so that a
 * reload and the way round by /login lead back in while no address carries the secret. */
import { computed, signal } from '@preact/signals';

import { call } from '../../shared/api-client.ts';
import type { RoomGuest } from '../../shared/contract/room_book.ts';
import { replaceQuery, route } from '../../shared/hash-route.ts';
import { connection } from '../../shared/live.ts';

interface Kept {
  room: string; // as in the address
  link: string;
  name: string; // proposed when a name is asked for again
  guest: RoomGuest | null;
}

const KEY = 'tongping.room_link';
const LINK_MAX_CHARS = 64;

function read(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
  } catch {
    return null;
  }
}

const kept = signal<Kept | null>(read());
const keptHere = computed(() => (kept.value?.room === route.value.section ? kept.value : null));

/* Empty: none, or nothing that could be one. */
export const link = computed(() => {
  const text = route.value.query['link'] ?? keptHere.value?.link ?? '';
  return text.length <= LINK_MAX_CHARS ? text : '';
});

const keptOfLink = computed(() => (keptHere.value?.link === link.value ? keptHere.value : null));

export const guestName = computed(() => keptOfLink.value?.name ?? '');
export const guest = computed<RoomGuest | null>(() => {
  const found = keptOfLink.value?.guest ?? null;
  return found && Date.parse(found.expires_at) > Date.now() ? found : null;
});

/* Whether it will still be there after a reload. */
function keep(more: Partial<Kept>): boolean {
  kept.value = { room: route.value.section, link: link.value, name: '', guest: null, ...keptOfLink.value, ...more };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept.value));
    return true;
  } catch {
    return false;
  }
}

/* Out of the address line, where the tab remembers it. */
export function hideLink(): void {
  if (route.value.query['link'] && link.value !== '' && keep({})) replaceQuery({});
}

export function takeGuest(pass: RoomGuest): void {
  keep({ guest: pass, name: pass.name });
}

export function dropGuest(): void {
  keep({ guest: null });
}

/* A line that opens again and again only to be refused, while the server answers: the pass is not good any more. Once may be
 * a server that was just then starting. */
const REFUSALS_MAX = 3;
let refusals = 0;
connection.subscribe(({ kind }) => {
  if (kind === 'online') refusals = 0;
});

export function askGuest(answer: (isGood: boolean) => void): void {
  void call('GET /api/v1/server').then((result) => {
    refusals += result.ok ? 1 : 0;
    answer(guest.value !== null && refusals < REFUSALS_MAX);
  });
}
