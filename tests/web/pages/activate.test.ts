/* From the slip to the page one works with: by link and by hand, with what people get wrong. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import type { Slip } from '../../../player-web/shared/contract/activation.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { Roster } from '../support/roster.ts';
import { TestServer } from '../support/server.ts';

const PASSWORD = 'korrekt pferd';
const PHONE = '13812345678';

let server: TestServer;
let browser: Browser;
let roster: Roster;
let slips: Map<string, Slip>;

before(async () => {
  server = await TestServer.start('--demo');
  browser = await openBrowser();
  roster = new Roster(server.url);
  const unit = await roster.makeUnit('East');
  await roster.bring('East', [
    ['Anna Wang', '', PHONE],
    ['Bert Li', '', ''],
    ['Cora Zhang', '', ''],
    ['Dora Sun', '', ''],
  ]);
  slips = new Map((await roster.slips(unit)).map((slip) => [slip.name, slip]));
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

function slipOf(name: string): Slip {
  const slip = slips.get(name);
  assert.ok(slip, name);
  return slip;
}

function pathOf(slip: Slip): string {
  const { pathname, hash } = new URL(slip.link);
  return pathname + hash;
}

async function choose(person: Person, password: string, again = password): Promise<void> {
  await person.page.locator('#password').fill(password);
  await person.page.locator('#again').fill(again);
  await person.page.locator('form button[type=submit]').click();
}

for (const [locale, words, name] of [
  ['zh-CN', zhCN, 'Bert Li'],
  ['en-US', en, 'Cora Zhang'],
] as const) {
  test(`the link of the slip leads to an account, on a phone, in ${locale}`, async () => {
    const person = await Person.open(browser, { url: server.url, locale, size: PHONE_SIZE });
    const { page } = person;
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await person.go(pathOf(slipOf(name)));
    await page.getByText(words['activate.you_are']).waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the code stays in the address line');
    assert.deepEqual(sent.filter((url) => url.includes(slipOf(name).code)), []);
    assert.equal(await page.locator('.activate-unit').textContent(), 'East');
    const masked = await page.locator('.activate-who').textContent();
    assert.match(masked ?? '', /^\w\*+\w$/);
    assert.equal(await page.locator('#name').inputValue(), name.toLowerCase().replace(' ', ''));
    await choose(person, PASSWORD);
    await page.getByRole('alert').filter({ hasText: words['activate.need_consent'] }).waitFor();
    await page.locator('#consent').check();
    await page.locator('form button[type=submit]').click();
    await page.locator('.activate-result').waitFor();
    assert.equal(await page.locator('.activate-result').textContent(), name.toLowerCase().replace(' ', ''));
    await page.getByRole('link', { name: words['activate.enter'] }).click();
    await person.waitOnline();
    await person.leave();
  });
}

test('mistakes are told before and after the server is asked', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  const { page } = person;
  const { code } = slipOf('Anna Wang');
  const swapped = code.startsWith('2') ? `3${code.slice(1)}` : `2${code.slice(1)}`;
  const posts: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await person.go('/activate');
  const submit = page.locator('form button[type=submit]');
  for (const [typed, text] of [
    ['', zhCN['activate.empty']],
    [`O${code.slice(1)}`, zhCN['activate.foreign']],
    [swapped, zhCN['activate.mistake']],
    [code.slice(1), zhCN['activate.length'].replace('{count}', '11')],
  ] as const) {
    await page.locator('#code').fill(typed);
    await submit.click();
    await page.getByText(text).waitFor();
  }
  assert.deepEqual(posts, [], 'the server was asked about a mistyped code');
  await page.locator('#code').fill(slipOf('Bert Li').code.toLowerCase());
  await submit.click();
  await page.getByText(zhCN['activate.used']).waitFor();

  await page.locator('#code').fill(code.toLowerCase().replaceAll('-', ' '));
  await submit.click();
  await page.locator('#consent').check();
  await choose(person, 'short');
  await page.getByText(zhCN['password.short'].replace('{count}', '8')).waitFor();
  await choose(person, PASSWORD, `${PASSWORD}!`);
  await page.getByText(zhCN['setup.differ']).waitFor();
  await choose(person, `x${PHONE}`);
  await page.getByText(zhCN['activate.personal']).waitFor();
  assert.equal(await page.locator('#password').getAttribute('aria-invalid'), 'true');
  await choose(person, 'password123');
  await page.getByText(zhCN['password.weak']).waitFor();
  for (const [name, text] of [
    ['demo-clerk', zhCN['activate.taken']],
    [PHONE, zhCN['activate.bad_name']],
  ] as const) {
    await page.locator('#name').fill(name);
    await choose(person, PASSWORD);
    await page.getByText(text).waitFor();
  }
  await page.locator('#name').fill('anna');
  await choose(person, PASSWORD);
  await page.locator('.activate-result').filter({ hasText: 'anna' }).waitFor();
  await person.leave();
});

test('a second slip sets a new password and says that the old one ends', async () => {
  const owner = await Person.open(browser, { url: server.url });
  const { page } = owner;
  await owner.go(pathOf(slipOf('Dora Sun')));
  await page.locator('#consent').check();
  await choose(owner, PASSWORD);
  await page.locator('.activate-result').waitFor();
  await owner.leave();
  const reset = await roster.reset(slipOf('Dora Sun').member_id);
  const again = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await again.go(pathOf(reset));
  await again.page.getByText(zhCN['activate.reset_note']).waitFor();
  assert.equal(await again.page.locator('#name').count(), 0);
  await choose(again, 'neues pferd');
  await again.page.locator('.activate-result').filter({ hasText: 'dorasun' }).waitFor();
  await again.leave();
  const later = await Person.open(browser, { url: server.url });
  await later.signIn('dorasun', 'neues pferd');
  await later.waitOnline();
  await later.leave();
});

test('the sign-in page knows the way', async () => {
  const person = await Person.open(browser, { url: server.url });
  await person.go('/login');
  await person.page.getByRole('link', { name: zhCN['login.slip'] }).click();
  await person.page.waitForURL('**/activate');
  await person.page.getByRole('link', { name: zhCN['activate.have_account'] }).click();
  await person.page.waitForURL('**/login');
  await person.leave();
});
