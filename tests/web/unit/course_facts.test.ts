import assert from 'node:assert/strict';
import { test } from 'node:test';

import { factorOf } from '../../../player-web/components/lesson/use-gain.ts';
import { previewsOf } from '../../../player-web/components/lesson/sprites.ts';
import { idsOfSounds, smallestSound, tagOfSound } from '../../../player-web/player/sound-ids.ts';
import type { LessonRow } from '../../../player-web/shared/contract/courses.ts';
import {
  dueOf, lessonAfter, lessonToGoOn, megabytes, minutesOf, permilleOf, startMs, textOf,
} from '../../../player-web/shared/course-facts.ts';

function lesson(id: string, change: Partial<LessonRow> = {}): LessonRow {
  return {
    id, course_id: 'c', course_title: '', kind: 'video', title: id, summary: '', texts: [], is_shown: true, is_ready: true,
    duration_ms: 60000, languages: [], subtitles: [], poster_url: '', resume_ms: 0, is_seen: false, ...change,
  };
}

test('words in the page\'s language, else its own; what a translation lacks is its own', () => {
  const thing = {
    title: '题', summary: '说', language: 'zh',
    texts: [{ language: 'bo', title: 'བོད', summary: '' }, { language: 'en-GB', title: 'Title', summary: '' }],
  };
  assert.deepEqual(textOf(thing, 'zh-CN'), { title: '题', summary: '说', language: 'zh' });
  assert.deepEqual(textOf(thing, 'en'), { title: 'Title', summary: '说', language: 'en-GB' });
  assert.equal(textOf({ ...thing, language: 'bo', texts: [{ language: 'zh-Hans', title: '汉', summary: '' }] }, 'zh-CN').title, '汉');
  assert.equal(textOf({ ...thing, texts: [] }, 'en').title, '题');
  /* "e" is no part of "en". */
  assert.equal(textOf({ ...thing, language: 'e' }, 'en').title, 'Title');
});

test('how far: of an unknown length nothing, seen is all, never beyond', () => {
  assert.equal(permilleOf(lesson('a', { resume_ms: 15000 })), 250);
  assert.equal(permilleOf(lesson('a', { resume_ms: 15000, duration_ms: 0 })), 0);
  assert.equal(permilleOf(lesson('a', { resume_ms: 99000 })), 1000);
  assert.equal(permilleOf(lesson('a', { is_seen: true })), 1000);
});

test('at its end a lesson begins anew', () => {
  assert.equal(startMs(30000, 60000), 30000);
  assert.equal(startMs(55000, 60000), 55000);
  assert.equal(startMs(55001, 60000), 0);
  assert.equal(startMs(55001, 0), 55001);
});

test('go on: what is begun, else the first unseen, else the first; never what is not ready', () => {
  const [a, b, c] = [lesson('a', { is_seen: true }), lesson('b'), lesson('c', { resume_ms: 5 })];
  assert.equal(lessonToGoOn([a, b, c])?.id, 'c');
  assert.equal(lessonToGoOn([a, b])?.id, 'b');
  assert.equal(lessonToGoOn([a])?.id, 'a');
  assert.equal(lessonToGoOn([lesson('d', { is_ready: false }), a])?.id, 'a');
  assert.equal(lessonToGoOn([]), null);
  assert.equal(lessonAfter([a, lesson('x', { is_ready: false }), c], 'a')?.id, 'c');
  assert.equal(lessonAfter([a, c], 'c'), null);
  assert.equal(lessonAfter([a, c], 'none'), null);
});

test('due: by days of the calendar, past the very moment', () => {
  const now = new Date(2026, 10, 20, 15, 0).getTime();
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
  assert.deepEqual(dueOf(undefined, now), { state: 'none', days: 0 });
  assert.deepEqual(dueOf(at(20, 14), now), { state: 'over', days: 0 });
  assert.deepEqual(dueOf(at(18, 23), now), { state: 'over', days: 2 });
  assert.deepEqual(dueOf(at(20, 23), now), { state: 'today', days: 0 });
  assert.deepEqual(dueOf(at(21, 1), now), { state: 'soon', days: 1 });
  assert.deepEqual(dueOf(at(27, 1), now), { state: 'soon', days: 7 });
  assert.deepEqual(dueOf(at(28, 1), now), { state: 'later', days: 8 });
});

test('lengths and sizes', () => {
  assert.deepEqual([0, 1, 29000, 90000, 3600000].map(minutesOf), [0, 1, 1, 2, 60]);
  assert.deepEqual([1, 4240000, 9960000, 38400000].map(megabytes), ['0.1', '4.2', '10.0', '38']);
});

test('sounds: two of one language have names of their own; the smallest group is preferred', () => {
  const group = (groupId: string) => ['zh', 'mn', 'zh'].map((lang, i) => ({ lang, name: String(i), groupId }));
  assert.deepEqual(idsOfSounds(group('a')), ['zh', 'mn', 'zh-x-2']);
  assert.equal(tagOfSound('zh-x-2'), 'zh');
  assert.equal(tagOfSound('mn-Mong'), 'mn-Mong');
  const tracks = [...group('a'), ...group('low')];
  assert.equal(smallestSound(tracks, 'zh-x-2'), tracks[5]);
  assert.equal(smallestSound(group('a'), 'mn')?.name, '1');
  assert.equal(smallestSound([...group('a'), { lang: 'zh', name: '9', groupId: 'low' }], 'mn')?.name, '1', 'a group that lacks it');
  assert.equal(smallestSound(tracks, 'bo'), null);
});

test('small pictures: the one of the moment, at the address of the moment; other addresses are refused', () => {
  let token = 'one';
  const file = 'WEBVTT\n\n00:00.000 --> 00:10.000\nsprite0.jpg#xywh=0,0,160,90\n\n00:10.000 --> 00:20.000\nsprite0.jpg#xywh=160,90,160,90\n\n' +
    '00:20.000 --> 00:30.000\n//elsewhere.test/x.jpg#xywh=0,0,1,1\n';
  const previewOf = previewsOf(file, () => `/vod/l/~${token}/`);
  assert.deepEqual(previewOf(9999), { address: '/vod/l/~one/sprite0.jpg', x: 0, y: 0, width: 160, height: 90 });
  token = 'two';
  assert.deepEqual(previewOf(10000), { address: '/vod/l/~two/sprite0.jpg', x: 160, y: 90, width: 160, height: 90 });
  assert.equal(previewOf(25000), null);
});

test('hundredths of a decibel', () => {
  assert.equal(factorOf(0), 1);
  assert.ok(Math.abs(factorOf(-600) - 0.5012) < 0.0001);
  assert.ok(Math.abs(factorOf(600) - 1.9953) < 0.0001);
});
