/* Who sits beside in this window. A reload or another film is another viewing: who sat there is asked to say so again. */

export interface Beside {
  viewing: string;
  presence: string;
  account: string; // as it was typed
  name: string;
  from: string; // timestamp
}

const KEY = 'tongping.beside';
const MOST = 50;

function isBeside(value: unknown): value is Beside {
  const row = value as Record<string, unknown> | null;
  return ['viewing', 'presence', 'account', 'name', 'from'].every((key) => typeof row?.[key] === 'string');
}

export function keptBeside(): Beside[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isBeside) : [];
  } catch {
    return [];
  }
}

export function keepBeside(people: readonly Beside[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(people.slice(-MOST)));
  } catch {
    /* no memory: only a reload forgets them */
  }
}
