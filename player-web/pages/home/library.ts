/* The rows of courses on the home page, asked for anew when one comes back to it. */
import { effect, signal } from '@preact/signals';

import { call } from '../../shared/api-client.ts';
import type { Library } from '../../shared/contract/courses.ts';
import { place } from './place.ts';

export const library = signal<Library | null>(null);

export function isEmptyLibrary(rows: Library | null): boolean {
  return rows === null || rows.continue.length + rows.assigned.length + rows.new.length + rows.topics.length === 0;
}

/* Null when the server could not tell. */
export async function loadLibrary(): Promise<Library | null> {
  const result = await call('GET /api/v1/library');
  if (result.ok) library.value = result.value;
  return result.ok ? result.value : null;
}

/* Where one stopped has changed when one comes back from a lesson. */
export function keepLibrary(): void {
  let isFirst = true;
  effect(() => {
    const isHome = place.value.kind === 'home';
    if (isHome && !isFirst) void loadLibrary();
    isFirst = false;
  });
}
