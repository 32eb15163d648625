/* The page's one live connection, as signals: its state, who is here, the server's clock. */
import { computed, effect, signal } from '@preact/signals';

import { call } from './api-client.ts';
import { browserHost, monotonicMs, signalingUrl } from './browser-host.ts';
import { offsetMs, type ClockBounds } from './clock-sync.ts';
import type { ClientKind, ClientMessage, NoticeKind, ServerMessage } from './contract.ts';
import { locale } from './i18n/locale.ts';
import { applyChange, peopleOf, seatsOf, type Seats } from './presence.ts';
import { onLeave } from './session.ts';
import { SignalingClient, type ConnectionState, type SignalingHost } from './signaling-client.ts';

/* Hidden for this long counts as away: switching tabs for a moment does not. */
const AWAY_AFTER_MS = 30000;
const TICK_MS = 1000;

export const connection = signal<ConnectionState>({ kind: 'connecting' });
export const roundTripMs = signal<number | null>(null);
export const networkUp = signal(navigator.onLine);
/* Moves once a second; what shows times reads it. */
export const tick = signal(monotonicMs());

const seats = signal<Seats>(new Map());
const totalSeats = signal(0);
const selfAccount = signal('');
const clock = signal<ClockBounds | null>(null);

export const people = computed(() => peopleOf(seats.value, selfAccount.value, locale.value));

/* The list is cut at a limit; so many seats more are taken. */
export const unlisted = computed(() => Math.max(0, totalSeats.value - seats.value.size));

/* The server's wall clock now, or this device's until the server has told. */
export const serverNowMs = computed(() =>
  clock.value === null ? Date.now() + 0 * tick.value : tick.value + offsetMs(clock.value),
);

export const retryInSeconds = computed(() =>
  connection.value.kind === 'waiting'
    ? Math.max(1, Math.ceil((connection.value.retryAtMs - tick.value) / 1000))
    : 0,
);

let client: SignalingClient | null = null;
let isGuest = false;

type NewsListener = (kind: NoticeKind, subject: string) => void;
const listeners = new Set<{ kinds: readonly NoticeKind[]; run: NewsListener }>();

/* Calls `run` for news of these kinds until the answer is called. Nothing is kept for who was away:
 * the first kind stands for all of them each time the line is up again. */
export function onNews(kinds: readonly NoticeKind[], run: NewsListener): () => void {
  const listener = { kinds, run };
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/* Hears every message; null: the line is down. */
type Tap = (message: ServerMessage | null) => void;
const taps = new Set<Tap>();

export function tapLive(run: Tap): () => void {
  taps.add(run);
  return () => void taps.delete(run);
}

/* False when the line is down. */
export function sendLive(make: (id: number) => ClientMessage): boolean {
  return client?.send(make) ?? false;
}

function onMessage(message: ServerMessage): void {
  if (message.type === 'presence') seats.value = seatsOf(message);
  if (message.type === 'presence.changed') seats.value = applyChange(seats.value, message);
  if (message.type === 'notice') {
    for (const { kinds, run } of listeners) {
      if (kinds.includes(message.kind)) run(message.kind, message.subject ?? '');
    }
  }
  if ('total' in message) totalSeats.value = message.total;
  for (const run of taps) run(message);
}

/* `askGuest`: for a guest of a room, who has no session to ask for and no part in presence. */
export function startLive(kind: ClientKind, onSignedOut: () => void, askGuest?: SignalingHost['askSignedIn']): void {
  isGuest = askGuest !== undefined;
  client = new SignalingClient(
    { url: signalingUrl() + (isGuest ? '?as=guest' : ''), client: kind, locale: locale.value },
    {
      onState: (state) => {
        tick.value = monotonicMs();
        connection.value = state;
        if (state.kind !== 'online') for (const run of taps) run(null);
        if (state.kind === 'signed_out') onSignedOut();
      },
      onWelcome: (welcome) => {
        selfAccount.value = welcome.account.id;
        if (!isGuest) {
          client?.send((id) => ({ type: 'presence.subscribe', id }));
          if (document.hidden) setPresence('away');
          void rememberHead();
        }
        for (const { kinds, run } of listeners) if (kinds[0]) run(kinds[0], '');
      },
      onMessage,
      onRoundTrip: (ms) => (roundTripMs.value = Math.max(1, Math.round(ms))),
      onClock: (bounds) => (clock.value = bounds),
    },
    browserHost(askGuest ?? ((answer) => {
      void call('GET /api/v1/session').then((result) =>
        answer(result.ok || result.failure.status !== 401),
      );
    })),
  );
  client.start();
  onLeave(stopLive);
  watchPage();
  setInterval(() => (tick.value = monotonicMs()), TICK_MS);
}

/* The newest signed head of the ledger, with the proof computed here. */
async function rememberHead(): Promise<void> {
  const [memory, growth] = await Promise.all([import('./ledger-memory.ts'), import('./ledger-growth.ts')]);
  memory.rememberLedger(growth.proveGrowth);
}

export function stopLive(): void {
  client?.stop();
}

function setPresence(state: 'active' | 'away'): void {
  if (!isGuest) client?.send((id) => ({ type: 'presence.set', id, state }));
}

function watchPage(): void {
  let awayTimer = 0;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(awayTimer);
    if (document.hidden) awayTimer = window.setTimeout(() => setPresence('away'), AWAY_AFTER_MS);
    else {
      setPresence('active');
      client?.retryNow();
    }
  });
  window.addEventListener('online', () => (networkUp.value = true));
  window.addEventListener('offline', () => (networkUp.value = false));
  effect(() => {
    if (networkUp.value) client?.retryNow();
  });
  /* The page may come back from the browser's cache with a dead socket. */
  window.addEventListener('pagehide', () => client?.stop());
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) client?.start();
  });
}
