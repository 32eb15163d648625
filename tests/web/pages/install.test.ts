import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

let server: TestServer;
let browser: Browser;

before(async () => {
  server = await TestServer.startWithCertificate('--demo');
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

test('the page shows the fingerprint of the very certificate that it offers', async () => {
  const port = new URL(server.url).port;
  const person = await Person.open(browser, { url: `http://village.test:${port}` });
  await person.go('/login');
  const { page } = person;
  await page.getByRole('link', { name: zhCN['plain.link'] }).click();
  await page.waitForURL('**/install');
  const shown = await page.locator('.fingerprint-digits').textContent();
  const link = page.getByRole('link', { name: zhCN['install.download'] });
  const answer = await fetch(new URL((await link.getAttribute('href')) ?? '', server.url));
  assert.equal(answer.headers.get('content-type'), 'application/x-x509-ca-cert');
  const certificate = new X509Certificate(Buffer.from(await answer.arrayBuffer()));
  assert.ok(certificate.ca);
  assert.equal(shown?.replace(/\s/g, ''), certificate.fingerprint256.replace(/:/g, ''));
  await eventually(
    'the QR code is drawn',
    () => page.locator('.qr').evaluate((image) => (image as HTMLImageElement).naturalWidth),
    (width) => width > 0,
  );
  assert.match((await page.locator('.secure-address').getAttribute('href')) ?? '', /^https:\/\//);
  await person.leave();
});

test('each kind of device gets its own steps; a phone is not told to scan itself', async () => {
  const person = await Person.open(browser, { url: server.url, locale: 'en-US', size: PHONE_SIZE });
  await person.go('/install');
  const { page } = person;
  for (const device of ['windows', 'android', 'ios', 'uos'] as const) {
    await page.getByRole('radio', { name: en[`install.${device}`] }).check();
    const first = en[`install.${device}_1`].replace('{file}', 'tongping-ca.crt');
    await page.getByText(first).waitFor();
    assert.equal(await page.locator('.device-steps li').count(), 4);
  }
  assert.equal(await page.locator('.qr').isVisible(), false);
  await person.leave();
});

test('over TLS everything is on: a secure session, the live connection, no warning', async () => {
  assert.notEqual(server.secureUrl, '');
  const person = await Person.open(browser, { url: server.secureUrl, trustAll: true });
  await person.go('/login');
  await person.page.getByText(zhCN['login.demo']).waitFor();
  assert.equal(await person.page.getByText(zhCN['plain.title']).count(), 0);
  await person.signIn('demo-member');
  await person.waitOnline();
  const cookies = await person.page.context().cookies();
  const cookie = cookies.find((one) => one.name === 'tongping_session');
  assert.deepEqual([cookie?.secure, cookie?.httpOnly, cookie?.sameSite], [true, true, 'Lax']);
  await person.leave();
});
