/* Keeps the telephone's screen on, for a locked one sends nothing. */
import { effect } from '@preact/signals';

import { isHidden } from './devices.ts';
import { phase } from './store.ts';

interface Lock {
  readonly released: boolean;
  release(): Promise<void>;
}
interface WakeLock {
  request(kind: 'screen'): Promise<Lock>;
}

let lock: Lock | null = null;

async function hold(): Promise<void> {
  if (lock && !lock.released) return;
  const wakeLock = (navigator as { wakeLock?: WakeLock }).wakeLock;
  lock = (await wakeLock?.request('screen').catch(() => null)) ?? null;
}

effect(() => {
  if (phase.value.kind === 'on') {
    if (!isHidden.value) void hold(); // the browser lets it go with the page
  } else {
    void lock?.release().catch(() => undefined);
    lock = null;
  }
});
