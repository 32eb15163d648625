import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { call } from '../../../player-web/shared/api-client.ts';

interface Sent {
  url: string;
  init: RequestInit;
}

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

function answerWith(make: () => Response): Sent[] {
  const sent: Sent[] = [];
  globalThis.fetch = (url, init) => {
    sent.push({ url: String(url), init: init ?? {} });
    return Promise.resolve().then(make);
  };
  return sent;
}

test('a call carries method, body and our mark, and gives the answer', async () => {
  const sent = answerWith(() => Response.json({ account: 1, expires_at: '' }));
  const result = await call('POST /api/v1/session', { body: { name: 'a', password: 'b' } });
  assert.equal(result.ok, true);
  assert.equal(sent[0]?.url, '/api/v1/session');
  assert.equal(sent[0]?.init.method, 'POST');
  assert.equal(sent[0]?.init.body, '{"name":"a","password":"b"}');
  assert.deepEqual(sent[0]?.init.headers, {
    Accept: 'application/json',
    'Accept-Language': 'zh-CN',
    'X-Tongping-Request': '1',
    'Content-Type': 'application/json',
  });
});

test('parts of the path are escaped', async () => {
  const sent = answerWith(() => new Response(null, { status: 204 }));
  const result = await call('DELETE /api/v1/sessions/{id}', { path: { id: 'a/../b?c' } });
  assert.deepEqual(result, { ok: true, value: null });
  assert.equal(sent[0]?.url, '/api/v1/sessions/a%2F..%2Fb%3Fc');
});

test('a problem document becomes a failure with its code and pause', async () => {
  answerWith(
    () =>
      new Response('{"code":"rate_limited","detail":"slow down"}', {
        status: 429,
        headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '7' },
      }),
  );
  assert.deepEqual(await call('GET /api/v1/session'), {
    ok: false,
    failure: { status: 429, code: 'rate_limited', detail: 'slow down', language: '', retryAfterS: 7 },
  });
});

test("a proxy's page, a broken answer and no answer at all never throw", async () => {
  answerWith(() => new Response('<html>Bad gateway', { status: 502 }));
  const proxy = await call('GET /api/v1/session');
  assert.deepEqual(proxy.ok ? null : [proxy.failure.status, proxy.failure.code], [502, 'unavailable']);

  answerWith(() => new Response('{"account":', { status: 200 }));
  const broken = await call('GET /api/v1/session');
  assert.equal(broken.ok ? null : broken.failure.code, 'unreachable');

  globalThis.fetch = () => Promise.reject(new TypeError('no network'));
  const silent = await call('GET /api/v1/session');
  assert.deepEqual(silent.ok ? null : [silent.failure.status, silent.failure.code], [0, 'unreachable']);
});
