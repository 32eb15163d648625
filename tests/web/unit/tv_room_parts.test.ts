import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RoomPerson, RoomVote } from '../../../player-web/shared/contract/rooms.ts';
import { badgeOf } from '../../../player-web/tv/room/room-badge.ts';
import { RoomBook } from '../../../player-web/tv/room/room-book.ts';
import { RoomCamera } from '../../../player-web/tv/room/room-camera.ts';
import { menuRows, outsideRows, type RoomMenuHost } from '../../../player-web/tv/room/room-menu.ts';
import { signOf } from '../../../player-web/tv/room/room-stage.ts';
import { zhCN } from '../../../player-web/tv/room/room-words.ts';
import { ROOM_ID, somebody } from '../support/fake-room.ts';

const SET = 'screen-1';
const SETTINGS = { chat: 'everyone', screens: 'one', lobby: false } as const;

function bookOf(people: RoomPerson[], votes: RoomVote[] = []): RoomBook {
  const book = new RoomBook(ROOM_ID, SET);
  const isNews = book.hear({
    type: 'room', room: ROOM_ID, kind: 'group', title: '组织生活会', role: 'site', locked: false, settings: SETTINGS, people, said: [], votes,
  });
  assert.ok(isNews);
  return book;
}

const own = (more: Partial<RoomPerson> = {}) => somebody(0, { account: SET, role: 'site', on: [], ...more });

test('who comes, changes and goes; the turn of the own hand; who is away is not counted', () => {
  const book = bookOf([own({ hand: 7 }), somebody(1, { hand: 3 })]);
  assert.equal(book.part, 'inside');
  assert.equal(book.handTurn(), 2);
  assert.equal(book.self()?.session, 'seat-0');
  book.hear({ type: 'media.speakers', sessions: ['seat-1'] });
  book.hear({ type: 'room.changed', joined: [somebody(2, { away: true })], left: ['seat-1'], changed: [own()] });
  assert.deepEqual(book.people.map(({ session }) => session), ['seat-0', 'seat-2']);
  assert.deepEqual([book.present().length, book.handTurn(), book.speakers, book.heard], [1, 0, [], []]);
});

test('who spoke last comes first, each once', () => {
  const book = bookOf([own(), somebody(1), somebody(2)]);
  for (const sessions of [['seat-1'], ['seat-2', 'seat-1'], []]) book.hear({ type: 'media.speakers', sessions });
  assert.deepEqual([book.speakers, book.heard], [[], ['seat-2', 'seat-1']]);
});

test('other rooms change nothing; the end does', () => {
  const book = bookOf([own()]);
  assert.equal(book.hear({ type: 'room.removed', room: 'another', why: 'ended' }), false);
  assert.equal(book.part, 'inside');
  assert.ok(book.hear({ type: 'room.removed', room: ROOM_ID, why: 'removed' }));
  assert.deepEqual([book.part, book.why], ['over', 'removed']);
});

test('the newest vote that is open is shown, else the newest', () => {
  const vote = (id: string, state: 'open' | 'closed'): RoomVote => ({
    vote: id, question: id, choices: ['a', 'b'], secret: false, majority: 'ballots_half', quorum: 'none', state, tellers: [], waiting: [], expected: 3, n_voted: 0, voted: [],
  });
  const book = bookOf([own()], [vote('a', 'open'), vote('b', 'closed')]);
  assert.equal(book.vote()?.vote, 'a');
  book.hear({ type: 'vote.changed', vote: vote('a', 'closed') });
  assert.equal(book.vote()?.vote, 'b');
  for (const id of ['c', 'd']) book.hear({ type: 'vote.changed', vote: vote(id, 'closed') });
  assert.deepEqual(book.votes.map(({ vote }) => vote), ['b', 'c', 'd']);
});

test('the badge says the worst that holds', () => {
  const good = { isOnline: true, hasMedia: true, view: 'full', isUnsent: false } as const;
  assert.equal(badgeOf(good).says, 'tvroom.line_full');
  assert.equal(badgeOf({ ...good, view: 'low' }).says, 'tvroom.line_low');
  assert.equal(badgeOf({ ...good, view: 'low', isUnsent: true }).says, 'tvroom.line_unsent');
  assert.equal(badgeOf({ ...good, view: 'gone', isUnsent: true }).says, 'tvroom.line_gone');
  assert.equal(badgeOf({ ...good, view: null }).says, 'tvroom.line_connecting');
  assert.equal(badgeOf({ ...good, hasMedia: false }).says, 'tvroom.line_none');
  assert.equal(badgeOf({ ...good, isOnline: false, hasMedia: false }).says, 'tvroom.line_away');
});

test('the menu of a set without pictures has hand and leave; what a host holds cannot be pressed', () => {
  const pressed: string[] = [];
  const nothing = () => undefined;
  const camera = new RoomCamera('zh-CN', { ask: nothing, tell: nothing, onChange: nothing });
  const host: RoomMenuHost = {
    locale: 'zh-CN', media: null, devices: ['camera'], camera, self: own({ held: ['camera'] }), isGrid: false, isCodeShown: false,
    toggle: (kind) => void pressed.push(kind), raise: (raised) => void pressed.push(`hand ${raised}`), swapLayout: nothing, swapCode: nothing, goToCheck: () => void pressed.push('check'), askLeave: nothing,
  };
  assert.deepEqual(menuRows(host).map(({ label }) => label), [zhCN['tvroom.tele_start'], zhCN['tvroom.hand_up'], zhCN['tvroom.check'], zhCN['tvroom.leave']]);
  const isOn = () => false;
  const rows = menuRows({ ...host, media: { isOn } as unknown as RoomMenuHost['media'] });
  assert.equal(rows[0]!.label, zhCN['tvroom.camera_held']);
  for (const row of rows) row.choose();
  assert.deepEqual(pressed, ['hand true', 'check']);
  assert.deepEqual(outsideRows(host, nothing).map(({ label }) => label), [zhCN['tvroom.check'], zhCN['tvroom.leave']]);
});

test('a telephone as camera: asked for by a key, in words, quieter while it speaks, told when it goes', () => {
  (globalThis as { window?: unknown }).window ??= globalThis;
  const told: string[] = [];
  const asked: string[] = [];
  const camera = new RoomCamera('zh-CN', {
    ask: (make, done) => {
      const { type } = make(7);
      asked.push(type);
      done(type === 'camera.offer' ? { type: 'camera.offered', re: 7, secret: 'Zm9vYmFyYmF6cXV4MTIzNA', valid_s: 300 } : { type: 'ok', re: 7 });
    },
    tell: (key) => void told.push(key),
    onChange: () => undefined,
  });
  const labels = () => camera.rows().map(({ label }) => label);
  const is = (state: 'none' | 'here' | 'lost', on: ('microphone' | 'camera')[] = [], waiting = false) =>
    camera.hear({ type: 'camera.changed', state, waiting, display_name: '王芳', on });
  assert.deepEqual([camera.line(), camera.volume(), camera.secret], [null, 1, '']);
  camera.rows()[0]!.choose();
  assert.equal(camera.secret, 'Zm9vYmFyYmF6cXV4MTIzNA');
  is('none', [], true);
  assert.deepEqual(labels(), [zhCN['tvroom.tele_code_away']]);
  is('here', ['camera']);
  assert.equal(camera.secret, '');
  assert.match(camera.line() ?? '', /王芳/);
  assert.deepEqual(labels(), [zhCN['tvroom.tele_end'], zhCN['tvroom.tele_other']]);
  is('here', ['camera', 'microphone']);
  assert.ok(camera.volume() < 0.3);
  is('lost');
  assert.equal(camera.volume(), 1);
  assert.ok(!camera.isHere());
  is('none');
  assert.deepEqual(told, ['tvroom.tele_told_here', 'tvroom.tele_told_lost', 'tvroom.tele_told_ended']);
  camera.rows()[0]!.choose();
  camera.withdraw();
  assert.deepEqual([asked, camera.secret], [['camera.offer', 'camera.offer', 'camera.end'], '']);
  is('here', ['camera']);
  camera.hear({
    type: 'room', room: ROOM_ID, kind: 'group', title: '', role: 'site', locked: false, settings: SETTINGS, people: [], said: [], votes: [],
  });
  assert.equal(camera.line(), null, 'what is so is told again behind it');
});

test('the sign of a name without a picture', () => {
  assert.deepEqual(['活动室电视', 'room', ''].map(signOf), ['电视', 'R', '']);
});
