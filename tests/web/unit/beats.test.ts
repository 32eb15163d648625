import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BEATS_KEPT, BeatLog, type Shelf } from '../../../player-web/player/beat-log.ts';
import { refusedReply, replyOf, type BeatReply, type BeatsDone } from '../../../player-web/player/beat-reply.ts';
import { BeatSender, type BeatHost } from '../../../player-web/player/beat-sender.ts';
import { countLeftOver, sendLeftOver } from '../../../player-web/player/left-over-beats.ts';
import type { Beat, BeatState } from '../../../player-web/shared/contract/live.ts';

class MemoryShelf implements Shelf {
  readonly rows = new Map<string, string>();
  read(key: string): string | null {
    return this.rows.get(key) ?? null;
  }
  write(key: string, value: string | null): void {
    if (value === null) this.rows.delete(key);
    else this.rows.set(key, value);
  }
  keys(): string[] {
    return [...this.rows.keys()];
  }
}

type Sent = { viewing: string; token: string; beats: Beat[]; done: (status: number, stored: number | null, more?: Partial<BeatReply>) => void };

/* Timers that the test lets ring. */
class FakeHost implements BeatHost {
  shelf = new MemoryShelf();
  state: BeatState = 'playing';
  sent: Sent[] = [];
  last: { viewing: string; beats: Beat[] }[] = [];
  timers = new Map<number, { run: () => void; ms: number }>();
  private next = 1;
  facts = () => ({ state: this.state, positionMs: 5000, rate: 1, language: 'zh', latencyMs: 1500 });
  nowMs = 1000;
  turns: boolean[] = [];
  monotonicMs = () => this.nowMs;
  turned = (isElsewhere: boolean) => void this.turns.push(isElsewhere);
  sums: number[] = [];
  credited = (creditedMs: number) => void this.sums.push(creditedMs);
  send = (viewing: string, token: string, beats: Beat[], done: BeatsDone) => {
    const answer: Sent['done'] = (status, stored, more) => done({ ...refusedReply(status), stored, ...more });
    this.sent.push({ viewing, token, beats: structuredClone(beats), done: answer });
  };
  sendLast = (viewing: string, _token: string, beats: Beat[]) => void this.last.push({ viewing, beats });
  later = (run: () => void, ms: number) => {
    this.timers.set(this.next, { run, ms });
    return this.next++;
  };
  cancel = (timer: number) => void this.timers.delete(timer);
  ring(ms: number): void {
    for (const [id, timer] of [...this.timers]) {
      if (timer.ms !== ms) continue;
      this.timers.delete(id);
      timer.run();
    }
  }
}

function begin(host: BeatHost, viewingId: string, token: string, isFresh = true): BeatSender {
  return new BeatSender(host, { viewingId, token, everyMs: 10000, contact: `opened ${viewingId}`, isFresh });
}

function numbers(beats: readonly Beat[]): number[] {
  return beats.map((beat) => beat.sequence);
}

test('beats are numbered from 1, and the next request waits for the answer of the one before', () => {
  const host = new FakeHost();
  begin(host, 'v1', 'secret');
  host.ring(10000);
  host.ring(10000);
  assert.equal(host.sent.length, 1);
  assert.deepEqual(numbers(host.sent[0]!.beats), [1]);
  host.sent[0]!.done(200, 1);
  host.ring(10000);
  assert.deepEqual(numbers(host.sent[1]!.beats), [2, 3]);
  assert.equal(host.sent[1]!.token, 'secret');
});

test('what was refused comes again, with what came since, after a pause', () => {
  const host = new FakeHost();
  begin(host, 'v1', 'secret');
  host.ring(10000);
  host.sent[0]!.done(503, null);
  const pauses = [...host.timers.values()].map((timer) => timer.ms).filter((ms) => ms !== 10000);
  assert.equal(pauses.length, 1);
  assert.ok(pauses[0]! >= 500 && pauses[0]! <= 1000, String(pauses[0]));
  host.ring(pauses[0]!);
  assert.deepEqual(numbers(host.sent[1]!.beats), [1]);
});

test('an answer that does not name what is stored counts for nothing', () => {
  const host = new FakeHost();
  begin(host, 'v1', 'secret');
  host.ring(10000);
  host.sent[0]!.done(200, null);
  assert.equal(new BeatLog(host.shelf, 'v1', '').waiting().length, 1);
});

test('after a reload the same viewing counts on; another one begins at 1 and sends the left-over first', () => {
  const host = new FakeHost();
  begin(host, 'v1', 'old');
  host.ring(10000);
  const reloaded = new FakeHost();
  reloaded.shelf = host.shelf;
  begin(reloaded, 'v1', 'old');
  assert.deepEqual(numbers(reloaded.sent[0]!.beats), [1]);
  reloaded.sent[0]!.done(200, 1);
  reloaded.ring(10000);
  assert.deepEqual(numbers(reloaded.sent[1]!.beats), [2]);

  const other = new FakeHost();
  other.shelf = host.shelf;
  begin(other, 'v2', 'new');
  assert.deepEqual([other.sent[0]!.viewing, other.sent[0]!.token], ['v1', 'old']);
  other.sent[0]!.done(200, 2);
  assert.deepEqual(other.shelf.keys().filter((key) => key === 'tongping.beats.v1'), []);
  other.ring(10000);
  assert.deepEqual([other.sent[1]!.viewing, ...numbers(other.sent[1]!.beats)], ['v2', 1]);
});

test('a left-over that the server no longer takes is dropped, one that it cannot take now is kept', () => {
  for (const [status, isKept] of [[404, false], [403, false], [429, true], [500, true], [0, true]] as const) {
    const host = new FakeHost();
    begin(host, 'v1', 'old');
    host.ring(10000);
    const later = new FakeHost();
    later.shelf = host.shelf;
    begin(later, 'v2', 'new');
    later.sent[0]!.done(status, null);
    assert.equal(later.shelf.keys().some((key) => key === 'tongping.beats.v1'), isKept, String(status));
  }
});

test('a token that has grown old: by the sign-in of the one whose beats they are, else they stay', () => {
  const offline = (): MemoryShelf => {
    const host = new FakeHost();
    Object.assign(host, { person: () => '', owner: () => 'anna' });
    begin(host, 'v1', 'old');
    host.ring(10000);
    return host.shelf;
  };
  for (const [person, status, isKept] of [['anna', 200, false], ['anna', 404, false], ['berta', 401, true], ['', 401, true]] as const) {
    const later = new FakeHost();
    later.shelf = offline();
    sendLeftOver(Object.assign(later, { person: () => person }));
    assert.equal(later.sent[0]!.token, 'old');
    later.sent[0]!.done(401, null);
    assert.equal(later.sent.length, person === 'anna' ? 2 : 1, 'nobody else is asked');
    if (person === 'anna') {
      assert.deepEqual([later.sent[1]!.token, ...numbers(later.sent[1]!.beats)], ['', 1]);
      later.sent[1]!.done(status, status === 200 ? 1 : null);
    }
    assert.equal(countLeftOver(later.shelf), isKept ? 1 : 0, `${person} ${status}`);
  }
});

test('what plays goes on by the sign-in when its token has grown old', () => {
  const host = new FakeHost();
  begin(host, 'v1', 'old');
  host.ring(10000);
  host.sent[0]!.done(401, null);
  assert.deepEqual([host.sent[1]!.token, ...numbers(host.sent[1]!.beats)], ['', 1]);
  host.sent[1]!.done(401, null);
  assert.equal(host.sent.length, 2, 'then after a pause');
});

test('the end is told at once', () => {
  const host = new FakeHost();
  const sender = begin(host, 'v1', 't');
  sender.stateChanged();
  host.state = 'ended';
  sender.stateChanged();
  assert.deepEqual(host.sent[0]!.beats.map(({ state }) => state), ['playing', 'ended']);
});

test('the last word follows a request that is still under way when somebody leaves', () => {
  const host = new FakeHost();
  const sender = begin(host, 'v1', 'secret');
  host.ring(10000);
  sender.end();
  assert.equal(host.sent.length, 1);
  host.sent[0]!.done(200, 1);
  assert.deepEqual(host.sent[1]!.beats.map((beat) => beat.is_final), [true]);
  host.sent[1]!.done(200, 2);
  assert.equal(host.sent.length, 2);
});

test('a beat never mixes two states', () => {
  const host = new FakeHost();
  const sender = begin(host, 'v1', 't');
  sender.stateChanged();
  sender.seen.add({ atMs: 0, mediaMs: 0, isPlaying: true, rate: 1 });
  sender.seen.add({ atMs: 250, mediaMs: 250, isPlaying: true, rate: 1 });
  host.state = 'hidden';
  sender.stateChanged();
  sender.stateChanged();
  const beats = new BeatLog(host.shelf, 'v1', '').waiting();
  assert.deepEqual(beats.map((beat) => beat.state), ['playing']);
  assert.deepEqual(beats[0]!.seen, [{ from_ms: 0, to_ms: 250 }]);
});

test('a page that goes says its last word and keeps it, in case it was not heard', () => {
  const host = new FakeHost();
  const sender = begin(host, 'v1', 't');
  sender.pageHides();
  assert.equal(host.last[0]!.beats.at(-1)!.is_final, true);
  assert.equal(new BeatLog(host.shelf, 'v1', '').waiting().length, 1);
});

test('hours without a server push out the oldest beats', () => {
  const log = new BeatLog(new MemoryShelf(), 'v1', 't');
  const beat: Beat = {
    sequence: 0, state: 'playing', position_ms: 0, rate: 1, language: 'zh', latency_ms: -1, seen: [], is_final: false,
  };
  for (let i = 0; i < BEATS_KEPT + 10; i++) log.add({ ...beat });
  assert.equal(log.waiting()[0]!.sequence, 11);
  assert.equal(log.newest().at(-1)!.sequence, BEATS_KEPT + 10);
});

test('what is kept but cannot be read is forgotten', () => {
  const shelf = new MemoryShelf();
  for (const broken of ['', '{', '{"token":1}', 'null', '[]']) {
    shelf.write('tongping.beats.v1', broken);
    const log = new BeatLog(shelf, 'v1', 't');
    assert.deepEqual([log.token(), log.waiting()], ['t', []], broken);
  }
});

test('what is credited so far is handed on as the server says it, or that it does not', () => {
  const host = new FakeHost();
  begin(host, 'v1', 'secret');
  for (const [number, body] of [{ credited_ms: 61000 }, {}, { credited_ms: 'much' }].entries()) {
    host.ring(10000);
    const reply = replyOf(200, { sequence: number + 1, contact: 'c', is_elsewhere: false, ...body });
    host.sent[number]!.done(200, number + 1, reply);
  }
  assert.deepEqual(host.sums, [61000, -1, -1]);
});
