/* What holds for all pages: security headers, nothing from elsewhere, no complaint of the browser,
 * names for everything that can be used, no sideways scrolling. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;

before(async () => {
  server = await TestServer.start('--demo');
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

const OPEN_PAGES = ['/?choose', '/login', '/activate', '/setup', '/install', '/tv', '/check'];
const SIGNED_IN_PAGES = ['/pc', '/phone', '/health', '/me', '/admin', '/studio', '/editor', '/room', '/camera', '/pair', '/j'];
const TV_SIZE = { width: 1280, height: 720 };

for (const [what, size] of [
  ['a computer', PC_SIZE],
  ['a phone', PHONE_SIZE],
] as const) {
  test(`every page is sound on ${what}, in both languages, light and dark, large or not`, async () => {
    for (const locale of ['zh-CN', 'en-US'] as const) {
      const person = await Person.open(browser, { url: server.url, locale, size, dark: locale === 'en-US' });
      person.expectRefusals();
      for (const path of [...OPEN_PAGES, '/no-such-page', '/login', ...SIGNED_IN_PAGES]) {
        if (path === '/pc') await person.signIn('demo-admin');
        if (path === '/tv') await person.page.setViewportSize(TV_SIZE);
        await person.go(path);
        await person.page.locator('h1').first().waitFor();
        assert.deepEqual(await faultsOf(person.page), [], `${path} in ${locale}`);
        await person.page.setViewportSize(size);
        if (path === '/tv' || path === '/check' || path === '/?choose') continue;
        await person.page.locator('.switch').first().click();
        assert.deepEqual(await faultsOf(person.page), [], `${path} in ${locale}, elder mode`);
        await person.page.locator('.switch').first().click();
      }
      await person.leave();
    }
  });
}

test('every page has the security headers', async () => {
  for (const path of ['/', ...OPEN_PAGES, ...SIGNED_IN_PAGES, '/no-such-page']) {
    const answer = await fetch(server.url + path);
    const csp = answer.headers.get('content-security-policy') ?? '';
    assert.ok(csp.includes("default-src 'none'") || csp.includes("default-src 'self'"), `${path}: ${csp}`);
    assert.ok(!csp.includes('unsafe'), `${path}: ${csp}`);
    assert.match(csp, /frame-ancestors 'none'/, path);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
    assert.ok(answer.headers.get('referrer-policy'), path);
    await answer.body?.cancel();
  }
});

test('the CSP is in force: a script inside the page does not run', async () => {
  const person = await Person.open(browser, { url: server.url });
  await person.go('/login');
  const ran = await person.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.head.append(script);
    return 'ran' in window;
  });
  assert.equal(ran, false);
  await assert.rejects(person.leave(), /Content Security Policy|CSP: script-src/);
});

test('assets are kept for a year, pages are not; both come compressed', async () => {
  const page = await fetch(`${server.url}/login`, { headers: { 'Accept-Encoding': 'br' } });
  assert.equal(page.headers.get('content-encoding'), 'br');
  assert.doesNotMatch(page.headers.get('cache-control') ?? '', /immutable/);
  const script = /src="(\/assets\/login-[^"]+)"/.exec(await page.text())?.[1];
  assert.ok(script);
  const asset = await fetch(server.url + script, { headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(asset.headers.get('content-encoding'), 'gzip');
  assert.match(asset.headers.get('cache-control') ?? '', /max-age=31536000.*immutable/);
  await asset.body?.cancel();
});

test('the start page sends each device to its own page', async () => {
  const agents = [
    ['Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/79.0 Safari/537.36', '/tv'],
    ['Mozilla/5.0 (Linux; Android 13; V2230A) AppleWebKit/537.36 Chrome/111.0 Mobile Safari/537.36', '/phone'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36', '/pc'],
  ] as const;
  for (const [userAgent, path] of agents) {
    const person = await Person.open(browser, { url: server.url, userAgent });
    await person.go('/');
    await person.page.waitForURL(server.url + path);
    await person.leave();
  }
});

test('a page without scripts says so', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'zh-CN' });
  const page = await context.newPage();
  for (const path of ['/login', '/tv']) {
    await page.goto(server.url + path);
    const text = (await page.locator('body').innerText()).trim();
    assert.ok(text.length > 20, `${path}: '${text}'`);
  }
  await context.close();
});

test('health shows every part in words, and follows the server', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectLineDown();
  await person.go('/login?next=/health');
  await person.signIn('demo-admin');
  const { page } = person;
  await page.locator('.verdict-ok, .verdict-warn, .verdict-bad').waitFor();
  const answer = await page.request.get(`${server.url}/api/v1/health`);
  const { parts } = (await answer.json()) as { parts: { name: string }[] };
  const shown = await page.locator('.part-name').allTextContents();
  assert.equal(shown.length, parts.length);
  const bare = shown.filter((name) => parts.some((part) => part.name === name));
  assert.deepEqual(bare, [], 'parts without words of their own');
  await server.kill();
  await page.locator('.verdict-unknown').waitFor({ timeout: 30000 });
  await server.startAgain();
  await page.locator('.verdict-ok, .verdict-warn, .verdict-bad').waitFor({ timeout: 30000 });
  await person.leave();
});
