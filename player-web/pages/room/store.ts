/* The room that the address names: the person's way in and out, and what is asked of the server in it. */
import { computed, effect, signal, untracked } from '@preact/signals';

import { showToast } from '../../components/desk/toast.tsx';
import type { ClientMessage } from '../../shared/contract.ts';
import type { RoomPerson } from '../../shared/contract/rooms.ts';
import { route } from '../../shared/hash-route.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { connection, sendLive, tapLive } from '../../shared/live.ts';
import { isRefused, Requests, type Answer, type Refused } from '../../shared/room/requests.ts';
import { nextPhase, selfIn, type RoomNow, type RoomPhase } from '../../shared/room/room-state.ts';
import { onLeave, session } from '../../shared/session.ts';
import { guest, hideLink, link } from './link.ts';

export const requests = new Requests(sendLive);

export const roomId = computed(() => route.value.section);
export const phase = signal<RoomPhase>({ kind: 'outside' });
export const isEntering = signal(false);
export const refusal = signal<Refused['code'] | null>(null);
/* The person has gone by himself. */
export const hasLeft = signal(false);

export const now = computed<RoomNow | null>(() => (phase.value.kind === 'inside' ? phase.value.now : null));
export const self = computed<RoomPerson | null>(() =>
  now.value ? selfIn(now.value, session.value?.account.id ?? guest.value?.id ?? '') : null,
);
export const isHost = computed(() => self.value?.role === 'host');

/* Once in, a break of the line is answered by entering again. */
let wantsIn = false;

tapLive((message) => {
  requests.hear(message);
  if (message) phase.value = nextPhase(phase.value, message, roomId.value);
});

effect(() => {
  if (phase.value.kind === 'over') wantsIn = false;
});

effect(() => {
  const { kind } = connection.value;
  untracked(() => {
    if (kind === 'online' && wantsIn) void enter();
    else if (kind === 'waiting' && isEntering.value && phase.value.kind === 'outside') refuse('unreachable');
  });
});

function refuse(code: Refused['code']): void {
  wantsIn = false;
  isEntering.value = false;
  refusal.value = code;
  phase.value = { kind: 'outside' };
}

export async function enter(takeOver = false): Promise<void> {
  wantsIn = true;
  hasLeft.value = false;
  isEntering.value = true;
  refusal.value = null;
  if (connection.value.kind === 'connecting' && !takeOver) return; // who is faster than the line enters with it
  const room = roomId.value;
  const secret = session.value ? link.value : ''; // a guest's pass names his
  const answer = await requests.ask((id) => ({
    type: 'room.enter', id, room, ...(takeOver ? { take_over: true } : {}), ...(secret ? { link: secret } : {}),
  }));
  isEntering.value = false;
  if (!isRefused(answer)) return hideLink();
  const isBack = phase.value.kind === 'inside' || phase.value.kind === 'waiting';
  if (answer.code === 'unreachable' && isBack) return; // the next connection enters again
  refuse(answer.code);
}

export function leaveRoom(): void {
  wantsIn = false;
  isEntering.value = false;
  void requests.ask((id) => ({ type: 'room.leave', id }));
  phase.value = { kind: 'outside' };
  hasLeft.value = true;
}

onLeave(() => {
  wantsIn = false;
});

/* Another address: out of the one, before the other. */
effect(() => {
  void roomId.value;
  untracked(() => {
    if (wantsIn) leaveRoom();
    hasLeft.value = false;
    refusal.value = null;
    phase.value = { kind: 'outside' };
  });
});

/* Words for refusals that mean something else for one message than for others. */
const OWN_WORDS: Readonly<Record<string, PlainKey>> = {
  'room.state conflict': 'room.fail_screen',
  'room.state forbidden': 'room.fail_held',
  'vote.cast forbidden': 'room.vote_no_right',
  'vote.tally conflict': 'room.tally_refused',
};
const WORDS: Readonly<Partial<Record<Refused['code'], PlainKey>>> = {
  rate_limited: 'room.fail_often',
  unreachable: 'room.fail_line',
};

/* Asks, and says in plain words when it was not done. */
export async function act(make: (id: number) => ClientMessage): Promise<boolean> {
  let type = '';
  const answer: Answer = await requests.ask((id) => {
    const message = make(id);
    type = message.type;
    return message;
  });
  if (!isRefused(answer)) return true;
  showToast(t(OWN_WORDS[`${type} ${answer.code}`] ?? WORDS[answer.code] ?? 'room.fail_other'), { tone: 'bad' });
  return false;
}
