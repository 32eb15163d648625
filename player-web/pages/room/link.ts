/* The link that led here and, for who has no account, the pass it was changed for. Both are kept for this tab, so that a
 * reload and the way round by /login lead back in while no address carries the secret. */
import { computed, signal } from '@preact/signals';

import { call } from '../../shared/api-client.ts';
import type { RoomGuest } from '../../shared/contract/room_book.ts';
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

/* By the address itself: what reads it for offices is not needed first. */
const here = () => /^#\/([^/?]+)(?:\?link=([\w-]+))?/.exec(location.hash);
const place = signal({ room: here()?.[1] ?? '', link: here()?.[2] ?? '' });
window.addEventListener('hashchange', () => {
  const found = here();
  if (found || location.hash === '') place.value = { room: found?.[1] ?? '', link: found?.[2] ?? '' };
});

const kept = signal<Kept | null>(read());
const keptHere = computed(() => (kept.value?.room === place.value.room ? kept.value : null));

/* Empty: none, or nothing that could be one. */
export const link = computed(() => {
  const text = place.value.link || (keptHere.value?.link ?? '');
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
  kept.value = { room: place.value.room, link: link.value, name: '', guest: null, ...keptOfLink.value, ...more };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept.value));
    return true;
  } catch {
    return false;
  }
}

/* Out of the address line, where the tab remembers it. */
export function hideLink(): void {
  const { room, link: shown } = place.value;
  if (shown === '' || link.value === '' || !keep({})) return;
  history.replaceState(null, '', `#/${room}`);
  place.value = { room, link: '' };
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
