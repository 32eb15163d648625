/* The pure parts of /editor: rates and times left, order, checks of files, plans, subtitles, chapters, the form. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changeOf, draftOf, isChanged, problemIn } from '../../../player-web/pages/editor/course/course-draft.ts';
import { gapOf } from '../../../player-web/pages/editor/length-gap.ts';
import { freshMark, msOfClock, problemWith, sorted } from '../../../player-web/pages/editor/lesson/marks.ts';
import { isPlain, purposesFor, wantedOf } from '../../../player-web/pages/editor/lesson/wanted.ts';
import { moved, ordered, placeAt, sameOrder } from '../../../player-web/pages/editor/order.ts';
import { cuesOf, decodeSubtitle, lookAt, worryOf } from '../../../player-web/pages/editor/subtitle-text.ts';
import { acceptOf, languageIn, problemOf, purposeOf, titleOf } from '../../../player-web/pages/editor/upload/file-check.ts';
import { planOf } from '../../../player-web/pages/editor/upload/plan.ts';
import { leftSeconds, rateOf, roundedLeft, withSample } from '../../../player-web/pages/editor/upload/rate.ts';
import { amountText } from '../../../player-web/shared/amount.ts';
import type { Course } from '../../../player-web/shared/contract/courses.ts';

const TABLE = [
  { tag: 'bo', autonym: 'བོད་ཡིག', name_zh: '藏语', name_en: 'Tibetan' },
  { tag: 'mn', autonym: 'ᠮᠣᠩᠭᠣᠯ', name_zh: '蒙古语', name_en: 'Mongolian' },
  { tag: 'mn-Cyrl', autonym: 'Монгол', name_zh: '蒙古语（西里尔文）', name_en: 'Mongolian (Cyrillic)' },
  { tag: 'lis', autonym: 'ꓡꓲ-ꓢꓴ', name_zh: '傈僳语', name_en: 'Lisu' },
  { tag: 'za', autonym: 'Vahcuengh', name_zh: '壮语', name_en: 'Zhuang' },
];

function file(name: string, size = 10): File {
  return new File([new Uint8Array(size)], name, { lastModified: 1 });
}

test('a rate comes of the last seconds; silence counts; nothing is said too early', () => {
  let samples = withSample([], { atMs: 0, bytes: 0 });
  assert.equal(rateOf(samples, 1000), null);
  for (let s = 1; s <= 60; s++) samples = withSample(samples, { atMs: s * 1000, bytes: s * 2_000_000 });
  assert.equal(rateOf(samples, 60000), 2_000_000);
  assert.equal(samples[0]?.atMs, 40000, 'older ones are forgotten');
  assert.equal(leftSeconds(samples, 320_000_000, 60000), 100);
  assert.equal(rateOf(samples, 80000), 1_000_000, 'twenty silent seconds');
  assert.equal(leftSeconds([{ atMs: 0, bytes: 5 }, { atMs: 4000, bytes: 5 }], 100, 5000), null, 'nothing goes');
});

test('a transfer that falls back to where the server stands begins its figures anew', () => {
  const samples = withSample([{ atMs: 0, bytes: 900 }], { atMs: 1000, bytes: 400 });
  assert.deepEqual(samples, [{ atMs: 1000, bytes: 400 }]);
});

test('times left are as coarse as they are true and never too short', () => {
  assert.deepEqual(roundedLeft(0), { unit: 'seconds', count: 10, minutes: 0 });
  assert.deepEqual(roundedLeft(41), { unit: 'seconds', count: 50, minutes: 0 });
  assert.deepEqual(roundedLeft(61), { unit: 'minutes', count: 2, minutes: 0 });
  assert.deepEqual(roundedLeft(3600), { unit: 'minutes', count: 60, minutes: 0 });
  assert.deepEqual(roundedLeft(3601), { unit: 'hours', count: 1, minutes: 10 });
  assert.deepEqual(roundedLeft(7200), { unit: 'hours', count: 2, minutes: 0 });
});

test('amounts have three figures', () => {
  assert.deepEqual([0, 999, 999.7, 1234, 99_960, 4_100_000_000].map(amountText), [
    '0 B', '999 B', '1.00 KB', '1.23 KB', '100 KB', '4.10 GB',
  ]);
});

test('rows move by one, to the ends and not beyond; a held row goes behind those above it', () => {
  const list = ['a', 'b', 'c', 'd'];
  assert.deepEqual(moved(list, 0, 2), ['b', 'c', 'a', 'd']);
  assert.deepEqual(moved(list, 3, -5), ['d', 'a', 'b', 'c']);
  assert.deepEqual(moved(list, 1, 99), ['a', 'c', 'd', 'b']);
  assert.deepEqual(moved(list, 9, 0), list);
  assert.ok(sameOrder(list, [...list]) && !sameOrder(list, ['a', 'b', 'd', 'c']));
  assert.equal(placeAt([10, 30, 50], 0, 35), 1);
  assert.equal(placeAt([10, 30, 50], 2, 5), 0);
  const rows = list.map((id) => ({ id }));
  assert.deepEqual(ordered(rows, ['c', 'a', 'x']).map((row) => row.id), ['c', 'a', 'b', 'd']);
});

test('files are told by their names; what cannot be used has a reason', () => {
  assert.equal(purposeOf('第1课.MKV'), 'video');
  assert.equal(purposeOf('a.b.srt'), 'subtitle');
  assert.equal(purposeOf('no ending'), null);
  assert.equal(problemOf({ name: 'a.mkv', size: 0 }), 'empty');
  assert.equal(problemOf({ name: '讲义.pptx', size: 5 }), 'office');
  assert.equal(problemOf({ name: 'a.rar', size: 5 }), 'packed');
  assert.equal(problemOf({ name: 'a.exe', size: 5 }), 'unknown');
  assert.equal(problemOf({ name: 'a.opus', size: 5 }), null);
  assert.match(acceptOf(['subtitle']), /^\.srt,\.vtt,/);
});

test('a title is the name without its ending and signs of codecs', () => {
  assert.equal(titleOf('接羔第一课_1080p.x264.mkv'), '接羔第一课');
  assert.equal(titleOf('【1080P H264】草原防火.mp4'), '草原防火');
  assert.equal(titleOf('1080p.mp4'), '1080p', 'never empty');
});

test('a language is found by its tag at the end or by its name, the longest first', () => {
  assert.equal(languageIn('第一课.bo.srt', TABLE), 'bo');
  assert.equal(languageIn('第一课 蒙古语.m4a', TABLE), 'mn');
  assert.equal(languageIn('第一课 蒙古语（西里尔文）.m4a', TABLE), 'mn-Cyrl');
  assert.equal(languageIn('lesson1-zhuang.wav', TABLE), 'za');
  assert.equal(languageIn('bo.tian.mkv', TABLE), '', 'a tag only at the end');
  assert.equal(languageIn('第一课.srt', TABLE), '');
});

test('dropped together: videos become lessons as people count, sounds and subtitles find their video', () => {
  const files = ['第10课.mkv', '第2课.mkv', '第2课.bo.srt', '第2课 傈僳语.m4a', '第2课.srt', '讲义.pdf', 'x.docx', '孤.bo.srt'];
  const plan = planOf(files.map((name) => file(name)), TABLE);
  assert.deepEqual(plan.lessons.map((one) => one.title), ['第2课', '第10课', '讲义']);
  assert.deepEqual(plan.lessons[0]?.files.map((one) => [one.purpose, one.language]).sort(), [
    ['sound', 'lis'], ['subtitle', 'bo'], ['video', ''],
  ]);
  assert.deepEqual(plan.refused.map((one) => `${one.name} ${one.why}`).sort(), [
    'x.docx office', '孤.bo.srt no_home', '第2课.srt no_home',
  ]);
});

test('on a lesson the first video is its picture, later ones are dubs until somebody says otherwise', () => {
  const first = wantedOf([file('a.mkv')], false, TABLE).wanted[0]!;
  assert.equal(first.purpose, 'video');
  assert.ok(isPlain(first));
  const second = wantedOf([file('a 藏语.mkv')], true, TABLE).wanted[0]!;
  assert.deepEqual([second.purpose, second.language], ['sound', 'bo']);
  assert.deepEqual(purposesFor('a.mkv'), ['sound', 'video']);
  assert.ok(!isPlain(wantedOf([file('a.bo.srt')], true, TABLE).wanted[0]!), 'cues are looked at');
});

test('subtitles: SubRip, WebVTT and ASS; UTF-8, UTF-16 and GB18030; tags fall away', () => {
  const srt = '1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>你好</i> &amp; 再见\r\n\r\n2\r\n00:01:00,000 --> 00:01:02,000\r\n二\r\n行';
  assert.deepEqual(cuesOf(srt), [
    { from_ms: 1500, to_ms: 3000, text: '你好 & 再见' }, { from_ms: 60000, to_ms: 62000, text: '二\n行' },
  ]);
  assert.equal(cuesOf('WEBVTT\n\n00:05.000 --> 00:06.000 line:0\nx').length, 1);
  const ass = '[Events]\nFormat: Layer, Start\nDialogue: 0,0:00:02.50,0:00:04.00,D,,0,0,0,,{\\i1}一,二\\N三';
  assert.deepEqual(cuesOf(ass), [{ from_ms: 2500, to_ms: 4000, text: '一,二\n三' }]);
  const gb = new Uint8Array([0xc4, 0xe3, 0xba, 0xc3]);
  assert.deepEqual(decodeSubtitle(gb), { encoding: 'gb18030', text: '你好' });
  assert.equal(decodeSubtitle(new Uint8Array([0xff, 0xfe, 0x60, 0x4f])).text.replace('\uFEFF', ''), '你');
  assert.deepEqual(lookAt(new TextEncoder().encode('no cues')), { encoding: 'utf-8', cues: [] });
  assert.equal(worryOf([], 1000), 'none');
  assert.equal(worryOf([{ from_ms: 5, to_ms: 5, text: 'a' }], 1000), 'backwards');
  assert.equal(worryOf([{ from_ms: 2000, to_ms: 2500, text: 'a' }], 1000), 'beyond');
  assert.equal(worryOf([{ from_ms: 2000, to_ms: 2500, text: 'a' }], 0), null, 'no picture yet');
});

test('a dub beside its picture', () => {
  assert.deepEqual(gapOf(2_520_000, 2_712_000), { isShorter: true, minutes: 3, seconds: 12 });
  assert.deepEqual(gapOf(62_400, 60_000), { isShorter: false, minutes: 0, seconds: 2 });
  assert.equal(gapOf(60_900, 60_000), null);
  assert.equal(gapOf(0, 60_000), null);
});

test('chapters: moments as people type them, one at a moment, in order, with titles, within the picture', () => {
  assert.deepEqual(['1:02:03', '12:30', '45', '1：30', '1.5', 'a', '1:2:3:4', ''].map(msOfClock), [
    3_723_000, 750_000, 45_000, 90_000, 1500, null, null, null,
  ]);
  const marks = freshMark([{ at_ms: 9000, title: 'b' }], 3000);
  assert.deepEqual(marks.map((mark) => mark.at_ms), [3000, 9000]);
  assert.equal(freshMark(marks, 3000).length, 2);
  assert.equal(problemWith(marks, 10000), 'untitled');
  assert.equal(problemWith(sorted([{ at_ms: 1, title: 'a' }, { at_ms: 1, title: 'b' }]), 0), 'twice');
  assert.equal(problemWith([{ at_ms: 10000, title: 'a' }], 10000), 'beyond');
  assert.equal(problemWith([{ at_ms: 0, title: 'a' }], 10000), null);
});

test('the form sends what has changed; units and dates go with what they belong to', () => {
  const course = {
    title: 'A', summary: '', language: 'zh', audience: 'units', is_required: true, due_at: '2026-12-31T15:59:59Z',
    allows_download: true, allows_speed: true, units: [{ id: 'u1', name: 'U' }],
  } as unknown as Course;
  const before = draftOf(course);
  assert.ok(!isChanged(before, { ...before }));
  assert.deepEqual(changeOf(before, { ...before, title: ' B ' }), { title: 'B' });
  assert.deepEqual(changeOf(before, { ...before, audience: 'public' }), { audience: 'public', unit_ids: [] });
  assert.deepEqual(changeOf(before, { ...before, is_required: false }), { is_required: false, due_at: '' });
  assert.equal(problemIn({ ...before, title: ' ' }), 'title');
  assert.equal(problemIn({ ...before, unit_ids: [] }), 'units');
  assert.equal(problemIn({ ...before, unit_ids: [], audience: 'public' }), null);
});
