/* What can be watched now, asked for again and again. */
import { effect, signal } from '@preact/signals';

import { call, type Failure } from '../../shared/api-client.ts';
import type { MeetingRow, NowList } from '../../shared/contract/live.ts';
import { place } from './place.ts';

export const now = signal<NowList | null>(null);
export const nowFailure = signal<Failure | null>(null);

const REFRESH_MS = 12000;
const SPREAD_MS = 6000;

export function isEmpty(list: NowList): boolean {
  return list.on_air.length + list.upcoming.length + list.recordings.length === 0;
}

export function rowOf(id: string): MeetingRow | null {
  const list = now.value;
  return list ? ([...list.on_air, ...list.recordings, ...list.upcoming].find((row) => row.id === id) ?? null) : null;
}

/* Null when the server could not tell. */
export async function loadNow(): Promise<NowList | null> {
  const result = await call('GET /api/v1/now');
  nowFailure.value = result.ok ? null : result.failure;
  if (result.ok) now.value = result.value;
  return result.ok ? result.value : null;
}

export function keepNow(): void {
  const again = () => {
    setTimeout(() => void loadNow().then(again), REFRESH_MS + SPREAD_MS * Math.random());
  };
  again();
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void loadNow();
  });
  /* The list may have changed while one was watching. */
  effect(() => {
    if (place.value.kind === 'home' && now.peek()) void loadNow();
  });
}
