/* A television and a clerk's phone: the code, the greeting, power cuts, wrong clocks, the end. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, BrowserContext, Page } from '../../../player-web/tools/browser-driver.ts';

import { textIn } from '../../../player-web/shared/i18n/locale.ts';
import '../../../player-web/shared/i18n/words-pair.ts';
import * as tv from '../../../player-web/tv/messages.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const TV_SIZE = { width: 1920, height: 1080 };
const VILLAGE = '试验村';

let server: TestServer;
let browser: Browser;
let unitId = '';

before(async () => {
  server = await TestServer.start('--demo');
  browser = await openBrowser();
  unitId = (await api('POST', 'units', { name: VILLAGE })).id;
  await api('POST', 'places', { unit_id: unitId, name: '活动室' });
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

async function api(method: string, path: string, body?: unknown): Promise<{ id: string }> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { Authorization: 'Bearer demo-admin', 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return (text ? JSON.parse(text) : { id: '' }) as { id: string };
}

function zh(key: keyof typeof tv.zhCN, params: Record<string, string> = {}): string {
  return tv.text('zh-CN', key, params);
}

const GREETING = zh('tv.welcome', { unit: VILLAGE });

async function codeOn(page: Page): Promise<string> {
  await page.locator('#pairing:not([hidden])').waitFor();
  return (await page.locator('#code').textContent()) ?? '';
}

async function waitGreeted(page: Page): Promise<void> {
  await page.locator('#greeting', { hasText: GREETING }).waitFor();
}

/* A set would play the sample meeting by itself, over what is looked at here. */
async function nothingOnAir(page: Page): Promise<void> {
  await page.route('**/api/v1/now*', (route) =>
    route.fulfill({ json: { on_air: [], upcoming: [], recordings: [], rooms: [] } }),
  );
}

async function openSet(): Promise<Person> {
  const set = await Person.open(browser, { url: server.url, size: TV_SIZE });
  await nothingOnAir(set.page);
  return set;
}

/* A set that has been paired by the API; the id of its screen. */
async function pairedSet(): Promise<{ set: Person; id: string }> {
  const set = await openSet();
  await set.go('/tv');
  const code = await codeOn(set.page);
  const { id } = await api('POST', `pairings/${code}`, {
    approve: true,
    unit_id: unitId,
    name: `${VILLAGE}活动室 电视`,
  });
  await waitGreeted(set.page);
  return { set, id };
}

/* What stays in a set when the power goes: its storage and its cookies. */
async function powerCut(set: Person): Promise<Awaited<ReturnType<BrowserContext['storageState']>>> {
  const kept = await set.page.context().storageState();
  await set.leave();
  return kept;
}

async function switchOn(
  kept: Awaited<ReturnType<BrowserContext['storageState']>>,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ storageState: kept, viewport: TV_SIZE, locale: 'zh-CN' });
  const page = await context.newPage();
  await nothingOnAir(page);
  await prepare(page);
  return { context, page };
}

test('a clerk pairs the television with a phone', async () => {
  const set = await openSet();
  await set.go('/tv');
  const code = await codeOn(set.page);
  assert.match(code, /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
  const picture = set.page.locator('#qr');
  await eventually('the picture', () => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth), (w) => w > 0);

  const phone = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await phone.go(`/pair?code=${code}`);
  await phone.page.waitForURL((url) => url.pathname === '/login');
  await phone.signIn('demo-admin');
  await phone.page.waitForURL((url) => url.pathname === '/pair' && url.searchParams.get('code') === code);
  await phone.page.locator('.pair-code', { hasText: code }).waitFor();
  const unit = phone.page.locator('[role=combobox]');
  await unit.fill(VILLAGE);
  await phone.page.locator('.pick', { hasText: VILLAGE }).waitFor();
  await unit.press('Enter');
  /* Its room and a name are proposed. */
  await eventually(
    'the name proposed',
    () => phone.page.locator('#screen-name').inputValue(),
    (name) => name === `${VILLAGE}活动室 ${textIn('zh-CN', 'pair.kind_tv')}`,
  );
  await phone.page.locator('button[type=submit]').click();
  await phone.page.locator('.notice-ok').waitFor();
  await waitGreeted(set.page);
  await set.page.locator('[data-state=live]').waitFor();
  assert.match((await set.page.locator('#greeting-text').textContent()) ?? '', /活动室/);
  await phone.leave();
  await set.leave();
});

test('a refused code is replaced by a new one', async () => {
  const set = await openSet();
  await set.page.clock.install();
  await set.go('/tv');
  const code = await codeOn(set.page);
  const phone = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await phone.signIn('demo-admin');
  await phone.go(`/pair?code=${code.toLowerCase().replace('-', '')}`);
  await phone.page.locator('.button-quiet').click();
  await phone.page.locator('.notice-info').waitFor();
  await set.page.locator('#greeting', { hasText: zh('tv.refused') }).waitFor();
  await set.page.clock.fastForward(20000);
  await eventually('another code', () => codeOn(set.page), (next) => next !== code);
  await phone.leave();
  await set.leave();
});

test('a wrong code is explained', async () => {
  const phone = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  phone.expectRefusals();
  await phone.signIn('demo-admin');
  await phone.go('/pair?code=BBBB-CCCC');
  await phone.page.locator('.notice-warn', { hasText: textIn('zh-CN', 'pair.unknown_title') }).waitFor();
  await phone.page.locator('#code').fill('ccccbbbb');
  await phone.page.locator('button[type=submit]').click();
  await phone.page.locator('.notice-warn').waitFor();
  await phone.leave();
});

test('after a power cut it greets at once, also while the server is away', async () => {
  const { set, id } = await pairedSet();
  const kept = await powerCut(set);
  const { context, page } = await switchOn(kept);
  await page.goto(`${server.url}/tv`); /* the page itself comes from a cache or a proxy of the village */
  await waitGreeted(page);
  await page.route('**/api/**', (route) => route.abort());
  await page.reload();
  await waitGreeted(page);
  await page.locator('[data-state=offline], [data-state=connecting]').waitFor();
  await page.unroute('**/api/**');
  await page.locator('[data-state=live]').waitFor({ timeout: 60000 });
  await context.close();
  await api('DELETE', `screens/${id}`);
});

for (const [name, at] of [['1970', 86400000], ['2035', Date.UTC(2035, 0, 1)]] as const) {
  test(`a set that believes in ${name} stays paired and shows the server's time`, async () => {
    const { set, id } = await pairedSet();
    const kept = await powerCut(set);
    const { context, page } = await switchOn(kept, async (page) => {
      await page.addInitScript((start) => {
        const RealDate = Date;
        const offMs = start - RealDate.now();
        class WrongDate extends RealDate {
          constructor(...given: []) {
            if (given.length === 0) super(RealDate.now() + offMs);
            else super(...given);
          }
          static override now(): number {
            return RealDate.now() + offMs;
          }
        }
        window.Date = WrongDate as DateConstructor;
      }, at);
    });
    await page.goto(`${server.url}/tv`);
    await waitGreeted(page);
    await page.locator('[data-state=live]').waitFor();
    const year = String(new Date().getFullYear());
    await eventually('the date', () => page.locator('#date').textContent(), (date) => date?.startsWith(year) ?? false);
    await context.close();
    await api('DELETE', `screens/${id}`);
  });
}

test('renamed, it shows the name; unpaired, it says so and shows a code', async () => {
  const { set, id } = await pairedSet();
  set.expectLineDown(); /* its seat is taken away */
  await set.page.locator('[data-state=live]').waitFor();
  await api('PATCH', `screens/${id}`, { name: '大屏' });
  await set.page.locator('#greeting-text', { hasText: '大屏' }).waitFor({ timeout: 2000 });
  await api('DELETE', `screens/${id}`);
  await codeOn(set.page);
  const line = await set.page.locator('#greeting-text').textContent();
  assert.equal(line, zh('tv.former_unpaired', { name: '大屏' }));
  await set.leave();
});

test('a reload shows the same code', async () => {
  const set = await openSet();
  await set.go('/tv');
  const code = await codeOn(set.page);
  await set.go('/tv');
  assert.equal(await codeOn(set.page), code);
  await set.leave();
});

test('a kiosk has no way out, a PC fills the screen', async () => {
  const set = await openSet();
  await set.go('/tv?kind=kiosk');
  const code = await codeOn(set.page);
  assert.equal(await set.page.locator('#menu-desktop').isVisible(), false);
  assert.equal(await set.page.locator('#menu-full').isVisible(), true);
  const seen = await fetch(`${server.url}/api/v1/pairings/${code}`, {
    headers: { Authorization: 'Bearer demo-admin' },
  });
  const row = (await seen.json()) as { kind: string; probe: { width: number; codecs: string[] } };
  assert.equal(row.kind, 'kiosk');
  assert.equal(row.probe.width, TV_SIZE.width);
  await set.go('/tv?kind=pc');
  assert.equal(await set.page.locator('#menu-desktop').isVisible(), true);
  await set.go('/tv?probe');
  await set.page.locator('#check-rows li', { hasText: `${TV_SIZE.width} × ${TV_SIZE.height}` }).waitFor();
  await set.leave();
});
