/* Lessons that this device has taken along: the list in localStorage, the files in a cache of their own. Each has a
 * viewing of its own, so that what is played without a line counts when there is one again. */
import { signal } from '@preact/signals';

import { tokenOf, withToken } from '../../player/viewing-link.ts';
import { openLessonViewing } from '../../shared/lesson-ahead.ts';
import type { Lesson } from '../../shared/contract/courses.ts';
import type { Viewing } from '../../shared/contract/live.ts';
import { session } from '../../shared/session.ts';
import { TAKEN_CACHE, TAKEN_KEY, takenKeyOf } from '../../shared/taken-hint.ts';

export const KEPT_DAYS = 30;
const DAY_MS = 86400000;
/* Of what the browser says is free, so much stays free. */
const SPARE = 0.1;

export interface Taken {
  id: string; // of the lesson
  owner: string; // account that took it along; '': nobody was signed in
  title: string;
  courseTitle: string;
  language: string;
  autonym: string;
  isSound: boolean;
  bytes: number;
  durationMs: number;
  untilMs: number; // wall clock
  viewing: Viewing;
}

function read(): Taken[] {
  try {
    const kept = JSON.parse(localStorage.getItem(TAKEN_KEY) ?? '[]') as Taken[];
    return Array.isArray(kept) ? kept.filter((one) => typeof one.id === 'string' && one.untilMs > 0) : [];
  } catch {
    return [];
  }
}

export const taken = signal<Taken[]>(read());

function store(list: Taken[]): void {
  taken.value = list;
  if (list.length > 0) localStorage.setItem(TAKEN_KEY, JSON.stringify(list));
  else localStorage.removeItem(TAKEN_KEY);
}

export async function forgetTaken(id: string): Promise<void> {
  await (await caches.open(TAKEN_CACHE)).delete(takenKeyOf(id));
  store(taken.value.filter((one) => one.id !== id));
}

/* What is over its time goes, as it was told. */
export async function forgetOld(nowMs: number): Promise<void> {
  for (const one of taken.value.filter(({ untilMs }) => untilMs <= nowMs)) await forgetTaken(one.id);
}

export interface Room {
  freeBytes: number | null; // null: nobody knows
  usedBytes: number; // by what was taken along
}

export async function roomNow(): Promise<Room> {
  const usedBytes = taken.value.reduce((sum, one) => sum + one.bytes, 0);
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  if (!estimate || estimate.quota === undefined) return { freeBytes: null, usedBytes };
  return { freeBytes: Math.max(0, estimate.quota - (estimate.usage ?? 0)), usedBytes };
}

export function fits(bytes: number, room: Room): boolean {
  return room.freeBytes === null || bytes <= room.freeBytes * (1 - SPARE);
}

export function setPlace(id: string, mediaMs: number): void {
  store(taken.value.map((one) => (one.id === id ? { ...one, viewing: { ...one.viewing, resume_ms: mediaMs } } : one)));
}

/* Null: it is not here any more; browsers throw away what is not used. */
export async function fileOf(id: string): Promise<Blob | null> {
  const found = await (await caches.open(TAKEN_CACHE)).match(takenKeyOf(id));
  return found ? found.blob() : null;
}

export type TakeResult = 'done' | 'no_room' | 'failed' | 'stopped';

export interface TakeWish {
  lesson: Lesson;
  language: string;
  autonym: string;
  isSound: boolean;
  bytes: number; // as the server told
  address: string;
}

/* Counts what comes while the cache writes it to the disk. */
function counted(response: Response, onBytes: (count: number) => void): Response {
  const body = response.body?.getReader();
  if (!body) return response;
  let count = 0;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await body.read();
      if (done) return controller.close();
      count += value.length;
      onBytes(count);
      controller.enqueue(value);
    },
    cancel: (reason) => body.cancel(reason),
  });
  return new Response(stream, { headers: { 'Content-Type': response.headers.get('Content-Type') ?? 'video/mp4' } });
}

export async function take(wish: TakeWish, signal: AbortSignal, onBytes: (count: number) => void): Promise<TakeResult> {
  if (!fits(wish.bytes, await roomNow())) return 'no_room';
  const viewing = await openLessonViewing(wish.lesson.id, 'kept');
  if (!viewing.ok) return 'failed';
  let bytes = 0;
  try {
    /* By its own viewing: what is sent here is what it may show. */
    const address = withToken(wish.address, tokenOf(viewing.value.live_url));
    const response = await fetch(address, { signal, credentials: 'same-origin' });
    if (!response.ok) return 'failed';
    const cache = await caches.open(TAKEN_CACHE);
    await cache.put(takenKeyOf(wish.lesson.id), counted(response, (count) => onBytes((bytes = count))));
  } catch {
    return signal.aborted ? 'stopped' : 'failed';
  }
  void navigator.storage?.persist?.().catch(() => false);
  const { id, title, course_title: courseTitle, duration_ms: durationMs } = wish.lesson;
  const { language, autonym, isSound } = wish;
  const untilMs = Date.now() + KEPT_DAYS * DAY_MS;
  const owner = session.peek()?.account.id ?? '';
  const one: Taken = { id, owner, title, courseTitle, language, autonym, isSound, bytes, durationMs, untilMs, viewing: viewing.value };
  store([one, ...taken.value.filter((other) => other.id !== id)]);
  return 'done';
}
