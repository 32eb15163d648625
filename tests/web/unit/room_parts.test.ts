/* The pure parts of /room: its state, who is seen where, what is asked for, votes, offers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ServerMessage } from '../../../player-web/shared/contract.ts';
import type { RoomPerson, RoomSource, RoomVote } from '../../../player-web/shared/contract/rooms.ts';
import { lineWords } from '../../../player-web/shared/room/line-words.ts';
import { isRefused, Requests } from '../../../player-web/shared/room/requests.ts';
import {
  handsOf, listOf, maySpeakInChat, nextPhase, selfIn, type RoomNow, type RoomPhase,
} from '../../../player-web/shared/room/room-state.ts';
import { fitsMessage, markScreen, plainCodecs, shortOffer } from '../../../player-web/shared/room/sdp.ts';
import {
  columnsOf, keyOf, planPlaces, planTiles, tileHeight, wishesOf, type StageAsk, type Tile,
} from '../../../player-web/shared/room/stage-plan.ts';
import { countsOf, faultsIn, ownPart, tallyOf, voteToShow } from '../../../player-web/shared/room/votes.ts';

const ROOM = 'room-1';

function person(session: string, more: Partial<RoomPerson> = {}): RoomPerson {
  return {
    session, account: `account-${session}`, display_name: session, client: 'pc', role: 'speaker',
    on: ['microphone', 'camera'], held: [], away: false, has_vote: true, ...more,
  };
}

function vote(more: Partial<RoomVote> = {}): RoomVote {
  return {
    vote: 'v1', question: 'Q', choices: ['yes', 'no'], secret: false, majority: 'ballots_half', quorum: 'none',
    state: 'open', tellers: [], waiting: [], expected: 3, n_voted: 0, voted: [], ...more,
  };
}

function roomMessage(people: RoomPerson[]): ServerMessage {
  return {
    type: 'room', re: 1, room: ROOM, kind: 'group', title: 'T', role: 'speaker', locked: false,
    settings: { chat: 'everyone', screens: 'one', lobby: false }, people, said: [], votes: [],
  };
}

const change = (more: object): ServerMessage => ({ type: 'room.changed', joined: [], left: [], changed: [], ...more });

function after(...messages: ServerMessage[]): RoomNow {
  const phase = messages.reduce((now, message) => nextPhase(now, message, ROOM), { kind: 'outside' } as RoomPhase);
  assert.equal(phase.kind, 'inside');
  return (phase as { now: RoomNow }).now;
}

test('people come, change in their place, and go; who is gone speaks no more', () => {
  const now = after(
    roomMessage([person('a'), person('b')]),
    { type: 'media.speakers', sessions: ['b', 'a'] },
    change({ joined: [person('c')], changed: [person('a', { hand: 4 })], left: ['b'], locked: true }),
  );
  assert.deepEqual(now.people.map(({ session }) => session), ['a', 'c']);
  assert.equal(now.people[0]!.hand, 4);
  assert.deepEqual([now.speakers, now.heard, now.locked], [['a'], ['a'], true]);
  assert.equal(selfIn(now, 'account-c')?.session, 'c');
});

test('a lobby, then in; removed with the reason; messages of another room are nothing', () => {
  const waiting = nextPhase({ kind: 'outside' }, { type: 'room.waiting', re: 1, room: ROOM }, ROOM);
  assert.equal(waiting.kind, 'waiting');
  const other = nextPhase(waiting, { type: 'room.removed', room: 'room-2', why: 'ended' }, ROOM);
  assert.equal(other, waiting);
  const over = nextPhase(waiting, { type: 'room.removed', room: ROOM, why: 'refused' }, ROOM);
  assert.deepEqual(over, { kind: 'over', why: 'refused' });
});

test('what is said comes once, is taken back, and is at most as much as the server keeps', () => {
  const said = (message: number): ServerMessage => ({
    type: 'room.said', said: { message, session: 'a', account: 'account-a', display_name: 'a', text: 'x', at_us: 1 },
  });
  const now = after(roomMessage([person('a')]), said(1), said(2), said(2), { type: 'room.unsaid', message: 1 });
  assert.deepEqual(now.said.map(({ message }) => message), [2]);
  const many = Array.from({ length: 60 }, (_, i) => said(i + 1));
  assert.deepEqual(after(roomMessage([]), ...many).said.map(({ message }) => message).slice(0, 2), [21, 22]);
});

test('hands stand in the order of raising, hosts before them', () => {
  const people = [person('a'), person('b', { hand: 9 }), person('c', { hand: 2 }), person('d', { role: 'host' })];
  assert.deepEqual(handsOf(people).map(({ session }) => session), ['c', 'b']);
  assert.deepEqual(listOf(people).map(({ session }) => session), ['d', 'c', 'b', 'a']);
});

test('the chat may be for hosts, or for nobody', () => {
  const now = after(roomMessage([person('a')]));
  const settings = (chat: 'everyone' | 'hosts' | 'nobody') => ({ ...now, settings: { ...now.settings, chat } });
  assert.equal(maySpeakInChat(settings('everyone'), person('a')), true);
  assert.equal(maySpeakInChat(settings('hosts'), person('a')), false);
  assert.equal(maySpeakInChat(settings('hosts'), person('a', { role: 'host' })), true);
  assert.equal(maySpeakInChat(settings('nobody'), person('a', { role: 'host' })), false);
});

function ask(more: Partial<StageAsk>): StageAsk {
  return { people: [], self: 'me', heard: [], mode: 'grid', places: 4, before: [], ...more };
}
const crowd = (count: number) => Array.from({ length: count }, (_, i) => person(`p${i}`));
const shown = (tiles: readonly Tile[]) => tiles.map(({ session }) => session);

test('a grid has as many as its places, never oneself; who speaks comes in, the others stay where they are', () => {
  const people = [person('me'), ...crowd(8)];
  const first = planTiles(ask({ people }));
  assert.deepEqual(shown(first), ['p0', 'p1', 'p2', 'p3']);
  const second = planTiles(ask({ people, before: first, heard: ['p6'] }));
  assert.deepEqual(shown(second), ['p0', 'p1', 'p2', 'p6']);
  const third = planTiles(ask({ people: people.filter(({ session }) => session !== 'p1'), before: second, heard: ['p6'] }));
  assert.deepEqual(shown(third), ['p0', 'p3', 'p2', 'p6']);
});

test('who has no picture gives way, and is shown by his name', () => {
  const people = [person('a', { on: [] }), person('b', { held: ['camera'] }), ...crowd(3)];
  const tiles = planTiles(ask({ people }));
  assert.deepEqual(tiles.map(({ session, hasPicture }) => `${session} ${hasPicture}`), ['p0 true', 'p1 true', 'p2 true', 'a false']);
});

test('the speaker is large, a shared screen before him', () => {
  const people = crowd(6);
  const speaking = planTiles(ask({ people, mode: 'speaker', heard: ['me', 'p4'] }));
  assert.deepEqual(speaking.map(({ session, size }) => `${session} ${size}`), ['p4 large', 'p0 small', 'p1 small', 'p2 small']);
  const on: RoomSource[] = ['camera', 'screen'];
  const sharing = planTiles(ask({ people: [...people, person('s', { on })], heard: ['p4'] }));
  assert.deepEqual([sharing[0]!.session, sharing[0]!.source, sharing[0]!.size], ['s', 'screen', 'large']);
  assert.deepEqual(planTiles(ask({ people: [person('me')], mode: 'speaker' })), []);
});

test('a picture keeps its place of the connection while others come and go', () => {
  const tiles = planTiles(ask({ people: crowd(4) }));
  const places = planPlaces(tiles, [], 4);
  assert.deepEqual(places, tiles.map(keyOf));
  const fewer = planPlaces(tiles.slice(1), places, 4);
  assert.deepEqual(fewer, ['', ...tiles.slice(1).map(keyOf)]);
  const other: Tile = { session: 'x', source: 'camera', size: 'small', hasPicture: true };
  assert.deepEqual(planPlaces([...tiles.slice(1), other], fewer, 4)[0], 'x camera');
});

test('wishes follow the size on screen: a small grid asks for little, a large picture and a screen for much', () => {
  const box = { width: 1300, height: 640, ratio: 1 };
  const grid = planTiles(ask({ people: crowd(9), places: 9 }));
  const wishes = wishesOf(grid, planPlaces(grid, [], 9), box, ['p3']);
  assert.deepEqual([...new Set(wishes.map(({ max_height_px }) => max_height_px))], [360]);
  assert.deepEqual(wishes.map(({ place }) => place), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.ok(wishes[3]!.priority > wishes[2]!.priority);
  const phone = { width: 390, height: 500, ratio: 3 };
  assert.equal(tileHeight(grid[0]!, 4, phone), 439);
  const speaker = planTiles(ask({ people: crowd(3), mode: 'speaker' }));
  assert.deepEqual(wishesOf(speaker, planPlaces(speaker, [], 4), box, []).map(({ max_height_px }) => max_height_px), [720, 180, 180]);
  assert.deepEqual([1, 2, 3, 5, 9].map((count) => columnsOf(count, false)), [1, 2, 2, 3, 3]);
  assert.deepEqual([1, 2, 3, 4].map((count) => columnsOf(count, true)), [1, 1, 2, 2]);
});

test('the badge says the worst that holds, in words', () => {
  const good = { isOnline: true, view: 'full', sends: 'connected', wantsPictures: true } as const;
  assert.equal(lineWords(good).short, 'room.line_full');
  assert.equal(lineWords({ ...good, view: 'sound' }).long, 'room.line_sound_long');
  assert.equal(lineWords({ ...good, view: 'reduced', wantsPictures: false }).short, 'room.line_chosen');
  assert.equal(lineWords({ ...good, view: 'low', sends: 'lost' }).short, 'room.line_unsent');
  assert.equal(lineWords({ ...good, isOnline: false, view: 'gone' }).short, 'room.line_away');
  assert.equal(lineWords({ ...good, view: null }).tone, 'calm');
});

test('a vote: who may, who has, what is shown; a draft without fault', () => {
  const me = person('a');
  assert.equal(ownPart(vote(), me), 'may');
  assert.equal(ownPart(vote({ voted: [me.account] }), me), 'has');
  assert.equal(ownPart(vote(), person('a', { has_vote: false })), 'no_right');
  assert.equal(ownPart(vote({ state: 'closed' }), me), 'closed');
  assert.equal(voteToShow([vote({ vote: 'old', state: 'closed' }), vote(), vote({ vote: 'v2', state: 'closed' })])?.vote, 'v1');
  assert.deepEqual(countsOf(vote({ counts: [{ count: 2 }] })), [{ choice: 'yes', count: 2 }, { choice: 'no', count: null }]);
  const draft = { question: 'Q', choices: 'yes\n\n no ', secret: true, majority: 'ballots_half', quorum: 'half', tellers: [], written: [] } as const;
  assert.deepEqual(faultsIn(draft), {});
  assert.deepEqual(Object.keys(faultsIn({ ...draft, question: ' ', choices: 'yes\nyes' })), ['question', 'choices']);
  assert.deepEqual(Object.keys(faultsIn({ ...draft, tellers: ['a'] })), ['tellers']);
  assert.deepEqual(Object.keys(faultsIn({ ...draft, written: [{ account: 'a', name: 'A', choice: 'none of them' }] })), ['written']);
  assert.deepEqual(Object.keys(faultsIn({ ...draft, choices: `yes\n${'x'.repeat(41)}` })), ['choices']);
});

test('a tally: numbers for every choice, as many ballots as are named at least', () => {
  assert.deepEqual(tallyOf(['11', ' 0', '1'], ['a']), { counts: [{ count: 11 }, { count: 0 }, { count: 1 }], voters: ['a'] });
  for (const counts of [['11', ''], ['0', '0'], ['1.5', '1'], ['-1', '2'], ['200000', '0']]) assert.equal(tallyOf(counts, []), null);
  assert.equal(tallyOf(['1', '0'], ['a', 'b']), null);
});

test('a vote that changes keeps its place; a fourth pushes the oldest out', () => {
  const opened = ['v1', 'v2', 'v3'].map((id): ServerMessage => ({ type: 'vote.changed', vote: vote({ vote: id }) }));
  const now = after(roomMessage([]), ...opened, { type: 'vote.changed', vote: vote({ vote: 'v2', n_voted: 2 }) });
  assert.deepEqual(now.votes.map((one) => `${one.vote} ${one.n_voted}`), ['v1 0', 'v2 2', 'v3 0']);
  const more = after(roomMessage([]), ...opened, { type: 'vote.changed', vote: vote({ vote: 'v4' }) });
  assert.deepEqual(more.votes.map((one) => one.vote), ['v2', 'v3', 'v4']);
});

test('answers find their question; a line that breaks answers all that is open', async () => {
  let id = 0;
  let isUp = true;
  const requests = new Requests((make) => {
    if (isUp) make(++id);
    return isUp;
  });
  const first = requests.ask((n) => ({ type: 'room.leave', id: n }));
  const second = requests.ask((n) => ({ type: 'room.leave', id: n }));
  requests.hear({ type: 'error', re: 2, code: 'conflict', detail: 'x' });
  requests.hear({ type: 'room.unsaid', message: 3 });
  requests.hear({ type: 'ok', re: 1 });
  assert.deepEqual(await first, { type: 'ok', re: 1 });
  assert.equal(isRefused(await second), true);
  const third = requests.ask((n) => ({ type: 'room.leave', id: n }));
  requests.hear(null);
  isUp = false;
  const fourth = requests.ask((n) => ({ type: 'room.leave', id: n }));
  for (const answer of [await third, await fourth]) assert.equal(isRefused(answer) && answer.code, 'unreachable');
});

test('offers name what everybody speaks, say nothing twice, and mark a screen in each section', () => {
  const known = [
    { mimeType: 'video/AV1' }, { mimeType: 'video/rtx' },
    { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=0;profile-level-id=42e01f' },
    { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=42e01f' },
    { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=640034' },
    { mimeType: 'video/VP8' },
  ];
  assert.deepEqual(plainCodecs('video', known).map(({ mimeType }) => mimeType), ['video/VP8', 'video/H264', 'video/rtx']);
  assert.deepEqual(plainCodecs('video', [{ mimeType: 'video/AV1' }, { mimeType: 'video/rtx' }]), []);
  const sdp = ['v=0', 'm=audio 9', 'a=mid:0', 'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
    'a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay', 'a=rtcp:9 IN IP4 0.0.0.0',
    'm=video 9', 'a=mid:1', 'a=rtcp-fb:96 nack', ''].join('\r\n');
  assert.deepEqual(shortOffer(sdp).split('\r\n'), ['v=0', 'm=audio 9', 'a=mid:0',
    'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level', 'm=video 9', 'a=mid:1', 'a=rtcp-fb:96 nack', '']);
  assert.equal(markScreen(sdp).match(/a=mid:\d\r\na=content:slides\r\n/g)?.length, 2);
  assert.equal(fitsMessage('x'.repeat(15000)), true);
  assert.equal(fitsMessage('x'.repeat(15001)), false);
  assert.equal(fitsMessage('\r\n'.repeat(5000)), false);
});
