import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CueTrack, fitLines, LINES_MAX } from '../../../player-web/player/cues/cue-track.ts';
import { CUES_MAX, parseWebVtt } from '../../../player-web/player/cues/web-vtt.ts';
import { buildClassicScript } from '../../../player-web/tools/classic-script.ts';
import { checkEs5 } from '../../../player-web/tools/es5.ts';

const FILE = `WEBVTT - a title

STYLE
::cue { color: red }

NOTE
00:00:00.000 is no cue

1
00:00:01.000 --> 00:00:02.500 line:90% align:start
<v 张三>大家好，<b>欢迎</b></v>
second &amp; &lt;last&gt;

00:03.000 --> 00:04.000
<ruby>汉<rt>han</rt></ruby>字&#x1F600;&#65;&nope;

100:00:00.000 --> 100:00:01.000
late
`;

test('cues: times, lines, tags and entities', () => {
  assert.deepEqual(parseWebVtt(FILE), [
    { fromMs: 1000, toMs: 2500, lines: ['大家好，欢迎', 'second & <last>'] },
    { fromMs: 3000, toMs: 4000, lines: ['汉字\u{1f600}A&nope;'] },
    { fromMs: 360000000, toMs: 360001000, lines: ['late'] },
  ]);
});

test('cues: the ends of lines of every system, a mark at the beginning', () => {
  const wanted = parseWebVtt(FILE);
  assert.deepEqual(parseWebVtt('\ufeff' + FILE.replace(/\n/g, '\r\n')), wanted);
  assert.deepEqual(parseWebVtt(FILE.replace(/\n/g, '\r')), wanted);
});

for (const [what, text] of [
  ['nothing', ''],
  ['no first line', '00:01.000 --> 00:02.000\nx'],
  ['a first line that only begins so', 'WEBVTTX\n\n00:01.000 --> 00:02.000\nx'],
  ['an end before the beginning', 'WEBVTT\n\n00:02.000 --> 00:01.000\nx'],
  ['no length', 'WEBVTT\n\n00:02.000 --> 00:02.000\nx'],
  ['seconds beyond 59', 'WEBVTT\n\n00:60.000 --> 00:61.000\nx'],
  ['commas of SubRip', 'WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nx'],
  ['no text', 'WEBVTT\n\n00:01.000 --> 00:02.000\n\n'],
  ['tags only', 'WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>\n'],
] as const) {
  test(`cues: none of ${what}`, () => assert.deepEqual(parseWebVtt(text), []));
}

test('cues: a bad one costs only itself; a timing line ends the cue before', () => {
  const text = 'WEBVTT\n\nxx --> yy\nbad\n\n00:01.000 --> 00:02.000\ngood\n00:03.000 --> 00:04.000\nnext';
  assert.deepEqual(parseWebVtt(text).map((cue) => cue.lines), [['good'], ['next']]);
});

test('cues: signs beyond Unicode, halves of pairs and an open tag do no harm', () => {
  const text = 'WEBVTT\n\n00:01.000 --> 00:02.000\n&#9999999;&#xD800;&#0;a<b';
  assert.deepEqual(parseWebVtt(text)[0]?.lines, ['\ufffd\ufffd\ufffda']);
});

/* xorshift32: the same file every time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x100000000;
  };
}

test('cues: 3000 mutilated files: no exception, and what is read is in order and plain', () => {
  const scraps = ['\n', '\n\n', '-->', '00:00:05.000', '<', '>', '&#', '&', ';', 'WEBVTT', '\0', 'ཀ', '\u{1f600}', '<rt>', ':', '.', '99'];
  for (let seed = 1; seed <= 3000; seed++) {
    const random = randomOf(seed);
    let text = FILE;
    for (let i = 0; i < 1 + random() * 12; i++) {
      const at = 6 + Math.floor(random() * (text.length - 6));
      const scrap = scraps[Math.floor(random() * scraps.length)]!;
      text = random() < 0.5 ? text.slice(0, at) + scrap + text.slice(at) : text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 9));
    }
    const cues = parseWebVtt(text);
    for (const cue of cues) {
      assert.ok(cue.toMs > cue.fromMs && cue.fromMs >= 0, `seed ${seed}`);
      assert.ok(cue.lines.length > 0 && cue.lines.every((line) => line === line.trim() && line !== '' && !line.includes('\n')), `seed ${seed}`);
    }
    const track = new CueTrack(cues);
    for (let ms = 0; ms < 5000; ms += 333) assert.ok(track.at(ms).length <= LINES_MAX, `seed ${seed}`);
  }
});

test('cues: a file that never ends is cut', () => {
  const one = '00:01.000 --> 00:02.000\nx\n\n';
  assert.equal(parseWebVtt('WEBVTT\n\n' + one.repeat(CUES_MAX + 10)).length, CUES_MAX);
});

test('track: from the first millisecond to the last, none outside', () => {
  const track = new CueTrack([
    { fromMs: 1000, toMs: 2000, lines: ['a'] },
    { fromMs: 2000, toMs: 3000, lines: ['b'] },
    { fromMs: 5000, toMs: 6000, lines: ['c'] },
  ]);
  const at = [0, 999, 1000, 1999, 2000, 2999, 3000, 4999, 5000, 5999, 6000].map((ms) => track.at(ms).join());
  assert.deepEqual(at, ['', '', 'a', 'a', 'b', 'b', '', '', 'c', 'c', '']);
  assert.deepEqual([0, 1000, 2500, 3000, 5000, 6000].map((ms) => track.nextChangeMs(ms)), [1000, 2000, 3000, 5000, 6000, Infinity]);
});

test('track: cues that overlap stand one below the other; of three the last two; twins once', () => {
  const track = new CueTrack([
    { fromMs: 0, toMs: 900, lines: ['a'] },
    { fromMs: 100, toMs: 800, lines: ['b'] },
    { fromMs: 200, toMs: 700, lines: ['c'] },
    { fromMs: 2000, toMs: 3000, lines: ['x'] },
    { fromMs: 2000, toMs: 3000, lines: ['x'] },
  ]);
  const at = [50, 150, 250, 750, 850, 950, 2500].map((ms) => track.at(ms));
  assert.deepEqual(at, [['a'], ['a', 'b'], ['b', 'c'], ['a', 'b'], ['a'], [], ['x']]);
});

test('track: three lines become two, the shortest neighbours together', () => {
  assert.deepEqual(fitLines(['a', 'b', 'a long one']), ['a b', 'a long one']);
  assert.deepEqual(fitLines(['a long one', 'b', 'c']), ['a long one', 'b c']);
  assert.deepEqual(fitLines(['one', 'two']), ['one', 'two']);
  assert.equal(fitLines(['1', '2', '3', '4', '5']).length, LINES_MAX);
});

test('the renderer runs on old sets', async () => {
  const script = await buildClassicScript('../tests/web/support/cues-page.ts');
  assert.match(script, /WEBVTT/);
  assert.match(script, /cues-vertical/);
  assert.match(script, /requestAnimationFrame/);
  assert.deepEqual(checkEs5('cues', script), []);
});
