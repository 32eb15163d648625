import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { askFilm } from '../../../player-web/pages/home/film-ahead.ts';
import { askMedia, takeMedia } from '../../../player-web/player/early-media.ts';
import { SoundsAhead } from '../../../player-web/player/sounds-ahead.ts';
import { call } from '../../../player-web/shared/api-client.ts';
import { keepEarly, takeEarly } from '../../../player-web/shared/early-answers.ts';

const realFetch = globalThis.fetch;
let asked: string[] = [];

const MASTER = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",LANGUAGE="zh",DEFAULT=YES,URI="zh/media.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="y",LANGUAGE="bo",DEFAULT=NO,URI="bo/media.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="low",NAME="x",LANGUAGE="zh",DEFAULT=YES,URI="low/media.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=515273,CODECS="avc1.64001e,mp4a.40.2",AUDIO="a"
v360/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2932461,AUDIO="a"
v720/media.m3u8
`;
const TRACK = '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:2.000000,\ns0.m4s\n#EXTINF:2.000000,\ns1.m4s\n#EXTINF:2.000000,\ns2.m4s\n';

beforeEach(() => {
  asked = [];
  Object.assign(globalThis, { location: { href: 'http://host/pc' } });
  globalThis.fetch = (address) => {
    asked.push(String(address));
    if (String(address).includes('gone')) return Promise.resolve(new Response(null, { status: 404 }));
    return Promise.resolve(new Response(String(address).endsWith('master.m3u8') ? MASTER : TRACK));
  };
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

test('an answer that was asked for early is taken once, by the same question', async () => {
  keepEarly('GET', '/api/v1/session', '', Promise.resolve(Response.json({ early: true })));
  assert.equal(takeEarly('GET', '/api/v1/session', '{}'), undefined);
  assert.deepEqual(await call('GET /api/v1/session'), { ok: true, value: { early: true } });
  assert.deepEqual(asked, []);
  await call('GET /api/v1/session');
  assert.deepEqual(asked, ['/api/v1/session']);
});

test('an early question that found no line is a failure like any other', async () => {
  keepEarly('GET', '/api/v1/session', '', Promise.reject(new TypeError('no network')));
  const result = await call('GET /api/v1/session');
  assert.equal(result.ok ? null : result.failure.code, 'unreachable');
});

test('of a film: its first variant, the kept sound, their heads and first segments', async () => {
  await askFilm({ address: '/vod/1/master.m3u8', isFromStart: true, sound: 'bo-x-2' });
  const wanted = ['master.m3u8', 'v360/media.m3u8', 'bo/media.m3u8', 'v360/init.mp4', 'v360/s0.m4s', 'bo/init.mp4', 'bo/s0.m4s'];
  assert.deepEqual(asked.sort(), wanted.map((name) => `/vod/1/${name}`).sort());
  assert.equal((await takeMedia('http://host/vod/1/v360/media.m3u8'))?.data, TRACK);
  assert.equal(takeMedia('/vod/1/v360/media.m3u8'), undefined);
});

test('of a film in its middle no segment; without a kept sound the first', async () => {
  await askFilm({ address: '/vod/2/master.m3u8', isFromStart: false, sound: '' });
  const wanted = ['master.m3u8', 'v360/media.m3u8', 'zh/media.m3u8', 'v360/init.mp4', 'zh/init.mp4'];
  assert.deepEqual(asked.sort(), wanted.map((name) => `/vod/2/${name}`).sort());
});

test('another sound: the segment at the place and the next, by the address of now; what nobody took goes', async () => {
  const sounds = new SoundsAhead((address) => address.replace('old', 'new'));
  await sounds.prepare(['/vod/old/bo/media.m3u8'], 2.5);
  const wanted = ['media.m3u8', 'init.mp4', 's1.m4s', 's2.m4s'];
  assert.deepEqual(asked.sort(), wanted.map((name) => `/vod/new/bo/${name}`).sort());
  assert.ok(takeMedia('/vod/old/bo/s1.m4s'));
  sounds.drop();
  assert.equal(takeMedia('/vod/old/bo/s2.m4s'), undefined);
});

test('many sounds: of three at most; one that is gone troubles nobody', async () => {
  const sounds = new SoundsAhead((address) => address);
  await sounds.prepare(['/a/media.m3u8', '/gone/media.m3u8', '/c/media.m3u8', '/d/media.m3u8'], 0);
  assert.ok(asked.includes('/c/s0.m4s'));
  assert.ok(!asked.some((address) => address.startsWith('/d/') || address === '/gone/s0.m4s'));
  await assert.rejects(askMedia('/gone/x.m4s'));
});
