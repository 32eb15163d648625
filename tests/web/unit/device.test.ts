import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deviceName } from '../../../player-web/shared/device-name.ts';
import { pageForUserAgent } from '../../../player-web/shared/device.ts';

const AGENTS: readonly (readonly [string, string, string | null])[] = [
  [
    'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/38.0.2125.122 Safari/537.36 WebAppManager',
    '/tv',
    'LG TV · Chrome',
  ],
  [
    'Mozilla/5.0 (SMART-TV; LINUX; Tizen 3.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/3.0 TV Safari/538.1',
    '/tv',
    'Samsung TV · Safari',
  ],
  [
    'Mozilla/5.0 (Linux; Android 9; AFTMM Build/PS7233) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.110 Mobile Safari/537.36',
    '/tv',
    'Android · Chrome',
  ],
  [
    'Mozilla/5.0 (Linux; Android 4.4.2; MiTV3 Build/KOT49H) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/30.0.0.0 Safari/537.36',
    '/tv',
    'Android · Chrome',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Mobile/15E148 Safari/604.1',
    '/phone',
    'iPhone · Safari',
  ],
  [
    'Mozilla/5.0 (Linux; Android 13; V2230A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/111.0.5563.116 Mobile Safari/537.36 MicroMessenger/8.0.49',
    '/phone',
    'Android · WeChat',
  ],
  [
    'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.198 Safari/537.36',
    '/pc',
    'Windows 7 · Chrome',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; UOS Professional) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/83.0.4103.116 Safari/537.36 UOS',
    '/pc',
    'UOS · Chrome',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Otter',
    '/pc',
    'Linux · Chrome',
  ],
  ['something/1.0', '/pc', null],
];

test('each device gets its page and a name that its owner knows', () => {
  const seen = AGENTS.map(([agent]) => [agent, pageForUserAgent(agent), deviceName(agent)]);
  assert.deepEqual(seen, AGENTS.map((row) => [...row]));
});
