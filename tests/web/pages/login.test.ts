import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
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

for (const [locale, words] of [
  ['zh-CN', zhCN],
  ['en-US', en],
] as const) {
  test(`signing in in ${locale} leads home`, async () => {
    const person = await Person.open(browser, { url: server.url, locale });
    await person.go('/');
    const { page } = person;
    /* The sample county has a public meeting: it is shown without a sign-in. */
    await page.waitForURL('**/pc');
    await page.getByRole('link', { name: words['watch.sign_in'] }).click();
    await page.waitForURL('**/login?next=%2Fpc');
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), words['login.heading']);
    await page.getByLabel(words['login.name'], { exact: true }).fill('demo-member');
    await page.getByLabel(words['login.password'], { exact: true }).fill('demo-member');
    await page.getByRole('button', { name: words['login.submit'], exact: true }).click();
    await page.waitForURL('**/pc');
    await person.waitOnline();
    assert.equal(await page.locator('.person').count(), 1);
    await person.leave();
  });
}

test('a wrong password and an unknown name get the same sentence, in the language of the page', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  await person.go('/login');
  const { page } = person;
  const submit = page.locator('form button[type=submit]');
  for (const name of ['demo-auditor', 'nobody-at-all']) {
    await page.locator('#name').fill(name);
    await page.locator('#password').fill('not-the-password');
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      submit.click(),
    ]);
    assert.equal(answer.status(), 401);
    await page.getByRole('alert').filter({ hasText: zhCN['login.wrong'] }).waitFor();
  }
  await page.getByRole('button', { name: zhCN['switch.language'] }).click();
  await page.getByRole('alert').filter({ hasText: en['login.wrong'] }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await person.leave();
});

test('empty fields are said at the field, without asking the server', async () => {
  const person = await Person.open(browser, { url: server.url });
  await person.go('/login');
  const { page } = person;
  const posts: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await page.locator('form button[type=submit]').click();
  await page.getByText(zhCN['login.empty_name']).waitFor();
  assert.equal(await page.locator('#name').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.locator('#name').getAttribute('aria-describedby'), 'name-note');
  await page.locator('#name').fill('demo-member');
  await page.locator('form button[type=submit]').click();
  await page.getByText(zhCN['login.empty_password']).waitFor();
  assert.deepEqual(posts, []);
  await person.leave();
});

test('the keyboard alone is enough', async () => {
  const person = await Person.open(browser, { url: server.url });
  await person.go('/login');
  const { page } = person;
  await page.locator('#name:focus').waitFor();
  await page.keyboard.type('demo-editor');
  await page.keyboard.press('Tab');
  await page.keyboard.type('demo-editor');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.equal(await page.locator('#password').getAttribute('type'), 'text', 'shown');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':focus').getAttribute('id'), 'shared');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':focus').textContent(), zhCN['login.submit']);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/pc');
  await person.waitOnline();
  await person.leave();
});

test('after signing in one comes back to where one was going, never to another host', async () => {
  const person = await Person.open(browser, { url: server.url });
  await person.go('/login?next=/health');
  await person.signIn('demo-auditor');
  assert.equal(new URL(person.page.url()).pathname, '/health');
  await person.page.locator('.verdict').waitFor();
  await person.go('/login?next=' + encodeURIComponent('//village.test/trap'));
  await person.signIn('demo-auditor');
  assert.equal(new URL(person.page.url()).origin, server.url);
  assert.equal(new URL(person.page.url()).pathname, '/pc');
  await person.leave();
});

test('too many tries: the pause is counted down and the form works again after it', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  await person.go('/login');
  const { page } = person;
  /* The real limit is for the server's own tests; here its answer, as it looks on the line. */
  let refusals = 1;
  await page.route('**/api/v1/session', async (route) => {
    if (route.request().method() !== 'POST' || refusals-- <= 0) return route.continue();
    await route.fulfill({
      status: 429,
      headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '2' },
      body: '{"type":"about:blank","title":"x","status":429,"code":"rate_limited","detail":"x"}',
    });
  });
  await page.locator('#name').fill('demo-clerk');
  await page.locator('#password').fill('demo-clerk');
  await page.locator('form button[type=submit]').click();
  await page.getByRole('alert').filter({ hasText: '2 秒' }).waitFor();
  await page.getByRole('alert').filter({ hasText: '1 秒' }).waitFor();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.locator('form button[type=submit]').click();
  await page.waitForURL('**/pc');
  await person.leave();
});

test('over plain http the page says what is off; on the machine itself it does not', async () => {
  const port = new URL(server.url).port;
  const away = await Person.open(browser, { url: `http://village.test:${port}`, size: PHONE_SIZE });
  await away.go('/login');
  await away.page.getByText(zhCN['plain.title']).waitFor();
  await away.leave();
  const here = await Person.open(browser, { url: server.url });
  await here.go('/login');
  await here.page.getByText(zhCN['login.demo']).waitFor();
  assert.equal(await here.page.getByText(zhCN['plain.title']).count(), 0);
  await here.leave();
});

test('a server that is away is said in a sentence, and the form stays', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectLineDown();
  await person.go('/login');
  await person.page.locator('#name').fill('demo-clerk');
  await person.page.locator('#password').fill('demo-clerk');
  await person.page.route('**/api/v1/session', (route) => route.abort());
  await person.page.locator('form button[type=submit]').click();
  await person.page.getByRole('alert').filter({ hasText: zhCN['error.unreachable'] }).waitFor();
  assert.equal(await person.page.locator('#name').inputValue(), 'demo-clerk');
  await person.leave();
});
