/* The viewing of a meeting or lesson, for the life of this window: a reload of the page goes on with it. */
import type { Viewing } from './contract/live.ts';

const KEY = 'tongping.viewing.';

export function rememberViewing(id: string, viewing: Viewing | null): void {
  try {
    if (viewing) sessionStorage.setItem(KEY + id, JSON.stringify(viewing));
    else sessionStorage.removeItem(KEY + id);
  } catch {
    /* no memory: a reload begins a new viewing */
  }
}

export function recallViewing(id: string): Viewing | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY + id) ?? 'null') as Viewing | null;
  } catch {
    return null;
  }
}

export function hasViewing(id: string): boolean {
  return recallViewing(id) !== null;
}
