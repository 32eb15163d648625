import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill, localeForLanguage } from '../../../player-web/shared/i18n/translate.ts';
import {
  checkWords,
  compareTables,
  findTemplateWords,
  findWords,
} from '../../../player-web/tools/check-words.ts';
import { dateText, secondsText, timeText } from '../../../player-web/tv/clock-text.ts';

test('every text is a key, in both languages, and used', () => {
  assert.deepEqual(checkWords(), []);
});

test('that check finds a missing key, another parameter, words in a page', () => {
  assert.deepEqual(compareTables('t', { a: 'x', b: 'y {n}' }, { a: 'x', b: 'y {m}' }), [
    "t: 'b' has other parameters",
  ]);
  assert.deepEqual(compareTables('t', { a: 'x' }, {}), ["t: 'a' is missing or empty in one language"]);
  assert.equal(findWords('a.tsx', 'export const A = () => <p>Hello you</p>;').length, 1);
  assert.equal(findWords('a.tsx', 'export const A = () => <p aria-label="Hello" />;').length, 1);
  assert.equal(findWords('a.tsx', "export const a = '你好';").length, 1);
  assert.deepEqual(findWords('a.tsx', "export const A = () => <p class=\"big\">{t('a.b')}</p>;"), []);
  assert.equal(findTemplateWords('a.html', '<p>Hello</p>').length, 1);
  assert.deepEqual(findTemplateWords('a.html', '<p lang="en">{{en a.b}}</p>'), []);
});

test('parameters are filled in; what is not given stays visible', () => {
  assert.equal(fill('{a} of {b}', { a: 1, b: 'two' }), '1 of two');
  assert.equal(fill('{a} of {b}', { a: '$&' }), '$& of {b}');
  assert.equal(fill('plain', undefined), 'plain');
});

test('Chinese tables speak Chinese, English ones do not', () => {
  const han = /\p{Script=Han}/u;
  const bilingual = new Set(['brand.name', 'switch.language', 'switch.language_short']);
  for (const [key, text] of Object.entries(en)) {
    if (!bilingual.has(key)) assert.doesNotMatch(text, han, key);
  }
  const latin = Object.entries(zhCN).filter(([, text]) => !han.test(text.replace(/\{\w+\}/g, '')));
  assert.deepEqual(latin.map(([key]) => key).sort(), [
    'booth.comma',
    'brand.latin',
    'editor.low_and',
    'queue.one_of_many',
    'reports.share_of',
    'reports.state_count',
    'room.vote_rule',
    'rules.duty_line',
    'rules.with_unit',
    'study.at',
    'switch.language',
    'switch.language_short',
  ]);
});

test('the language of a new device follows its browser', () => {
  const seen = ['zh-CN', 'zh-TW', 'zh', 'bo-CN', 'mn', 'ug', 'en-US', 'de', ''].map(localeForLanguage);
  assert.deepEqual(seen, ['zh-CN', 'zh-CN', 'zh-CN', 'zh-CN', 'zh-CN', 'zh-CN', 'en', 'en', 'en']);
});

test('time and date without Intl', () => {
  const at = new Date(2026, 10, 21, 9, 5, 7);
  assert.equal(`${timeText(at)}:${secondsText(at)}`, '09:05:07');
  assert.equal(dateText(at, 'zh-CN'), '2026年11月21日 星期六');
  assert.equal(dateText(at, 'en'), 'Saturday, 21 November 2026');
});
