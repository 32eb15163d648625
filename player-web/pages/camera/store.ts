/* What this telephone is to the television whose code it has scanned: asked for, its camera, or no more. */
import { computed, effect, signal, untracked } from '@preact/signals';

import type { CameraDevice, CameraEnd } from '../../shared/contract/rooms.ts';
import type { ServerMessages } from '../../shared/contract.ts';
import { connection, sendLive, tapLive } from '../../shared/live.ts';
import { Publisher, type PeerState } from '../../shared/room/peer.ts';
import { isRefused, Requests } from '../../shared/room/requests.ts';
import { camera, closeAll, isHidden, microphone, open, shut } from './devices.ts';
import { forgetSecret, secret } from './secret.ts';

/* Why it is over; `old`: the code is used or too old, `barred`: this account may not. */
export type Over = CameraEnd | 'old' | 'barred' | 'own';
export type Trouble = 'away' | 'line';

type Phase = { kind: 'ready' } | { kind: 'asking' } | { kind: 'on'; set: ServerMessages['camera'] } | { kind: 'over'; why: Over };

export const phase = signal<Phase>(secret.value === '' ? { kind: 'over', why: 'old' } : { kind: 'ready' });
/* Why the first try was not done; one may press again. */
export const trouble = signal<Trouble | null>(null);
const sends = signal<PeerState>('off');

const set = computed(() => (phase.value.kind === 'on' ? phase.value.set : null));
export const held = computed<readonly CameraDevice[]>(() => set.value?.held ?? []);

export type LineState = 'good' | 'off' | 'connecting' | 'lost' | 'offline' | 'away';
export const line = computed<LineState>(() => {
  if (connection.value.kind !== 'online') return 'offline';
  if (set.value?.away) return 'away';
  if (sends.value === 'lost') return 'lost';
  if (sends.value !== 'connected') return 'connecting';
  return camera.value.track || microphone.value.track ? 'good' : 'off';
});

const devices = { camera, microphone } as const;
const requests = new Requests(sendLive);

const publisher = new Publisher(
  'camera',
  {
    offer: async (_kind, sdp) => {
      const answer = await requests.ask((id) => ({ type: 'media.publish', id, sdp }));
      return answer.type === 'media.answer' ? { peer: answer.peer, sdp: answer.sdp } : null;
    },
    close: (peer) => void requests.ask((id) => ({ type: 'media.close', id, peer })),
    iceServers: () => (set.peek()?.turn ? [set.peek()!.turn!] : []),
  },
  (state) => (sends.value = state),
);

/* ---- what comes ---- */

tapLive((message) => {
  requests.hear(message);
  if (message?.type === 'camera') became(message);
  else if (message?.type === 'camera.ended') finish(message.why);
  else if (message?.type === 'media.line' && message.state === 'gone' && publisher.isPeer(message.peer)) publisher.restart();
});

function became(now: ServerMessages['camera']): void {
  if (phase.value.kind !== 'on' && phase.value.kind !== 'asking') return;
  const wasAway = set.value?.away ?? true;
  phase.value = { kind: 'on', set: now };
  trouble.value = null;
  for (const kind of now.held) shut(kind);
  if (now.away) return;
  publisher.start();
  publisher.hurry();
  if (wasAway || now.re !== undefined) tellState();
}

function finish(why: Over): void {
  if (phase.value.kind !== 'over') phase.value = { kind: 'over', why };
  publisher.stop();
  closeAll();
  forgetSecret();
}

/* ---- what this telephone does ---- */

async function take(): Promise<void> {
  const answer = await requests.ask((id) => ({ type: 'camera.take', id, secret: secret.value }));
  if (!isRefused(answer)) return; // `camera` has been heard
  if (answer.code === 'not_found') return finish('old');
  if (answer.code === 'forbidden') return finish('barred');
  if (phase.value.kind === 'on') return void setTimeout(again, AGAIN_MS);
  phase.value = { kind: 'ready' };
  trouble.value = answer.code === 'conflict' ? 'away' : 'line';
}

const AGAIN_MS = 3000;
function again(): void {
  if (phase.value.kind === 'on' && connection.value.kind === 'online') void take();
}

/* The camera first: a secret that is used for nothing is lost. */
export async function start(): Promise<void> {
  if (phase.value.kind !== 'ready') return;
  phase.value = { kind: 'asking' };
  trouble.value = null;
  if (await open('camera')) await take();
  else phase.value = { kind: 'ready' };
}

/* A connection that is back: the server keeps a place for a minute. */
effect(() => {
  const { kind } = connection.value;
  if (kind === 'online') untracked(again);
});

export function end(): void {
  void requests.ask((id) => ({ type: 'camera.end', id }));
  finish('own');
}

function tellState(): void {
  if (phase.value.kind !== 'on') return;
  const on = (['microphone', 'camera'] as const).filter((kind) => devices[kind].value.track !== null && !isHidden.value);
  void requests.ask((id) => ({ type: 'camera.state', id, on })).then((answer) => {
    if (isRefused(answer) && answer.code === 'forbidden') on.forEach(shut); // a host was faster
  });
}

effect(() => {
  publisher.send('video', isHidden.value ? null : camera.value.track);
  publisher.send('audio', microphone.value.track);
  untracked(tellState);
});
