/* Keeps the telephone's screen on, for a locked one sends nothing; and shuts the microphone of a page that nobody sees. */
import { effect } from '@preact/signals';

import { shut } from './devices.ts';
import { phase } from './store.ts';

interface Lock {
  release(): Promise<void>;
}
interface WakeLock {
  request(kind: 'screen'): Promise<Lock>;
}

let lock: Lock | null = null;

async function hold(): Promise<void> {
  const wakeLock = (navigator as { wakeLock?: WakeLock }).wakeLock;
  lock = (await wakeLock?.request('screen').catch(() => null)) ?? null;
}

effect(() => {
  if (phase.value.kind === 'on') {
    if (!lock) void hold();
  } else {
    void lock?.release().catch(() => undefined);
    lock = null;
  }
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) shut('microphone');
  else if (phase.value.kind === 'on') void hold(); // the browser has let it go
});
