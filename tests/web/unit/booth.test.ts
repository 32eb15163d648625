/* The pure parts of the dubbing booth: paragraphs, clocks, levels, the assembled file, what is left after a crash. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assembleWav, fitOf, markOf, planOf, softened } from '../../../player-web/pages/editor/booth/assemble.ts';
import { dubKey, isFull, type Dub, type Take } from '../../../player-web/pages/editor/booth/booth-store.ts';
import { dbOf, LevelWatch, peakOf, shareOf, wordOf } from '../../../player-web/pages/editor/booth/level.ts';
import { segmentsIn, soundPlaylistIn } from '../../../player-web/pages/editor/booth/original-levels.ts';
import {
  joinedWithNext, limitOf, paragraphsOfCues, paragraphsOfMarks, paragraphsOfSpeech, withOwnCues, type Paragraph,
} from '../../../player-web/pages/editor/booth/paragraphs.ts';
import { levelsOf, speechIn, STEP_MS, thresholdOf } from '../../../player-web/pages/editor/booth/silence.ts';
import { subtitleOf, vttTime } from '../../../player-web/pages/editor/booth/subtitle-of.ts';
import { cutOut, hasStalled, startOf } from '../../../player-web/pages/editor/booth/take-clock.ts';
import { countDone, nextMissing, recovered, withoutTake } from '../../../player-web/pages/editor/booth/take-list.ts';
import { samplesOf, toPcm, WAV_HEAD_BYTES, WAV_MAX_SAMPLES, wavHead } from '../../../player-web/pages/editor/booth/wav.ts';
import { parseWebVtt } from '../../../player-web/player/cues/web-vtt.ts';

const spanOf = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => [fromMs, toMs];
const cue = (fromMs: number, toMs: number, ...lines: string[]) => ({ fromMs, toMs, lines });

function paragraph(id: number, fromMs: number, toMs: number, part: Partial<Paragraph> = {}): Paragraph {
  return { id, fromMs, toMs, source: '', own: '', takeId: '', isCut: false, ...part };
}

/* ---- paragraphs ---- */

test('cues become paragraphs at pauses of a second', () => {
  const made = paragraphsOfCues([cue(1000, 3000, '你好，', '同志们。'), cue(3999, 5000, 'Hello'), cue(6000, 7000, 'there')], 60000);
  assert.deepEqual(made.map(spanOf), [[1000, 5000], [6000, 7000]]);
  assert.deepEqual(made.map((one) => one.source), ['你好，同志们。Hello', 'there']);
  assert.deepEqual(made.map((one) => one.id), [1, 2]);
});

test('a long paragraph ends with its sentence, a very long one with any cue', () => {
  const steady = (text: (i: number) => string) => Array.from({ length: 30 }, (_, i) => cue(i * 2000, i * 2000 + 1900, text(i)));
  const sentences = paragraphsOfCues(steady((i) => (i % 3 === 2 ? '完了。' : '还有')), 60000);
  assert.deepEqual(sentences.map(spanOf)[0], [0, 17900], 'the first end of a sentence behind 15 s');
  const endless = paragraphsOfCues(steady(() => '还有'), 60000);
  assert.ok(endless.every((one) => one.toMs - one.fromMs <= 25000));
  assert.equal(endless.length, 3);
});

test('cues in disorder, over each other or behind the end make paragraphs that follow each other', () => {
  const made = paragraphsOfCues([cue(9000, 99000, 'c'), cue(0, 2000, 'a'), cue(1500, 4000, 'b'), cue(70000, 71000, 'd')], 10000);
  assert.deepEqual(made.map(spanOf), [[0, 4000], [9000, 10000]]);
  assert.equal(made[0]?.source, 'a b');
  const long = paragraphsOfCues([cue(0, 40000, 'a'), cue(20000, 41000, 'b')], 60000);
  assert.deepEqual(long.map(spanOf), [[0, 20000], [20000, 41000]], 'one ends at the latest where the next begins');
  assert.deepEqual(paragraphsOfCues([], 10000), []);
});

test('marks are beginnings; the same one twice counts once', () => {
  assert.deepEqual(paragraphsOfMarks([5000, 1000, 5000, 5100, 99000], 20000).map(spanOf), [[1000, 5000], [5000, 20000]]);
});

test('what is read comes of the cues whose middle lies in a paragraph; typed text stays', () => {
  const all = [paragraph(1, 0, 4000), paragraph(2, 6000, 8000, { own: '写好的' })];
  const read = withOwnCues(all, [cue(0, 1000, 'ཀ'), cue(3000, 5000, 'ཁ', 'ག'), cue(6000, 7000, 'ང')], 10000);
  assert.deepEqual(read.map((one) => one.own), ['ཀ\nཁ\nག', '写好的']);
});

test('two paragraphs become one with a number of its own', () => {
  const [one, ...rest] = joinedWithNext([paragraph(1, 0, 1000, { source: '甲', own: 'a' }), paragraph(2, 1500, 3000, { source: '乙' }), paragraph(3, 4000, 5000)], 0);
  assert.deepEqual(one, paragraph(4, 0, 3000, { source: '甲乙', own: 'a' }));
  assert.deepEqual(rest.map(({ id }) => id), [3]);
});

test('speech is found between silences, also over the noise of a hall', () => {
  const rate = 16000;
  const samples = Float32Array.from({ length: rate * 8 }, (_, i) => {
    const s = i / rate;
    const isSpoken = (s >= 1 && s < 3) || (s >= 5 && s < 7);
    return 0.004 * Math.sin(i * 0.9) + (isSpoken ? 0.2 * Math.sin(i * 0.3) : 0);
  });
  const levels = levelsOf(samples, rate);
  assert.equal(levels.length, 8000 / STEP_MS);
  assert.deepEqual(speechIn(levels).map(spanOf), [[900, 3100], [4900, 7100]]);
  assert.deepEqual(paragraphsOfSpeech(speechIn(levels), 8000).map(spanOf), [[900, 3100], [4900, 7100]]);
  assert.equal(thresholdOf(levels.map(() => -30)), null, 'without a pause there is nothing to find');
  assert.deepEqual(speechIn([]), []);
});

test('the smallest sound of the first language is listened to', () => {
  const row = (group: string, language: string, uri: string) => `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",LANGUAGE="${language}",URI="${uri}"`;
  const master = ['#EXTM3U', row('main', 'zh', 'a-1/media.m3u8'), row('low', 'bo', 'low-2/media.m3u8'), row('low', 'zh', 'low-1/media.m3u8')].join('\n');
  assert.equal(soundPlaylistIn(master), 'low-1/media.m3u8');
  assert.equal(soundPlaylistIn('#EXTM3U\n'), null);
  const { init, segments } = segmentsIn('#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:2.005,\ns0.m4s\n#EXTINF:1.5,\ns1.m4s\n', 'http://a/vod/x/low-1/media.m3u8');
  assert.equal(init, 'http://a/vod/x/low-1/init.mp4');
  assert.deepEqual(segments, [
    { url: 'http://a/vod/x/low-1/s0.m4s', durationS: 2.005 },
    { url: 'http://a/vod/x/low-1/s1.m4s', durationS: 1.5 },
  ]);
});

/* ---- levels ---- */

test('levels have words, the loudest of the last while counts', () => {
  assert.deepEqual([1, 0.5, 0.02, 0.001, 0].map((peak) => wordOf(dbOf(peak))), ['loud', 'good', 'quiet', 'silent', 'silent']);
  assert.equal(peakOf(Float32Array.of(0.1, -0.7, 0.3)).toFixed(1), '0.7');
  assert.deepEqual([0, -30, -60, -90].map(shareOf), [100, 50, 0, 0]);
  const watch = new LevelWatch(1000);
  assert.equal(watch.note(-10, 0), 'good');
  assert.equal(watch.note(-80, 900), 'good', 'a pause between words');
  assert.equal(watch.note(-80, 2000), 'silent');
});

/* ---- clocks ---- */

test('the start of a take comes of many readings; a picture that waits is noticed', () => {
  const pairs = Array.from({ length: 40 }, (_, i) => ({ soundS: 10 + i * 0.04 + (i % 3) * 0.004, pictureS: i * 0.04 }));
  assert.ok(Math.abs((startOf(pairs) ?? 0) - 10) < 0.005);
  assert.equal(hasStalled(pairs), false);
  const late = pairs.map((pair, i) => (i > 25 ? { ...pair, soundS: pair.soundS + 0.5 } : pair));
  assert.equal(hasStalled(late), true);
  assert.ok(Math.abs((startOf(late) ?? 0) - 10) < 0.005, 'its beginning is still right');
  assert.equal(startOf([{ soundS: 1, pictureS: 0 }]), null);
});

test('samples are cut out to the frame; what never came is silent', () => {
  const blocks = [
    { frame: 100, samples: Float32Array.of(1, 2, 3, 4) },
    { frame: 108, samples: Float32Array.of(9, 10, 11, 12) },
  ];
  assert.deepEqual([...cutOut(blocks, 102, 110)], [3, 4, 0, 0, 0, 0, 9, 10]);
  assert.deepEqual([...cutOut(blocks, 98, 101)], [0, 0, 1]);
  assert.equal(cutOut(blocks, 10, 5).length, 0);
});

/* ---- the file ---- */

test('a WAV head says 48 kHz, 16 bits, one channel and its sizes; beyond 32 bits it is refused', () => {
  const view = new DataView(wavHead(48000, 'abc'));
  const word = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
  assert.deepEqual([word(0), word(8), word(12), word(36), word(72)], ['RIFF', 'WAVE', 'fmt ', 'LIST', 'data']);
  assert.equal(view.getUint32(4, true), 72 + 96000);
  assert.deepEqual([view.getUint16(20, true), view.getUint16(22, true), view.getUint32(24, true), view.getUint32(28, true), view.getUint16(32, true), view.getUint16(34, true)], [1, 1, 48000, 96000, 2, 16]);
  assert.equal(view.getUint32(76, true), 96000);
  assert.equal(view.byteLength, WAV_HEAD_BYTES);
  assert.ok(WAV_MAX_SAMPLES / 48000 > 12 * 3600);
  assert.doesNotThrow(() => wavHead(WAV_MAX_SAMPLES, ''));
  assert.throws(() => wavHead(WAV_MAX_SAMPLES + 1, ''), RangeError);
});

test('samples become 16 bits, what is too loud is cut', () => {
  assert.deepEqual([...toPcm(Float32Array.of(0, 1, -1, 2, -2, 0.5))], [0, 32767, -32767, 32767, -32767, 16384]);
});

const takes = [{ id: 'a', samples: samplesOf(1000) }, { id: 'b', samples: samplesOf(5000) }];
const two = [paragraph(1, 1000, 3000, { takeId: 'a' }), paragraph(2, 4000, 6000, { takeId: 'b' }), paragraph(3, 7000, 8000)];

test('each take begins at its paragraph and ends at the latest where the next one begins', () => {
  assert.deepEqual(planOf(two, takes, 10000), [
    { takeId: 'a', at: 48000, count: 48000 },
    { takeId: 'b', at: 192000, count: 144000 },
  ]);
  const cut = two.map((one) => ({ ...one, isCut: true }));
  assert.equal(planOf(cut, takes, 10000)[1]?.count, 96000);
  assert.deepEqual(planOf(two, [], 10000), [], 'takes that are gone');
  assert.equal(planOf([paragraph(1, 9000, 9500, { takeId: 'b' })], takes, 10000)[0]?.count, 48000, 'never behind the end');
  assert.equal(limitOf(two, 2, 10000), 10000);
});

test('how a take fits is told', () => {
  assert.deepEqual(fitOf(two, 0, 2050, 10000), { kind: 'fits' });
  assert.deepEqual(fitOf(two, 0, 2800, 10000), { kind: 'flows', overMs: 800 });
  assert.deepEqual(fitOf(two, 0, 3500, 10000), { kind: 'cut', overMs: 500 });
  assert.deepEqual(fitOf([paragraph(1, 0, 1000, { isCut: true })], 0, 1500, 9000), { kind: 'cut', overMs: 500 });
});

test('the assembled file has every sample where it belongs', async () => {
  const sounds = new Map(takes.map((take, i) => [take.id, new Int16Array(take.samples).fill(1000 * (i + 1))]));
  const seen: number[] = [];
  const read = (id: string) => Promise.resolve(sounds.get(id) ?? new Int16Array(0));
  const wav = await assembleWav({ plan: planOf(two, takes, 10000), durationMs: 10000, read, onProgress: (done) => seen.push(done) });
  assert.equal(wav.size, WAV_HEAD_BYTES + 10 * 96000);
  const pcm = new Int16Array(await wav.slice(WAV_HEAD_BYTES).arrayBuffer());
  assert.deepEqual([pcm[47999], pcm[48000 + 240], pcm[96000 - 721], pcm[96000]], [0, 1000, 1000, 0]);
  assert.deepEqual([pcm[191999], pcm[192000 + 240], pcm[336000 - 721], pcm[336000], pcm[479999]], [0, 2000, 2000, 0, 0]);
  assert.ok((pcm[48100] ?? 0) < 1000 && (pcm[95990] ?? 0) < 1000, 'its ends are softened');
  assert.deepEqual(seen, [1, 2]);
});

test('a take that is shorter than was noted leaves silence; one that cannot be read fails the whole', async () => {
  const plan = planOf(two, takes, 10000);
  const wav = await assembleWav({ plan, durationMs: 10000, read: () => Promise.resolve(new Int16Array(10)) });
  assert.equal(wav.size, WAV_HEAD_BYTES + 10 * 96000);
  await assert.rejects(assembleWav({ plan, durationMs: 10000, read: () => Promise.reject(new Error('gone')) }), /gone/);
  await assert.rejects(assembleWav({ plan: [], durationMs: 13 * 3600 * 1000, read: () => Promise.resolve(new Int16Array(0)) }), RangeError);
});

test('another take of the same length makes another file; the same takes make the same', () => {
  const plan = planOf(two, takes, 10000);
  assert.match(markOf(plan), /^[0-9a-f]{16}$/);
  assert.equal(markOf(plan), markOf(planOf(two, takes, 10000)));
  assert.notEqual(markOf(plan), markOf(plan.map((one) => ({ ...one, takeId: `${one.takeId}2` }))));
});

test('short takes are softened without losing their middle', () => {
  assert.deepEqual([...softened(Int16Array.of(100, 100, 100, 100), 4)], [0, 50, 50, 0]);
  assert.equal(softened(new Int16Array(5), 3).length, 3);
});

/* ---- the text ---- */

test('what was read becomes a subtitle that our own reader reads', () => {
  assert.equal(vttTime(3723004), '01:02:03.004');
  const text = subtitleOf([paragraph(1, 1000, 5000, { own: 'ཀ <b> & ཁ\n  \nabcdefghi' }), paragraph(2, 6000, 6500, { own: 'x\ny' }), paragraph(3, 7000, 8000)]);
  const cues = parseWebVtt(text);
  assert.deepEqual(cues.map((one) => [one.fromMs, one.toMs, one.lines.join('|')]), [
    [1000, 3000, 'ཀ <b> & ཁ'],
    [3000, 5000, 'abcdefghi'],
    [6000, 6500, 'x y'],
  ]);
  assert.equal(subtitleOf([paragraph(1, 0, 1000)]), '');
});

/* ---- what is kept ---- */

function dub(paragraphs: Paragraph[]): Dub {
  return {
    key: dubKey('account', 'lesson', 'bo'), accountId: 'account', lessonId: 'lesson', lessonTitle: '第一课', language: 'bo', translator: '',
    durationMs: 10000, madeFrom: 'marks', sourceAssetId: '', paragraphs, changedAtMs: 1, sentAtMs: 0,
  };
}

function take(id: string, paragraphId: number, madeAtMs: number): Take {
  return { id, dub: 'account/lesson/bo', paragraphId, madeAtMs, samples: 48000, peakDb: -12, hasStalled: false };
}

test('after a crash a take that never got to the disk is not counted, the one before is', () => {
  const broken = dub([paragraph(1, 0, 1000, { takeId: 'lost' }), paragraph(2, 2000, 3000, { takeId: 'gone' }), paragraph(3, 4000, 5000, { takeId: 'c' })]);
  const whole = recovered(broken, [take('a', 1, 1), take('b', 1, 2), take('c', 3, 3)]);
  assert.deepEqual(whole.paragraphs.map((one) => one.takeId), ['b', '', 'c']);
  assert.equal(countDone(whole), 2);
  assert.equal(recovered(whole, [take('b', 1, 2), take('c', 3, 3)]), whole, 'nothing to mend');
});

test('the next one that is missing is found, forwards first', () => {
  const some = dub([paragraph(1, 0, 1, {}), paragraph(2, 1, 2, { takeId: 'a' }), paragraph(3, 2, 3, {})]);
  assert.deepEqual([nextMissing(some, -1), nextMissing(some, 0), nextMissing(some, 2)], [0, 2, 0]);
  assert.equal(nextMissing(dub([paragraph(1, 0, 1, { takeId: 'a' })]), -1), -1);
});

test('when the take that counts goes, the latest of the others counts', () => {
  const all = [take('a', 1, 1), take('b', 1, 2), take('c', 1, 3)];
  const some = dub([paragraph(1, 0, 1000, { takeId: 'c' })]);
  assert.equal(withoutTake(some, all, take('c', 1, 3), 9).paragraphs[0]?.takeId, 'b');
  assert.equal(withoutTake(some, all, take('a', 1, 1), 9).paragraphs[0]?.takeId, 'c');
});

test('a full disk is told apart from other faults', () => {
  assert.equal(isFull(new DOMException('no room', 'QuotaExceededError')), true);
  assert.equal(isFull(new Error('other')), false);
});
