/* The viewing of a meeting or lesson, for the life of this window: a reload of the page goes on with it. */
import type { Viewing } from './contract/live.ts';

/* `is_over`: the page has said that it ends, since it went; who comes back opens another one. */
export interface KeptViewing extends Viewing {
  is_over?: boolean;
}

const KEY = 'tongping.viewing.';

export function rememberViewing(id: string, viewing: KeptViewing | null): void {
  try {
    if (viewing) sessionStorage.setItem(KEY + id, JSON.stringify(viewing));
    else sessionStorage.removeItem(KEY + id);
  } catch {
    /* no memory: a reload begins a new viewing */
  }
}

export function recallViewing(id: string): KeptViewing | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY + id) ?? 'null') as KeptViewing | null;
  } catch {
    return null;
  }
}

/* One that plays on as it is. */
export function goodViewing(id: string): KeptViewing | null {
  const kept = recallViewing(id);
  return kept?.is_over ? null : kept;
}
