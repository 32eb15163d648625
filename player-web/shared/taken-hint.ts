/* What this device has taken along and still has to tell: as much as a page must know before it loads more. */
export const TAKEN_KEY = 'tongping.taken';
export const TAKEN_CACHE = 'tongping-taken';

const BEATS_PREFIX = 'tongping.beats.';

interface TakenRow {
  id: string;
  owner?: string;
}

export const takenKeyOf = (id: string): string => `/taken/${encodeURIComponent(id)}`;

function rows(): TakenRow[] {
  try {
    const kept = JSON.parse(localStorage.getItem(TAKEN_KEY) ?? '[]') as TakenRow[];
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

export function hasTaken(): boolean {
  try {
    return localStorage.getItem(TAKEN_KEY) !== null;
  } catch {
    return false;
  }
}

/* Beats of a player wait here for the server. */
export function hasUntold(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(BEATS_PREFIX));
  } catch {
    return false;
  }
}

export function countTakenBy(owner: string): number {
  return rows().filter((one) => one.owner === owner).length;
}

/* Files first: what is left without a row would never be found again. */
export async function dropTakenBy(owner: string): Promise<void> {
  const list = rows();
  const mine = list.filter((one) => one.owner === owner);
  if (mine.length === 0) return;
  if ('caches' in window) {
    const cache = await caches.open(TAKEN_CACHE);
    for (const one of mine) await cache.delete(takenKeyOf(one.id));
  }
  const rest = list.filter((one) => one.owner !== owner);
  if (rest.length > 0) localStorage.setItem(TAKEN_KEY, JSON.stringify(rest));
  else localStorage.removeItem(TAKEN_KEY);
}
