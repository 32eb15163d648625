/* Sends what is on at the own seat and shows the others, as long as the person is in the room. */
import { computed, effect, signal, untracked } from '@preact/signals';

import { showToast } from '../../components/desk/toast.tsx';
import type { MediaLine, MediaWish, RoomSource } from '../../shared/contract/rooms.ts';
import { t } from '../../shared/i18n/locale.ts';
import { connection, tapLive } from '../../shared/live.ts';
import { lineWords } from '../../shared/room/line-words.ts';
import { Publisher, Viewer, type PeerLine, type PeerState, type Received } from '../../shared/room/peer.ts';
import { placesFor, planPlaces, planTiles, wishesOf, type StageBox, type Tile, type ViewMode } from '../../shared/room/stage-plan.ts';
import { camera, microphone, switchAllOff, switchOff, switchOn, type DeviceKind } from './devices.ts';
import { act, now, phase, requests, self } from './store.ts';

const NARROW = '(max-width: 48rem)';
const narrow = window.matchMedia(NARROW);
export const isNarrow = signal(narrow.matches);
narrow.addEventListener('change', () => (isNarrow.value = narrow.matches));

export const mode = signal<ViewMode>('grid');
export const wantsPictures = signal(true);
export const stageBox = signal<StageBox>({ width: 0, height: 0, ratio: 1 });
export const screenTrack = signal<MediaStreamTrack | null>(null);

const viewState = signal<MediaLine | null>(null);
const viewPeer = signal('');
const sendState = signal<PeerState>('off');
export const received = signal<Received | null>(null);

export const line = computed(() =>
  lineWords({
    isOnline: connection.value.kind === 'online',
    view: viewState.value,
    sends: sendState.value,
    wantsPictures: wantsPictures.value,
  }),
);

const peerLine: PeerLine = {
  offer: async (kind, sdp) => {
    const answer = await requests.ask((id) =>
      kind === 'publish' ? { type: 'media.publish', id, sdp } : { type: 'media.view', id, sdp },
    );
    return answer.type === 'media.answer' ? { peer: answer.peer, sdp: answer.sdp } : null;
  },
  close: (peer) => void requests.ask((id) => ({ type: 'media.close', id, peer })),
  iceServers: () => (now.peek()?.turn ? [now.peek()!.turn!] : []),
};

const publisher = new Publisher('camera', peerLine, (state) => (sendState.value = state));
const screen = new Publisher('screen', peerLine, () => undefined);
let viewer: Viewer | null = null;

/* Pictures that were placed stay where they are, so these hold what was shown last. */
export const tiles = signal<readonly Tile[]>([]);
export const places = signal<readonly string[]>([]);
/* As many as the connection has; another number needs another connection. */
const placeCount = computed(() => placesFor(isNarrow.value));

function onView(state: PeerState, peer: string): void {
  viewPeer.value = peer;
  shown = '';
  if (state === 'connected') viewState.value = viewState.value === null || viewState.value === 'gone' ? 'full' : viewState.value;
  else if (state === 'lost') viewState.value = 'gone';
  else if (state === 'off') viewState.value = null;
}

function startViewing(count: number): void {
  viewer?.stop();
  received.value = null;
  viewer = new Viewer(count, peerLine, { onReceived: (all) => (received.value = all), onState: onView });
  viewer.start();
}

function stopAll(): void {
  viewer?.stop();
  viewer = null;
  received.value = null;
  publisher.stop();
  stopScreen();
  switchAllOff();
}

const isInside = computed(() => phase.value.kind === 'inside');
effect(() => {
  const count = placeCount.value;
  if (isInside.value) untracked(() => startViewing(count));
});
let wasInside = false;
effect(() => {
  const inside = isInside.value;
  if (wasInside && !inside) untracked(stopAll);
  wasInside = inside;
});

/* The seat is another one after a long break: what belonged to the old one is gone. */
let seat = '';
effect(() => {
  const mine = self.value?.session ?? '';
  if (mine === '' || mine === seat) return;
  const isOther = seat !== '' && wasInside;
  seat = mine;
  if (!isOther) return;
  viewer?.restart();
  publisher.restart();
  screen.restart();
});

effect(() => {
  if (connection.value.kind !== 'online') return;
  untracked(() => {
    viewer?.hurry();
    publisher.hurry();
    screen.hurry();
  });
});

tapLive((message) => {
  if (message?.type !== 'media.line') return;
  const isGone = message.state === 'gone';
  if (viewer?.isPeer(message.peer)) {
    viewState.value = message.state;
    if (isGone) viewer.restart();
  } else if (isGone) {
    for (const one of [publisher, screen]) if (one.isPeer(message.peer)) one.restart();
  }
});

/* ---- what is shown ---- */

effect(() => {
  const room = now.value;
  const count = placeCount.value;
  const wishes = { mode: mode.value, self: self.value?.session ?? '' };
  untracked(() => {
    if (!room) return;
    const next = planTiles({ people: room.people, heard: room.heard, ...wishes, places: count, before: tiles.value });
    tiles.value = next;
    places.value = planPlaces(next, places.value, count);
  });
});

/* Sizes and speakers change often; the server is told at most so often. */
const SHOW_EVERY_MS = 250;
let shown = '';
let showTimer = 0;

function show(peer: string, wishes: MediaWish[]): void {
  const text = JSON.stringify(wishes);
  if (text === shown) return;
  shown = text;
  void requests.ask((id) => ({ type: 'media.show', id, peer, wishes }));
}

effect(() => {
  const peer = viewPeer.value;
  const wishes = wantsPictures.value
    ? wishesOf(tiles.value, places.value, stageBox.value, now.value?.speakers ?? [])
    : [];
  clearTimeout(showTimer);
  if (peer !== '') showTimer = window.setTimeout(() => show(peer, wishes), SHOW_EVERY_MS);
});

/* ---- what is sent ---- */

const SOURCE_DEVICE = { camera, microphone } as const;

export const isOn = computed<readonly RoomSource[]>(() => [
  ...(microphone.value.track ? (['microphone'] as const) : []),
  ...(camera.value.track ? (['camera'] as const) : []),
  ...(screenTrack.value ? (['screen'] as const) : []),
]);

effect(() => publisher.send('audio', microphone.value.track));
effect(() => publisher.send('video', camera.value.track));
/* Who only listens has nothing on: the server would refuse it. */
export const onlyListens = computed(() => self.value?.role === 'audience');
effect(() => {
  if (!isInside.value || onlyListens.value) return;
  if (microphone.value.track || camera.value.track) untracked(() => publisher.start());
});
effect(() => {
  if (!onlyListens.value) return;
  untracked(() => {
    publisher.stop();
    stopScreen();
    switchAllOff();
  });
});

/* What is on is told whenever it changes, and after each entering. */
let told = '';
effect(() => {
  const on = [...isOn.value];
  const mine = self.value?.session ?? '';
  if (mine === '') {
    told = '';
    return;
  }
  const text = `${mine} ${on.join(' ')}`;
  if (text === told || (told === '' && on.length === 0)) return;
  told = text;
  untracked(() => void tell(on));
});

/* What the server refuses is switched off again. */
async function tell(on: RoomSource[]): Promise<void> {
  if (await act((id) => ({ type: 'room.state', id, on }))) return;
  if (connection.value.kind !== 'online') {
    told = '';
    return;
  }
  if (on.includes('screen')) stopScreen();
  else switchAllOff();
}

/* What a host holds off is off here, too. */
effect(() => {
  const held = self.value?.held ?? [];
  untracked(() => {
    for (const kind of ['microphone', 'camera'] as const) {
      if (!held.includes(kind) || !SOURCE_DEVICE[kind].value.track) continue;
      switchOff(kind);
      showToast(t(kind === 'microphone' ? 'room.told_muted' : 'room.told_camera'), { tone: 'info' });
    }
    if (held.includes('screen')) stopScreen();
  });
});

export async function toggle(kind: DeviceKind): Promise<void> {
  if (SOURCE_DEVICE[kind].value.track) switchOff(kind);
  else await switchOn(kind);
}

let screenStream: MediaStream | null = null;

export const canShareScreen = typeof navigator.mediaDevices?.getDisplayMedia === 'function';

export async function shareScreen(): Promise<void> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: true });
    const track = stream.getVideoTracks()[0] ?? null;
    if (!track) return;
    track.contentHint = 'detail';
    track.onended = stopScreen;
    screen.send('video', track);
    screen.send('audio', stream.getAudioTracks()[0] ?? null);
    screenStream = stream;
    screenTrack.value = track;
    screen.start();
  } catch {
    /* the person has closed the browser's own list */
  }
}

export function stopScreen(): void {
  const track = screenTrack.peek();
  if (!track) return;
  track.onended = null;
  for (const one of screenStream?.getTracks() ?? []) one.stop();
  screenStream = null;
  screenTrack.value = null;
  screen.send('video', null);
  screen.send('audio', null);
  screen.stop();
}
