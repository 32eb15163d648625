/* What beats say of the server's answers, with a clock that the test moves; the queue when the server asks for patience,
 * refuses, or is another one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BeatLog, type Shelf } from '../../../player-web/player/beat-log.ts';
import { refusedReply, replyOf, type BeatReply, type BeatsDone } from '../../../player-web/player/beat-reply.ts';
import { BeatSender, type BeatHost } from '../../../player-web/player/beat-sender.ts';
import { ContactClock } from '../../../player-web/player/contact-clock.ts';
import { countLeftOver, sendLeftOver } from '../../../player-web/player/left-over-beats.ts';
import { Turn } from '../../../player-web/player/turn.ts';
import { ViewingLink, type ViewingHost } from '../../../player-web/player/viewing-link.ts';
import { retryDelayMs } from '../../../player-web/shared/backoff.ts';
import type { Beat, Viewing } from '../../../player-web/shared/contract/live.ts';
import type { KeptViewing } from '../../../player-web/shared/viewing-memory.ts';

const EVERY_MS = 10000;

function emptyBeat(sequence = 0): Beat {
  return { sequence, state: 'playing', position_ms: 0, rate: 1, language: 'zh', latency_ms: -1, seen: [], is_final: false };
}

class MemoryShelf implements Shelf {
  readonly rows = new Map<string, string>();
  read = (key: string): string | null => this.rows.get(key) ?? null;
  write(key: string, value: string | null): void {
    if (value === null) this.rows.delete(key);
    else this.rows.set(key, value);
  }
  keys = (): string[] => [...this.rows.keys()];
}

/* One page's life: its monotonic clock begins at `nowMs`. */
class Page implements BeatHost {
  sent: { beats: Beat[]; token: string; done: BeatsDone }[] = [];
  turns: boolean[] = [];
  private timers: { at: number; run: () => void; id: number }[] = [];
  private nextId = 1;
  shelf: MemoryShelf;
  nowMs: number;
  constructor(shelf: MemoryShelf = new MemoryShelf(), nowMs = 500) {
    this.shelf = shelf;
    this.nowMs = nowMs;
  }
  facts = () => ({ state: 'playing' as const, positionMs: 0, rate: 1, language: 'zh', latencyMs: -1 });
  monotonicMs = () => this.nowMs;
  turned = (isElsewhere: boolean) => void this.turns.push(isElsewhere);
  sendLast = () => undefined;
  send = (_viewing: string, token: string, beats: Beat[], done: BeatsDone) => {
    this.sent.push({ beats: structuredClone(beats), token, done });
  };
  later = (run: () => void, ms: number) => {
    this.timers.push({ at: this.nowMs + ms, run, id: this.nextId });
    return this.nextId++;
  };
  cancel = (timer: number) => void (this.timers = this.timers.filter(({ id }) => id !== timer));
  pass(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= untilMs).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.nowMs = next.at;
      next.run();
    }
    this.nowMs = untilMs;
  }
  begin(isFresh = true): BeatSender {
    return new BeatSender(this, { viewingId: 'v', token: 't', everyMs: EVERY_MS, contact: 'opened', isFresh });
  }
  answer(reply: Partial<BeatReply>): void {
    this.sent.at(-1)!.done({ ...refusedReply(200), ...reply });
  }
}

const said = (beats: readonly Beat[]) => beats.map(({ contact, since_ms }) => [contact, since_ms]);

test('a beat says the answer that was there when the beat before was made', () => {
  const page = new Page();
  page.begin();
  page.pass(EVERY_MS);
  page.pass(200);
  page.answer({ stored: 1, contact: 'a1' });
  page.pass(EVERY_MS - 200);
  page.pass(300);
  page.answer({ stored: 2, contact: 'a2' });
  page.pass(EVERY_MS - 300);
  assert.deepEqual(page.sent.map(({ beats }) => said(beats)), [
    [['opened', 10000]],
    [['opened', 20000]], // a1 came while its interval was on
    [['a1', 19800]],
  ]);
});

test('without a line the answers grow old, and it is said how old', () => {
  const page = new Page();
  page.begin();
  page.pass(3 * EVERY_MS);
  page.answer(refusedReply(0));
  page.pass(EVERY_MS);
  const beats = new BeatLog(page.shelf, 'v', '').waiting();
  assert.deepEqual(said(beats), [10000, 20000, 30000, 40000].map((since) => ['opened', since]));
});

test('a reload: of an answer that came to the page before only the contact is said', () => {
  const page = new Page();
  page.begin();
  page.pass(EVERY_MS);
  page.answer({ stored: 1, contact: 'a1' });
  const reloaded = new Page(page.shelf, 7);
  reloaded.begin(false);
  reloaded.pass(EVERY_MS);
  reloaded.answer({ stored: 2, contact: 'b1' });
  reloaded.pass(EVERY_MS);
  reloaded.answer({ stored: 3, contact: 'b2' });
  reloaded.pass(EVERY_MS);
  assert.deepEqual(reloaded.sent.map(({ beats }) => said(beats)), [[['a1', undefined]], [['a1', undefined]], [['b1', 20000]]]);
});

test('a clock that stands still or jumps says nothing that cannot be', () => {
  let nowMs = 100;
  const clock = new ContactClock(() => nowMs);
  clock.open('c', true);
  for (const [at, since] of [[100, 0], [50, undefined], [100 + 401 * 86400000, undefined], [100.6, 1]] as const) {
    nowMs = at;
    const beat = emptyBeat();
    clock.stamp(beat);
    assert.equal(beat.since_ms, since, String(at));
  }
  const silent = new ContactClock(() => 0);
  const beat = emptyBeat();
  silent.open('', true); // an older server
  silent.answered('');
  silent.stamp(beat);
  assert.deepEqual([beat.contact, beat.since_ms], [undefined, undefined]);
});

test('Retry-After is obeyed: nothing goes before, and not everybody at once', () => {
  const page = new Page();
  page.begin();
  page.pass(EVERY_MS);
  page.answer(refusedReply(503, 30000));
  page.pass(29999);
  assert.equal(page.sent.length, 1, 'two more beats were made, none was sent');
  page.pass(30001);
  assert.equal(page.sent.length, 2);
  assert.ok(page.sent[1]!.beats.length >= 3);
  for (let i = 0; i <= 10; i++) {
    const delay = retryDelayMs(0, i / 10, { firstMs: 1000, maxMs: 30000 }, 30000);
    assert.ok(delay >= 30000 && delay <= 60000, String(delay));
  }
  assert.notEqual(retryDelayMs(0, 0.1, { firstMs: 1, maxMs: 1 }, 30000), retryDelayMs(0, 0.9, { firstMs: 1, maxMs: 1 }, 30000));
});

test('a server that does not know the contacts gets the beats without', () => {
  const page = new Page();
  page.begin();
  page.pass(EVERY_MS);
  page.answer(refusedReply(400));
  assert.deepEqual(said(page.sent[1]!.beats), [[undefined, undefined]]);
  page.answer({ stored: 1, contact: 'new' });
  page.pass(2 * EVERY_MS);
  assert.equal(page.sent.at(-1)!.beats[0]!.sequence, 2);
});

test('one beat that the server never takes costs the others nothing', () => {
  const page = new Page();
  page.begin();
  page.pass(4 * EVERY_MS);
  page.answer(refusedReply(0));
  page.pass(EVERY_MS);
  const stored: number[] = [];
  for (let i = 0; i < 40 && new BeatLog(page.shelf, 'v', '').waiting().length > 0; i++) {
    const numbers = page.sent.at(-1)!.beats.map(({ sequence }) => sequence);
    if (numbers.includes(3)) page.answer(refusedReply(400));
    else {
      stored.push(...numbers);
      page.answer({ stored: numbers.at(-1)!, contact: 'c' });
    }
    if (page.sent.length < 40 && page.sent.at(-1)!.beats.map(({ sequence }) => sequence).join() === numbers.join()) page.pass(1000);
  }
  assert.deepEqual([1, 2, 4, 5].filter((number) => !stored.includes(number)), []);
  assert.ok(!stored.includes(3));
});

test('a call is never longer than a page that goes may send', () => {
  const log = new BeatLog(new MemoryShelf(), 'v', 't');
  const seen = Array.from({ length: 32 }, (_, i) => ({ from_ms: 604700000 + 2 * i, to_ms: 604700001 + 2 * i }));
  for (let i = 0; i < 60; i++) log.add({ ...emptyBeat(), seen });
  for (const beats of [log.waiting(), log.newest()]) {
    assert.ok(JSON.stringify({ token: 'x'.repeat(256), beats }).length < 65536);
    assert.ok(beats.length > 10);
  }
  assert.equal(log.waiting()[0]!.sequence, 1);
  assert.equal(log.newest().at(-1)!.sequence, 60);
});

test('a viewing that goes on later, once all was told, uses no number twice', () => {
  const shelf = new MemoryShelf();
  const log = new BeatLog(shelf, 'v', 't');
  log.add(emptyBeat());
  log.add(emptyBeat());
  const page = new Page(shelf);
  sendLeftOver(page);
  page.answer({ stored: 2 });
  assert.equal(countLeftOver(shelf), 0);
  assert.ok(!shelf.keys().some((key) => key.startsWith('tongping.beats.')));
  const again = new BeatLog(shelf, 'v', 't');
  again.add(emptyBeat());
  assert.deepEqual(again.waiting().map(({ sequence }) => sequence), [3]);
});

test('numbers of viewings that are long over are forgotten', () => {
  const shelf = new MemoryShelf();
  const day = Math.floor(Date.now() / 86400000);
  shelf.write('tongping.next.old', `5 ${day - 61}`);
  shelf.write('tongping.next.broken', 'x');
  shelf.write('tongping.next.new', `5 ${day - 59}`);
  countLeftOver(shelf);
  assert.deepEqual(shelf.keys(), ['tongping.next.new']);
});

test('answers of older servers, and of what lies between, are read as far as they go', () => {
  assert.deepEqual(replyOf(200, { sequence: 4 }), { ...refusedReply(200), stored: 4 });
  assert.deepEqual(replyOf(200, 'a page of a proxy'), refusedReply(200));
  assert.deepEqual(replyOf(200, null), refusedReply(200));
  assert.deepEqual(replyOf(503, { sequence: 4 }, 2000), refusedReply(503, 2000));
});

// ---- one screen a person ----

test('whether another screen counts is told with each answer', () => {
  const page = new Page();
  page.begin();
  page.pass(EVERY_MS);
  page.answer({ stored: 1, contact: 'a', isElsewhere: true });
  page.pass(EVERY_MS);
  page.answer({ stored: 2, contact: 'b' });
  assert.deepEqual(page.turns, [true, false]);
});

function viewing(change: Partial<KeptViewing> = {}): KeptViewing {
  return {
    id: 'v1', lesson_id: 'l', expires_at: new Date(3600000).toISOString(), is_live: false, live_url: '/vod/l/~abc/master.m3u8',
    phone_url: '/vod/l/~abc/master.m3u8', tv_urls: [], base_url: '/vod/l/~abc/', resume_ms: 0, starts_wall_us: 0,
    beat_every_ms: EVERY_MS, contact: 'opened', ...change,
  };
}

function linkHost(kept: KeptViewing | null, opened: Viewing[]): ViewingHost {
  return {
    ask: (_id, done) => done(200, opened.shift() ?? null),
    remember: () => undefined,
    recall: () => kept,
    nowWallMs: () => 0,
    later: (run) => (run(), 0),
    cancel: () => undefined,
  };
}

function opened(kept: KeptViewing | null, ...list: Viewing[]): { link: ViewingLink; seen: Viewing[] } {
  const seen: Viewing[] = [];
  const link = new ViewingLink(linkHost(kept, list), 'l', (one) => void seen.push(one), () => undefined);
  link.start();
  return { link, seen };
}

test('a page that has said that it ends comes back with another viewing, at its place', () => {
  const { link, seen } = opened(viewing({ is_over: true, resume_ms: 4321 }), viewing({ id: 'v2', resume_ms: 1000 }));
  assert.deepEqual(seen.map(({ id, resume_ms }) => [id, resume_ms]), [['v2', 4321]]);
  assert.equal(link.beatsOf(seen[0]!).isFresh, true);
  const kept = opened(viewing({ resume_ms: 99 }));
  assert.deepEqual([kept.seen[0]!.id, kept.link.beatsOf(kept.seen[0]!).isFresh], ['v1', false]);
  assert.equal(kept.link.beatsOf(kept.seen[0]!).token, 'abc');
});

test('going on here: the answer counts as contact, a viewing that is over is opened anew', () => {
  for (const [status, ids, isElsewhere] of [[200, ['v1'], false], [409, ['v1', 'v2'], true], [0, ['v1'], true]] as const) {
    const { link, seen } = opened(null, viewing(), viewing({ id: 'v2' }));
    let tell: (viewingId: string) => void = () => undefined;
    let asked = '';
    const turn = new Turn(
      {
        onTurn: (run) => ((tell = run), () => (tell = () => undefined)),
        takePerson: (id, token, done) => ((asked = `${id} ${token}`), done({ ...refusedReply(status), contact: 'taken' })),
      },
      link,
      () => undefined,
    );
    tell('v1');
    assert.equal(turn.isElsewhere, false);
    tell('another');
    assert.equal(turn.isElsewhere, true);
    const page = new Page();
    turn.goOnHere(page.begin());
    assert.equal(asked, 'v1 abc');
    assert.deepEqual(seen.map(({ id }) => id), ids);
    assert.equal(turn.isElsewhere, isElsewhere);
    page.pass(2 * EVERY_MS);
    page.answer({ stored: 1, contact: 'c' });
    page.pass(EVERY_MS);
    assert.equal(page.sent[0]!.beats[0]!.contact, 'opened');
    turn.stop();
    tell('v1');
    assert.equal(turn.isElsewhere, isElsewhere, 'nobody listens any more');
  }
});
