/* Appointments, the table of rights, exports and the audit log in /admin; and that all sections of this
 * half are sound in both languages, on a computer and a phone, large or not. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeCounty } from '../support/fake-county.ts';
import { officeOf } from '../support/fake-office.ts';
import { faultsOf } from '../support/faults.ts';
import { eventually } from '../support/wait.ts';

let api: FakeApi;
let browser: Browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await api?.dispose();
});

beforeEach(async () => {
  await api?.dispose();
  api = await FakeApi.start(fakeCounty(300));
});

async function openSection(
  section: string,
  name = 'demo-admin',
  options: Omit<PersonOptions, 'url'> = {},
): Promise<Person> {
  const person = await Person.open(browser, { url: api.url, ...options });
  await person.go('/login?next=/admin');
  await person.signIn(name);
  await person.page.goto(`${api.url}/admin#/${section}`);
  return person;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('the table of rights: a reach for each action and role, in words too', async () => {
  const person = await openSection('clerks');
  const { page } = person;
  const reachesOf = (action: string) =>
    page
      .locator(`[data-action="${action}"] td`)
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-reach')).slice(0, 4));
  await page.locator('.rights').waitFor();
  assert.deepEqual(await reachesOf('audit.see'), ['everywhere', 'everywhere', 'none', 'none']);
  assert.deepEqual(await reachesOf('member.change'), ['subtree', 'none', 'subtree', 'none']);
  assert.deepEqual(await reachesOf('self'), ['own', 'own', 'own', 'own']);
  assert.equal(await page.locator('[data-action="screen.self"]').count(), 0, 'what only a screen does');
  const cell = page.locator('[data-action="member.change"] td').first();
  assert.equal((await cell.innerText()).replace(/\s+/g, ''), `◐${zhCN['rights.reach_subtree']}`);
  const bare = await page.locator('.rights tbody th[scope=row]').evaluateAll((heads) =>
    heads.map((head) => head.textContent ?? '').filter((text) => /^[a-z.]+$/.test(text)),
  );
  assert.deepEqual(bare, [], 'actions without words');

  await page.locator('.rights-box').evaluate((box) => box.scrollTo(0, 400));
  const [box, head] = [await page.locator('.rights-box').boundingBox(), await page.locator('.rights thead th').first().boundingBox()];
  assert.ok(box && head && Math.abs(head.y - box.y) < 3, 'the head does not stay');
  await person.leave();
});

test('appointing needs somebody with an account; the dismissed are gone after a question', async () => {
  const person = await openSection('clerks');
  const { page } = person;
  await eventually('four are there', () => page.locator('.table tbody tr').count(), (n) => n === 4);
  await button(page, zhCN['clerks.appoint']).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: zhCN['clerks.appoint_submit'] }).click();
  await dialog.getByText(zhCN['clerks.pick_person']).waitFor();
  const without = api.county.members.find((member) => !member.account_name)!;
  const chosen = api.county.members.find((member) => member.account_name)!;
  await dialog.getByRole('searchbox').fill(without.name);
  await dialog.locator('.candidate-off').first().waitFor();
  await dialog.getByRole('searchbox').fill(chosen.name);
  await dialog.locator('.candidates .candidate:not(.candidate-off) input').first().check();
  await dialog.getByRole('combobox').fill(api.county.units[5]!.name);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: zhCN['clerks.appoint_submit'] }).click();
  await eventually('a fifth', () => page.locator('.table tbody tr').count(), (n) => n === 5);
  assert.equal(officeOf(api).appointments[0]!.role, 'clerk');

  const { display_name: name, unit_name: unit = '' } = officeOf(api).appointments[0]!;
  const words = { name, unit, role: zhCN['role.clerk'] };
  await button(page, fill(zhCN['clerks.dismiss_label'], words)).first().click();
  await dialog.getByText(fill(zhCN['clerks.dismiss_text'], words)).waitFor();
  await dialog.getByRole('button', { name: zhCN['clerks.dismiss'] }).click();
  await eventually('four again', () => page.locator('.table tbody tr').count(), (n) => n === 4);
  await person.leave();
});

test('full numbers need a purpose and a second person', async () => {
  const person = await openSection('exports');
  const { page } = person;
  await page.locator('.export').first().waitFor();
  await page.locator('#export-numbers').click();
  await page.getByText(zhCN['exports.two_people']).waitFor();
  await button(page, zhCN['exports.submit']).click();
  await page.getByText(zhCN['exports.reason_missing']).waitFor();
  assert.ok(!api.calls.includes('POST /api/v1/exports'));
  await page.locator('#export-reason').fill('核对党费');
  await button(page, zhCN['exports.submit']).click();
  const own = page.locator('.export').first();
  await own.getByText(fill(zhCN['exports.because'], { reason: '核对党费' })).waitFor();
  await own.getByText(/^须由另一人批准/).waitFor();
  assert.equal(await own.getByRole('button').count(), 0, 'the asker may decide');
  await person.leave();
});

test("another person's export is allowed; one's own is taken once", async () => {
  const person = await openSection('exports');
  const { page } = person;
  const [asked, ready] = officeOf(api).exports;
  const waiting = page.locator(`[data-export="${asked!.id}"]`);
  await waiting.getByText(/^李秀英在等您决定，2[23] 小时后过期。$/).waitFor();
  await waiting.getByRole('button', { name: /^批准/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['exports.allow'], exact: true }).click();
  await eventually('it is ready', () => waiting.getAttribute('data-state'), (state) => state === 'ready');

  const mine = page.locator(`[data-export="${ready!.id}"]`);
  await mine.getByRole('button', { name: /^取走文件/ }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: zhCN['exports.take'] }).click();
  assert.equal((await saved).suggestedFilename(), 'members.xlsx');
  await eventually('it is taken', () => mine.getAttribute('data-state'), (state) => state === 'taken');
  assert.equal(await mine.getByRole('button').count(), 0);
  await person.leave();
});

test('news of an export shows at once', async () => {
  const person = await openSection('exports');
  const { page } = person;
  await eventually('three', () => page.locator('.export').count(), (n) => n === 3);
  officeOf(api).exports = officeOf(api).exports.slice(0, 2);
  api.push('demo-admin', { type: 'notice', kind: 'export.decided' });
  await eventually('two', () => page.locator('.export').count(), (n) => n === 2);
  await person.leave();
});

test('the audit log: words, filters, older entries', async () => {
  const person = await openSection('audit');
  const { page } = person;
  const rows = page.locator('.table tbody tr[data-row]');
  await eventually('a page', () => rows.count(), (n) => n === 50);
  const actions = await rows.locator('td').first().evaluateAll((cells) => cells.map((cell) => cell.textContent));
  assert.deepEqual(actions, [zhCN['right.member.numbers']]);
  await page.getByText(zhCN['audit.outcome_unauthenticated']).first().waitFor();
  await button(page, zhCN['audit.older']).click();
  await eventually('two pages', () => rows.count(), (n) => n === 100);
  await page.getByRole('combobox').selectOption('account.password');
  await eventually('one of eight', () => rows.count(), (n) => n === 15);
  await page.getByRole('combobox').selectOption('');
  await eventually('all again', () => rows.count(), (n) => n === 50);
  await button(page, fill(zhCN['audit.only_label'], { name: '周志强' })).first().click();
  await eventually('his only', () => rows.count(), (n) => n === 15);
  assert.equal(await page.getByRole('searchbox').inputValue(), '周志强');
  await person.leave();
});

test('what is kept and how long; a dry run of other days by the keyboard', async () => {
  const person = await openSection('audit');
  const { page } = person;
  await page.locator('.table tbody tr[data-row]').first().waitFor();
  const part = page.getByRole('region', { name: zhCN['keep.heading'] });
  assert.equal(await part.locator('table').count(), 0, 'not before somebody wants to know');
  await button(page, zhCN['keep.show']).click();
  const rows = part.locator('tbody tr[data-row]');
  await eventually('a row each', () => rows.count(), (n) => n === 3);
  const line = await rows.nth(1).textContent();
  for (const word of [zhCN['keep.guest_names'], '365', 'attendance.keep_guest_names', '1,200'])
    assert.ok(line?.includes(word), word);
  const choices = await part.getByRole('combobox').locator('option').count();
  assert.equal(choices, 2, 'what is fixed cannot be tried');
  await part.getByLabel(zhCN['keep.trial_days']).fill('180');
  await page.keyboard.press('Enter');
  await eventually('the answer', () => part.getByRole('status').textContent(), (text) => text!.includes('37'));
  await part.getByLabel(zhCN['keep.trial_days']).fill('0');
  await eventually('an answer is to its question', () => part.getByRole('status').textContent(), (text) => text === '');
  await page.keyboard.press('Enter');
  await part.getByText(zhCN['keep.trial_none']).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await person.leave();
});

test('what an answer refuses is said in the section', async () => {
  const person = await openSection('guide');
  person.expectRefusals();
  await person.page.locator('.guide-step').first().waitFor();
  for (const [section, pattern] of [
    ['clerks', /GET .*appointments/],
    ['screens', /GET .*screens/],
    ['exports', /GET .*exports/],
    ['audit', /GET .*audit/],
  ] as const) {
    api.refuseNext(pattern, 503, 'unavailable', 'stopping');
    await person.page.goto(`${api.url}/admin#/${section}`);
    await person.page.getByText(zhCN['error.unavailable']).first().waitFor();
  }
  await person.leave();
});

const SECTIONS = ['guide', 'import', 'slips', 'screens', 'clerks', 'exports', 'audit'];

for (const [what, size] of [
  ['a computer', PC_SIZE],
  ['a phone', PHONE_SIZE],
] as const) {
  test(`the sections are sound on ${what}, in both languages, light and dark, large or not`, async () => {
    for (const locale of ['zh-CN', 'en-US'] as const) {
      const person = await openSection('guide', 'demo-admin', { size, locale, dark: locale === 'en-US' });
      const { page } = person;
      for (const section of SECTIONS) {
        await page.goto(`${api.url}/admin#/${section}`);
        await page.locator('.section h1').waitFor();
        await eventually('it is loaded', () => page.locator('.skeleton').count(), (n) => n === 0);
        assert.deepEqual(await faultsOf(page), [], `${section} in ${locale}`);
        await page.locator('.switch').first().click();
        assert.deepEqual(await faultsOf(page), [], `${section} in ${locale}, elder mode`);
        await page.locator('.switch').first().click();
      }
      await person.leave();
    }
  });
}
