/* Whether this set moves pictures of a room, and the script that does. ES5. */
import type { MakeSiteMedia } from '../../shared/room/site-port.ts';

interface LaterWindow {
  [name: string]: unknown;
}

const NEEDED = ['Promise', 'Map', 'Set', 'Symbol', 'MediaStream', 'RTCPeerConnection'];
const LOAD_MS = 20000;

const later = window as unknown as LaterWindow;

/* Sections that are added one by one came with Chromium 69. */
function canRun(): boolean {
  for (let i = 0; i < NEEDED.length; i++) if (!later[NEEDED[i] as string]) return false;
  const peer = later['RTCPeerConnection'] as { prototype?: { addTransceiver?: unknown } };
  return typeof (peer.prototype && peer.prototype.addTransceiver) === 'function';
}

/* Calls `done` once; null: this set shows no pictures. */
export function loadRoomMedia(address: string, done: (make: MakeSiteMedia | null) => void): void {
  if (!canRun() || !address) {
    done(null);
    return;
  }
  let isDone = false;
  const finish = function (): void {
    if (isDone) return;
    isDone = true;
    window.clearTimeout(timer);
    done((later['tongpingRoom'] as MakeSiteMedia | undefined) || null);
  };
  const script = document.createElement('script');
  const timer = window.setTimeout(finish, LOAD_MS);
  script.onload = finish;
  script.onerror = finish;
  script.src = address;
  document.body.appendChild(script);
}
