import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LIVE_JUMP_EVERY_MS, LiveGuard, StallWatch } from '../../../player-web/player/guards.ts';
import { tokenOf, ViewingLink, withToken, type ViewingHost } from '../../../player-web/player/viewing-link.ts';
import type { Viewing } from '../../../player-web/shared/contract/live.ts';
import { clockLength, secondsOf } from '../../../player-web/components/watch/times.ts';

test('live is left alone near its goal, brought back from afar, and not more often than it can load', () => {
  const guard = new LiveGuard();
  assert.equal(guard.shouldJump(0, 1500, 1450), false);
  assert.equal(guard.shouldJump(0, 3450, 1450), false);
  assert.equal(guard.shouldJump(0, 3451, 1450), true);
  assert.equal(guard.shouldJump(LIVE_JUMP_EVERY_MS - 1, 9000, 1450), false);
  assert.equal(guard.shouldJump(LIVE_JUMP_EVERY_MS, 9000, 1450), true);
});

test('a picture that moves, or should not, is no stall', () => {
  const watch = new StallWatch();
  watch.forgive(0);
  for (let at = 0; at < 60000; at += 250) assert.equal(watch.look(at, at, true), 'none');
  for (let at = 60000; at < 90000; at += 250) assert.equal(watch.look(at, 60000, false), 'none');
});

test('a picture that stands is waited for, then begun anew, each time with more patience', () => {
  const watch = new StallWatch();
  watch.look(0, 1000, true);
  const stuckAt: number[] = [];
  for (let at = 250; at < 40000; at += 250) {
    const stall = watch.look(at, 1000, true);
    if (stall === 'stuck') stuckAt.push(at);
    if (at === 500) assert.equal(stall, 'none');
    if (at === 1000) assert.equal(stall, 'waiting');
  }
  assert.deepEqual(stuckAt, [5000, 12500, 23750]);
  watch.look(40000, 2000, true);
  assert.equal(watch.look(45000, 2000, true), 'stuck', 'moving has made it impatient again');
});

function viewing(change: Partial<Viewing> = {}): Viewing {
  return {
    id: 'v1', meeting_id: 'm1', expires_at: new Date(3600000).toISOString(), is_live: true,
    live_url: '/live/m1/~abc/master.m3u8', phone_url: '/live/m1/~abc/phone.m3u8', tv_urls: [], base_url: '/live/m1/~abc',
    resume_ms: 0, starts_wall_us: 0, beat_every_ms: 10000, contact: '', ...change,
  };
}

class FakeViewings implements ViewingHost {
  asked: ((status: number, viewing: Viewing | null) => void)[] = [];
  kept: Viewing | null = null;
  timers: { run: () => void; ms: number }[] = [];
  nowMs = 0;
  ask = (_id: string, done: (status: number, viewing: Viewing | null) => void) => void this.asked.push(done);
  remember = (_id: string, one: Viewing | null) => void (this.kept = one);
  recall = () => this.kept;
  nowWallMs = () => this.nowMs;
  later = (run: () => void, ms: number) => this.timers.push({ run, ms });
  cancel = () => undefined;
  ring(): number {
    const timer = this.timers.shift()!;
    timer.run();
    return timer.ms;
  }
}

function linkOf(host: FakeViewings): { link: ViewingLink; got: string[]; refused: number[] } {
  const got: string[] = [];
  const refused: number[] = [];
  const link = new ViewingLink(host, 'm1', (one) => got.push(one.id), (status) => refused.push(status));
  return { link, got, refused };
}

test('a viewing is asked for once, kept for a reload, and not used when it is nearly over', () => {
  const host = new FakeViewings();
  linkOf(host).link.start();
  host.asked[0]!(200, viewing());
  const again = linkOf(host);
  again.link.start();
  assert.deepEqual([host.asked.length, again.got], [1, ['v1']]);
  host.nowMs = 3600000 - 30000;
  linkOf(host).link.start();
  assert.equal(host.asked.length, 2);
});

test('a server that does not answer is asked again soon, then less often', () => {
  const host = new FakeViewings();
  const { link, refused } = linkOf(host);
  link.start();
  const pauses: number[] = [];
  for (let i = 0; i < 8; i++) {
    host.asked.at(-1)!(0, null);
    pauses.push(host.ring());
  }
  assert.ok(pauses[0]! <= 500 && pauses[1]! <= 1000 && pauses[2]! <= 2000, pauses.join());
  assert.ok(pauses.at(-1)! >= 4000 && pauses.at(-1)! <= 8000, pauses.join());
  assert.deepEqual(refused, Array<number>(8).fill(0));
});

test('many refused requests ask for one new viewing; a token that fails at once is not asked for in a hurry', () => {
  const host = new FakeViewings();
  const { link } = linkOf(host);
  link.start();
  host.asked[0]!(200, viewing());
  link.confirm();
  for (let i = 0; i < 5; i++) link.renew();
  assert.equal(host.timers.length, 1);
  assert.equal(host.ring(), 0);
  host.asked[1]!(200, viewing({ id: 'v2' }));
  link.renew();
  assert.ok(host.ring() >= 2000);
});

test('a token is found in an address and another one put in its place', () => {
  assert.equal(tokenOf('/live/m1/~abc.d_e-f/v360/live.m3u8?_HLS_msn=3'), 'abc.d_e-f');
  assert.equal(tokenOf('/live/m1/master.m3u8'), '');
  assert.equal(withToken('http://h/live/m1/~abc/v/p3.1.m4s?x=~1', 'new'), 'http://h/live/m1/~new/v/p3.1.m4s?x=~1');
  assert.equal(withToken('/live/m1/~abc/a', ''), '/live/m1/~abc/a');
});

test('lengths of time read like a clock', () => {
  assert.deepEqual([0, 7400, 750000, 3723000, -5].map(clockLength), ['0:00', '0:07', '12:30', '1:02:03', '0:00']);
  assert.deepEqual([1449, -20].map(secondsOf), ['1.4', '0.0']);
});
