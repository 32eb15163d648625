/* Activation slips and screens in /admin. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeCounty } from '../support/fake-county.ts';
import { officeOf } from '../support/fake-office.ts';
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
  api = await FakeApi.start(fakeCounty(14740));
});

async function openSection(section: string, name = 'demo-admin'): Promise<Person> {
  const person = await Person.open(browser, { url: api.url });
  await person.go('/login?next=/admin');
  await person.signIn(name);
  await person.page.goto(`${api.url}/admin#/${section}`);
  return person;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/* Village number `n`: ten people, of whom every fifth has an account and every fifth a code. */
async function pickVillage(page: Page, n: number): Promise<string> {
  const village = api.county.units[n]!;
  await page.getByRole('combobox').first().fill(village.name);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  return village.id;
}

function peopleOf(unitId: string) {
  return api.county.members.filter((member) => member.memberships[0]!.unit_id === unitId);
}

test('a unit: who needs a slip is counted, slips are shown once with codes that can be scanned', async () => {
  const person = await openSection('slips');
  const { page } = person;
  assert.equal(await button(page, zhCN['slips.make_screen']).isDisabled(), true);
  const id = await pickVillage(page, 30);
  const waiting = peopleOf(id).filter((member) => !member.account_name && !member.has_code).length;
  assert.ok(waiting > 0);
  await page.getByText(fill(zhCN['slips.without'], { count: waiting })).waitFor();
  await button(page, zhCN['slips.make_screen']).click();
  await page.getByText(fill(zhCN['slips.made'], { count: waiting })).waitFor();
  await page.getByText(zhCN['slips.once']).waitFor();
  const card = page.locator('#app .slip').first();
  assert.match(await card.locator('.slip-code').innerText(), /^K7QM-3FXW-\d{4}$/);
  await card.getByRole('img', { name: /二维码/ }).waitFor();

  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('#app').isVisible(), false, 'the page itself is printed');
  assert.equal(await page.locator('.print-root .slip').count(), waiting);
  assert.equal(await page.locator('.print-root .slip').first().isVisible(), true);
  await page.emulateMedia({ media: 'screen' });
  assert.equal(await page.locator('.print-root').isVisible(), false);

  await button(page, zhCN['slips.close']).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['slips.close_yes'] }).click();
  await page.getByText(zhCN['slips.pick_first']).waitFor();
  assert.equal(await page.locator('.slip').count(), 0, 'a code is still in the page');
  await person.leave();
});

test('the PDF comes as a file; open codes are replaced only after a question', async () => {
  const person = await openSection('slips');
  const { page } = person;
  const id = await pickVillage(page, 31);
  const codes = peopleOf(id).filter((member) => !member.account_name && member.has_code).length;
  const saved = page.waitForEvent('download');
  await button(page, zhCN['slips.make_pdf']).click();
  assert.equal((await saved).suggestedFilename(), 'slips.pdf');
  await page.getByText(fill(zhCN['slips.without'], { count: 0 })).waitFor();
  assert.equal(await button(page, zhCN['slips.make_pdf']).isDisabled(), true);
  await page.getByText(zhCN['slips.again'], { exact: true }).click();
  await button(page, zhCN['slips.make_screen']).click();
  await page.getByRole('dialog').getByText(zhCN['slips.again_text']).waitFor();
  assert.ok(!api.calls.includes('POST /api/v1/activations'), 'replaced before the answer');
  await page.getByRole('dialog').getByRole('button', { name: zhCN['slips.again_yes'] }).click();
  await page.locator('#app .slip').first().waitFor();
  assert.ok((await page.locator('#app .slip').count()) > codes);
  await person.leave();
});

test('one person: search, cancel the code, a new one', async () => {
  const person = await openSection('slips');
  const { page } = person;
  const member = api.county.members.find((one) => one.has_code && !one.account_name)!;
  await page.getByRole('searchbox').fill(member.name);
  const row = page.locator(`[data-member="${member.id}"]`);
  await row.getByText(zhCN['slips.state_code']).waitFor();
  await row.getByRole('button', { name: fill(zhCN['slips.cancel_label'], { name: member.name }) }).click();
  await row.getByText(zhCN['slips.state_none']).waitFor();
  await row.getByRole('button', { name: fill(zhCN['slips.issue_none_label'], { name: member.name }) }).click();
  await page.locator('#app .slip').getByText(member.name, { exact: true }).waitFor();
  await person.leave();
});

test('a refusal of the server is said where the button is', async () => {
  const person = await openSection('slips');
  person.expectRefusals();
  const { page } = person;
  await pickVillage(page, 32);
  api.refuseNext(/activations\/slips/, 429, 'rate_limited', 'too many');
  await button(page, zhCN['slips.make_pdf']).click();
  await page.getByText(zhCN['error.rate_limited']).waitFor();
  await person.leave();
});

test('screens: state in words, warnings, news at once', async () => {
  const person = await openSection('screens');
  const { page } = person;
  const rows = page.locator('.screen');
  await eventually('three screens', () => rows.count(), (n) => n === 3);
  await rows.nth(0).getByText(zhCN['screens.online'], { exact: true }).waitFor();
  await rows.nth(0).getByText('1920 × 1080 · H.264 · H.265 · AAC').waitFor();
  await rows.nth(1).getByText(zhCN['screens.copied']).waitFor();
  await rows.nth(1).getByText(fill(zhCN['screens.clock_slow'], { minutes: 11 })).waitFor();
  await rows.nth(1).getByText(/^离线，3 小时前在线过$/).waitFor();
  await rows.nth(2).getByText(zhCN['screens.never_seen']).waitFor();
  officeOf(api).screens[2]!.online = true;
  api.push('demo-admin', { type: 'notice', kind: 'screen.changed' });
  await rows.nth(2).getByText(zhCN['screens.online'], { exact: true }).waitFor();
  await person.leave();
});

test('screens: renamed, moved, unpaired; a code leads to the pairing page', async () => {
  const person = await openSection('screens');
  const { page } = person;
  const first = officeOf(api).screens[0]!;
  const { name } = first;
  const row = page.locator(`[data-screen="${first.id}"]`);
  await row.getByRole('button', { name: fill(zhCN['screens.rename_label'], { name }) }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#screen-name').fill(' ');
  await dialog.getByRole('button', { name: zhCN['screens.save'] }).click();
  await dialog.getByText(zhCN['screens.name_empty']).waitFor();
  await dialog.locator('#screen-name').fill('一号电视');
  await dialog.getByRole('button', { name: zhCN['screens.save'] }).click();
  await row.getByText('一号电视', { exact: true }).waitFor();

  const other = api.county.units[40]!;
  await row.getByRole('button', { name: fill(zhCN['screens.move_label'], { name: '一号电视' }) }).click();
  await dialog.getByRole('combobox').first().fill(other.name);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: zhCN['screens.move'], exact: true }).click();
  await row.locator('.screen-where').getByText(officeOf(api).screens[0]!.unit_name, { exact: true }).waitFor();
  assert.notEqual(officeOf(api).screens[0]!.unit_id, api.county.units[30]!.id);

  await row.getByRole('button', { name: fill(zhCN['screens.unpair_label'], { name: '一号电视' }) }).click();
  await dialog.getByRole('button', { name: zhCN['screens.unpair'] }).click();
  await eventually('it is gone', () => row.count(), (n) => n === 0);
  const links = await page.getByRole('link', { name: zhCN['screens.replace'] }).evaluateAll((all) =>
    all.map((link) => link.getAttribute('href')),
  );
  assert.deepEqual(links, officeOf(api).screens.map((screen) => `/pair?replaces=${screen.id}`));

  person.expectRefusals(); // the built pages may lack /pair
  await page.locator('#pair-code').fill('wx7k-2m');
  await button(page, zhCN['screens.pair_submit']).click();
  await page.waitForURL('**/pair?code=WX7K2M');
  await person.leave();
});

test('an auditor sees screens and cannot change them', async () => {
  const person = await openSection('screens', 'demo-auditor');
  await person.page.locator('.screen').first().waitFor();
  assert.equal(await person.page.locator('.screen-actions').count(), 0);
  assert.equal(await person.page.locator('#pair-code').count(), 0);
  await person.leave();
});
