/* Whether this set plays by hls.js: engines from about Chromium 66 on load it, older ones play MPEG-TS by
 * themselves. */
import type { MakeEngine } from '../player/engine.ts';

interface LaterWindow {
  [name: string]: unknown;
}

const NEEDED = ['MediaSource', 'Promise', 'Map', 'Symbol', 'AbortController', 'TextDecoder'];
const LOAD_MS = 20000;

const later = window as unknown as LaterWindow;

function canRun(): boolean {
  for (let i = 0; i < NEEDED.length; i++) {
    if (!later[NEEDED[i] as string]) return false;
  }
  return true;
}

export function hlsEngine(): MakeEngine | null {
  return (later['tongpingHls'] as MakeEngine | undefined) || null;
}

/* Calls `done` once, whether it came or not. */
export function loadHls(address: string, done: () => void): void {
  if (hlsEngine() || !canRun() || !address) {
    done();
    return;
  }
  let isDone = false;
  const finish = function (): void {
    if (isDone) return;
    isDone = true;
    window.clearTimeout(timer);
    done();
  };
  const script = document.createElement('script');
  const timer = window.setTimeout(finish, LOAD_MS);
  script.onload = finish;
  script.onerror = finish;
  script.src = address;
  document.body.appendChild(script);
}
