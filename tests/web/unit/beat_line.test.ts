import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BeatLine } from '../../../player-web/player/beat-line.ts';
import type { BeatReply } from '../../../player-web/player/beat-reply.ts';
import type { ClientMessage, ServerMessage } from '../../../player-web/shared/contract.ts';
import type { Beat } from '../../../player-web/shared/contract/live.ts';

function beat(sequence: number): Beat {
  return {
    sequence,
    state: 'playing',
    position_ms: 5000,
    rate: 1,
    language: 'zh-CN',
    latency_ms: -1,
    seen: [{ from_ms: 0, to_ms: 5000 }],
    is_final: false,
  };
}

const stored = (re: number, sequence: number, is_elsewhere = false): ServerMessage => ({
  type: 'beat_stored', re, sequence, contact: `answer ${sequence}`, is_elsewhere,
});

class Line {
  isUp = true;
  sent: ClientMessage[] = [];
  answers: [number, number | null][] = [];
  replies: BeatReply[] = [];
  timers = new Map<number, () => void>();
  private nextId = 7;
  readonly beats = new BeatLine({
    send: (make) => {
      if (this.isUp) this.sent.push(make(this.nextId++));
      return this.isUp;
    },
    later: (run) => {
      this.timers.set(this.timers.size + 1, run);
      return this.timers.size;
    },
    cancel: (timer) => void this.timers.delete(timer),
  });
  send(...list: Beat[]): boolean {
    return this.beats.send('v1', 'secret', list, (reply) => {
      this.replies.push(reply);
      this.answers.push([reply.status, reply.stored]);
    });
  }
}

test('a beat goes out as a message, its own answer alone ends it', () => {
  const line = new Line();
  assert.ok(line.send(beat(1)));
  assert.deepEqual(line.sent, [{ type: 'beat', id: 7, viewing: 'v1', token: 'secret', beats: [beat(1)] }]);
  line.beats.receive(stored(6, 9));
  line.beats.receive({ type: 'ok', re: 7 });
  assert.deepEqual(line.answers, []);
  line.beats.receive(stored(7, 1));
  assert.deepEqual(line.answers, [[200, 1]]);
  assert.deepEqual([line.replies[0]!.contact, line.replies[0]!.isElsewhere], ['answer 1', false]);
  assert.equal(line.timers.size, 0);
  line.send(beat(2));
  line.beats.receive(stored(8, 2, true));
  assert.ok(line.replies[1]!.isElsewhere);
});

test('without a connection, or too long for a message, it goes another way', () => {
  const line = new Line();
  line.isUp = false;
  assert.equal(line.send(beat(1)), false);
  line.isUp = true;
  assert.equal(line.send(...Array.from({ length: 60 }, (_, index) => ({ ...beat(index + 1), seen: Array(10).fill(beat(1).seen[0]) }))), false);
  assert.equal(line.sent.length, 0);
  assert.ok(line.send(beat(1)));
  assert.equal(line.send(beat(2)), false, 'one at a time');
});

test('a lost line and a silent server are failures that are tried again', () => {
  const line = new Line();
  line.send(beat(1));
  line.beats.lost();
  assert.deepEqual(line.answers, [[0, null]]);
  line.beats.receive(stored(7, 1));
  assert.equal(line.answers.length, 1);
  line.send(beat(1));
  for (const run of [...line.timers.values()]) run();
  assert.deepEqual(line.answers[1], [0, null]);
});

test('refusals are told as the API tells them; an older server is asked no more', () => {
  const line = new Line();
  line.send(beat(1));
  line.beats.receive({ type: 'error', re: 7, code: 'not_found', detail: '' });
  line.send(beat(1));
  line.beats.receive({ type: 'error', re: 8, code: 'overloaded', detail: '', retry_after_ms: 2001 });
  line.send(beat(1));
  line.beats.receive({ type: 'error', re: 9, code: 'unsupported', detail: '' });
  assert.deepEqual(line.answers, [[404, null], [503, null], [503, null]]);
  assert.deepEqual(line.replies.map(({ retryAfterMs }) => retryAfterMs), [0, 2001, 0]);
  assert.equal(line.send(beat(1)), false);
  line.beats.lost();
  assert.ok(line.send(beat(1)), 'the next connection may be to a newer one');
});
