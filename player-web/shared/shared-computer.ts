/* A session on a computer that others use too: signs out by itself when nobody touches it, and leaves
 * nothing behind. */
import { signal } from '@preact/signals';

import { call } from './api-client.ts';
import { latestTouch, quietAt, SHARED_RULE } from './quiet-watch.ts';
import { leave } from './session.ts';
import { readTouch, writeTouch } from './settings.ts';

const TICK_MS = 500;
const TELL_EVERY_MS = 1000; // other windows of this browser
const KEEP_EVERY_MS = 4 * 60000; // the server ends what nobody used for 20 minutes
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/* Seconds until it signs out; null while somebody is there. */
export const leavingInS = signal<number | null>(null);

let touchedAtMs = 0;
let toldAtMs = 0;
let keptAtMs = 0;
let timer = 0;

/* Somebody is there: a hand on the machine, or a film that is being watched. */
export function noteTouch(): void {
  touchedAtMs = Date.now();
  if (touchedAtMs - toldAtMs < TELL_EVERY_MS) return;
  toldAtMs = touchedAtMs;
  writeTouch(touchedAtMs);
}

function keepSession(nowMs: number): void {
  if (nowMs - keptAtMs < KEEP_EVERY_MS || touchedAtMs <= keptAtMs) return;
  keptAtMs = nowMs;
  void call('GET /api/v1/session');
}

function look(): void {
  const nowMs = Date.now();
  const quiet = quietAt(nowMs, latestTouch(nowMs, touchedAtMs, readTouch()), SHARED_RULE);
  leavingInS.value = quiet.kind === 'warning' ? quiet.secondsLeft : null;
  if (quiet.kind === 'busy') keepSession(nowMs);
  if (quiet.kind !== 'over') return;
  stopSharedWatch();
  void leave('quiet');
}

export function startSharedWatch(): void {
  if (timer !== 0) return;
  keptAtMs = Date.now();
  noteTouch();
  for (const name of TOUCHES) window.addEventListener(name, noteTouch, { passive: true, capture: true });
  timer = window.setInterval(look, TICK_MS);
}

export function stopSharedWatch(): void {
  for (const name of TOUCHES) window.removeEventListener(name, noteTouch, { capture: true });
  clearInterval(timer);
  timer = 0;
  leavingInS.value = null;
}
