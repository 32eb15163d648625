/* The player's host on pages of today: calls of the API, storage, timers, hls.js first and the browser's
 * own player second. */
import { call } from '../shared/api-client.ts';
import { monotonicMs } from '../shared/browser-host.ts';
import type { Beat, Viewing, ViewingWish } from '../shared/contract/live.ts';
import { deviceName } from '../shared/device-name.ts';
import { sendLive, serverNowMs, tapLive } from '../shared/live.ts';
import { BeatLine } from './beat-line.ts';
import { browserShelf } from './beat-log.ts';
import type { EngineOptions } from './engine.ts';
import { HlsEngine } from './hls-engine.ts';
import { NativeEngine } from './native-engine.ts';
import type { PlayerHost } from './player.ts';

const HLS_TYPE = 'application/vnd.apple.mpegurl';
const VIEWING_KEY = 'tongping.viewing.';

function beatsAddress(viewingId: string, token: string): string {
  return `/api/v1/viewings/${encodeURIComponent(viewingId)}/beats?token=${encodeURIComponent(token)}`;
}

async function sendBeats(viewingId: string, token: string, beats: Beat[]): Promise<[number, number | null]> {
  try {
    const response = await fetch(beatsAddress(viewingId, token), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Tongping-Request': '1' },
      body: JSON.stringify({ beats }),
      credentials: 'same-origin',
      keepalive: true,
    });
    const answer = response.ok ? ((await response.json()) as { sequence?: unknown }) : {};
    return [response.status, typeof answer.sequence === 'number' ? answer.sequence : null];
  } catch {
    return [0, null];
  }
}

function makeEngine(options: EngineOptions, viewing: Viewing): ReturnType<PlayerHost['makeEngine']> {
  const address = options.profile === 'phone' ? viewing.phone_url : viewing.live_url;
  if (HlsEngine.isSupported()) return { engine: new HlsEngine(options), address };
  if (options.video.canPlayType(HLS_TYPE) === '') return null;
  return { engine: new NativeEngine(options, null, ''), address };
}

function remember(id: string, viewing: Viewing | null): void {
  try {
    if (viewing) sessionStorage.setItem(VIEWING_KEY + id, JSON.stringify(viewing));
    else sessionStorage.removeItem(VIEWING_KEY + id);
  } catch {
    /* no memory: a reload begins a new viewing */
  }
}

function recall(id: string): Viewing | null {
  try {
    return JSON.parse(sessionStorage.getItem(VIEWING_KEY + id) ?? 'null') as Viewing | null;
  } catch {
    return null;
  }
}

/* What is to be seen is another thing now: the next player asks anew. */
export function forgetViewing(id: string): void {
  remember(id, null);
}
/* One for the page: its connection is one too. */
const beatLine = new BeatLine({
  send: sendLive,
  later: (run, ms) => window.setTimeout(run, ms),
  cancel: (timer) => window.clearTimeout(timer),
});
tapLive((message) => (message ? beatLine.receive(message) : beatLine.lost()));

export type WatchedKind = 'meeting' | 'lesson';

function wishFor(kind: WatchedKind, id: string): ViewingWish {
  return kind === 'lesson' ? { lesson_id: id } : { meeting_id: id };
}

export function webHost(kind: WatchedKind, profile: 'live' | 'phone', onChange: () => void): PlayerHost {
  return {
    profile,
    onChange,
    ask(id, done) {
      const device = (deviceName(navigator.userAgent) ?? '').slice(0, 120);
      void call('POST /api/v1/viewings', { body: { ...wishFor(kind, id), device } }).then((result) =>
        result.ok ? done(200, result.value) : done(result.failure.status, null),
      );
    },
    remember,
    recall,
    nowWallMs: () => serverNowMs.peek(),
    monotonicMs,
    later: (run, ms) => window.setTimeout(run, ms),
    cancel: (timer) => window.clearTimeout(timer),
    makeEngine,
    beats: {
      shelf: browserShelf(),
      send(viewingId, token, beats, done) {
        if (beatLine.send(viewingId, token, beats, done)) return;
        void sendBeats(viewingId, token, beats).then(([status, stored]) => done(status, stored));
      },
      sendLast(viewingId, token, beats) {
        navigator.sendBeacon?.(beatsAddress(viewingId, token), JSON.stringify({ beats }));
      },
    },
  };
}
