/* What a check of the line comes to: the code that is read out, the verdict, the ways that answers leave open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  answerFor, codeOf, LEG_NAMES, portOf, speedLeg, turnOf, verdictOf, type LegName, type Legs, type LegState,
} from '../../../player-web/pages/check/legs.ts';

function legsWith(own: Partial<Record<LegName, LegState>>): Legs {
  return Object.fromEntries(LEG_NAMES.map((name) => [name, { state: own[name] ?? 'good', words: null }])) as Legs;
}

test('the code has a digit for each leg, in groups of three', () => {
  assert.equal(codeOf(legsWith({})), '111-111-111');
  assert.equal(codeOf(legsWith({ speed: 'bad', udp: 'bad', turn: 'none', camera: 'none' })), '112-210-011');
  assert.equal(codeOf(legsWith({ server: 'bad', live: 'wait', speaker: 'run' })), '201-111-110');
});

test('the verdict says whether a meeting is possible, and what stands in the way', () => {
  const cases: [Partial<Record<LegName, LegState>>, boolean, string][] = [
    [{}, true, 'line.verdict_good'],
    [{ turn: 'none', camera: 'none' }, true, 'line.verdict_good'],
    [{ udp: 'bad' }, true, 'line.verdict_some'],
    [{ udp: 'bad', tcp: 'bad' }, true, 'line.verdict_some'],
    [{ udp: 'bad', tcp: 'bad', turn: 'bad' }, true, 'line.verdict_watch'],
    [{ udp: 'none', tcp: 'none', turn: 'none' }, true, 'line.verdict_watch'],
    [{ live: 'bad' }, true, 'line.verdict_watch'],
    [{ live: 'none', udp: 'none', tcp: 'none', turn: 'none' }, false, 'line.verdict_closed'],
    [{ server: 'bad' }, false, 'line.verdict_offline'],
  ];
  for (const [own, isSignedIn, verdict] of cases) assert.equal(verdictOf(legsWith(own), isSignedIn), verdict, JSON.stringify(own));
});

test('speed: enough, slow, broken', () => {
  assert.deepEqual(speedLeg(23456, 4321), { state: 'good', words: 'line.speed_good', params: { down: '23', up: '4.3' } });
  assert.equal(speedLeg(999, 4321).state, 'bad');
  assert.equal(speedLeg(1000, 499).words, 'line.speed_bad');
  assert.equal(speedLeg(1000, 500).state, 'good');
  assert.equal(speedLeg(5000, 0).words, 'line.speed_broken');
});

const ANSWER = [
  'v=0',
  'a=candidate:8289279 1 udp 2122252543 10.3.0.5 7000 typ host',
  'a=candidate:8289278 1 udp 2122252287 203.0.113.7 7000 typ host',
  'a=candidate:5939199 1 tcp 1518280447 10.3.0.5 7001 typ host tcptype passive',
  'a=end-of-candidates',
  '',
].join('\r\n');

test('each way has its own candidates alone', () => {
  const transports = (sdp: string) => [...sdp.matchAll(/^a=candidate:\S+ \d (\w+)/gm)].map(([, word]) => word);
  assert.deepEqual(transports(answerFor('udp', ANSWER)), ['udp', 'udp']);
  assert.deepEqual(transports(answerFor('tcp', ANSWER)), ['tcp']);
  assert.deepEqual(transports(answerFor('turn', ANSWER)), ['udp', 'udp']);
  assert.equal(portOf(answerFor('tcp', ANSWER)), '7001');
  assert.equal(portOf('v=0\r\n'), '');
});

test('TURN servers are read from the fields of an answer', () => {
  const link = (url: string) => `<${url}>; rel="ice-server"; username="1:a"; credential="b="; credential-type="password"`;
  const [first, second] = ['turns:turn.example.cn:443?transport=tcp', 'turn:192.0.2.1'];
  assert.deepEqual(turnOf(`${link(first)}, ${link(second)}`), { urls: [first, second], username: '1:a', credential: 'b=' });
  assert.equal(turnOf(null), null);
  assert.equal(turnOf('<https://a.example/>; rel="next"'), null);
});
