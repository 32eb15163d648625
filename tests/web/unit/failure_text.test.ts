import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { failureOf, headersFor, type Failure } from '../../../player-web/shared/api-client.ts';
import { failureText, serverSentence } from '../../../player-web/shared/failure-text.ts';
import { locale } from '../../../player-web/shared/i18n/locale.ts';

afterEach(() => {
  locale.value = 'zh-CN';
});

function conflict(detail: string, language: string): Failure {
  return { status: 409, code: 'conflict', detail, language, retryAfterS: null };
}

test('a call asks for the language of the page', () => {
  assert.equal(headersFor('GET', false)['Accept-Language'], 'zh-CN');
  locale.value = 'en';
  assert.equal(headersFor('POST', true)['Accept-Language'], 'en');
});

test('a failure knows in which language its detail is', async () => {
  const headers = { 'Content-Type': 'application/problem+json', 'Content-Language': 'zh-CN' };
  const answer = new Response('{"code":"conflict","detail":"还有 35 人"}', { status: 409, headers });
  assert.deepEqual(await failureOf(answer), conflict('还有 35 人', 'zh-CN'));
});

test("the server's sentence is shown when it is in the page's language", () => {
  assert.equal(failureText(conflict('还有 35 人，请先转出', 'zh-CN')), '还有 35 人，请先转出。');
  assert.equal(failureText(conflict('请先登录。', 'zh-CN')), '请先登录。');
  locale.value = 'en';
  assert.equal(failureText(conflict('cannot close it', 'en')), 'Cannot close it.');
  assert.equal(failureText(conflict('This is taken.', 'en')), 'This is taken.');
});

test('in another language it stands behind our own words', () => {
  for (const language of ['en', '']) {
    const failure = conflict('cannot close it', language);
    assert.equal(serverSentence(failure), null);
    assert.equal(failureText(failure), '当前状态下不能这样做：cannot close it');
  }
});

test('where the page knows better it says so itself', () => {
  const failure: Failure = { ...conflict('请先登录。', 'zh-CN'), code: 'unauthenticated', status: 401 };
  assert.equal(failureText(failure), '登录已失效，请重新登录。');
  assert.equal(serverSentence({ ...failure, code: 'internal' }), null);
  assert.equal(serverSentence(conflict('', 'zh-CN')), null);
});
