/* Waits for a condition, never for a time. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const ASK_EVERY_MS = 20;

export async function eventually<T>(
  what: string,
  read: () => Promise<T> | T,
  isRight: (value: T) => boolean,
  deadlineMs = 15000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    assert.ok(performance.now() < end, `${what}: still ${JSON.stringify(value)} after ${deadlineMs} ms`);
    await pause(ASK_EVERY_MS);
  }
}
