/* Units and members of /admin against the real server and its sample county: what the fake server of
 * the other tests promises is what the server does. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

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

async function open(path: string, who: string): Promise<Person> {
  const person = await Person.open(browser, { url: server.url });
  await person.go(`/login?next=${encodeURIComponent(path)}`);
  await person.signIn(who);
  return person;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rowNamed = (page: Page, name: string) =>
  page.locator('.tree-row', { has: page.locator('.tree-name', { hasText: new RegExp(`^${name}$`) }) });
const rowsOf = (page: Page) => page.locator('tbody tr[data-row]');

test('a unit is made, renamed, moved, closed; one with people below it is not closed', async () => {
  const person = await open('/admin#/units', 'demo-admin');
  person.expectRefusals();
  const { page } = person;
  await rowNamed(page, '云溪示例县').click();
  await button(page, zhCN['units.new_below']).click();
  await page.locator('#unit-name').fill('北山示例镇');
  await button(page, zhCN['units.make']).click();
  await page.getByRole('heading', { name: '北山示例镇' }).waitFor();
  await button(page, zhCN['units.edit']).click();
  await page.locator('#unit-name').fill('北岭示例镇');
  await button(page, zhCN['units.save']).click();
  await rowNamed(page, '北岭示例镇').waitFor();
  await page.getByRole('heading', { name: zhCN['units.past'] }).waitFor();

  await rowNamed(page, '北岭示例镇').dragTo(rowNamed(page, '南湖示例镇'));
  await button(page, zhCN['units.move_yes']).click();
  const to = '云溪示例县 › 南湖示例镇 › 北岭示例镇';
  await page.getByText(fill(zhCN['units.moved'], { to })).waitFor();
  await button(page, zhCN['units.undo']).click();
  await eventually('moved back', () => rowNamed(page, '北岭示例镇').getAttribute('aria-level'), (level) => level === '2');

  await button(page, zhCN['units.close']).click();
  await button(page, zhCN['units.close_yes']).click();
  await eventually('closed', () => rowNamed(page, '北岭示例镇').count(), (n) => n === 0);
  await rowNamed(page, '南湖示例镇').click();
  await page.getByRole('heading', { name: '南湖示例镇' }).waitFor();
  await button(page, zhCN['units.close']).click();
  await button(page, zhCN['units.close_yes']).click();
  await page.locator('.toast-bad', { hasText: '南湖示例镇' }).waitFor();
  await rowNamed(page, '南湖示例镇').waitFor();
  await person.leave();
});

test('somebody is found by initials, sent to another unit, accepted where the clerk is', async () => {
  const clerk = await open('/admin#/units', 'demo-clerk');
  await rowNamed(clerk.page, '东坡示例镇').waitFor();
  assert.equal(await rowNamed(clerk.page, '南湖示例镇').count(), 0);
  await clerk.page.locator('.bar').waitFor();

  const admin = await open('/admin#/members', 'demo-admin');
  const { page } = admin;
  await rowsOf(page).first().waitFor();
  await page.getByLabel(zhCN['members.search'], { exact: true }).fill('ydm');
  await eventually('found', () => rowsOf(page).locator('td.cell-lead').allInnerTexts(), (names) => names.join() === '于冬梅');
  await rowsOf(page).getByRole('link').click();
  await page.getByRole('heading', { name: '于冬梅' }).waitFor();
  await button(page, zhCN['members.transfer']).click();
  await page.getByRole('combobox', { name: zhCN['members.transfer_to'] }).fill('河东示例村');
  await page.getByRole('option', { name: /^河东示例村/ }).click();
  await button(page, zhCN['members.transfer_send']).click();
  await page.getByText(fill(zhCN['members.transfer_sent'], { unit: '河东示例村' })).waitFor();

  const params = { from: '渔歌示例村', name: '于冬梅', to: '河东示例村' };
  await clerk.page.getByText(fill(zhCN['admin.transfer_asked'], params)).waitFor();
  await button(clerk.page, zhCN['admin.accept']).click();
  const accepted = { name: '于冬梅', unit: '河东示例村' };
  await clerk.page.getByText(fill(zhCN['admin.transfer_accepted'], accepted)).waitFor();
  await page.getByText(fill(zhCN['admin.transfer_was_accepted'], params)).waitFor();
  await page.locator('.member-head').getByRole('link', { name: /河东示例村/ }).waitFor();
  await admin.leave();
  await clerk.leave();
});

test('somebody new is masked at once; numbers, a code, days off', async () => {
  const person = await open('/admin#/members', 'demo-admin');
  person.expectRefusals();
  const { page } = person;
  await rowsOf(page).first().waitFor();
  await button(page, zhCN['members.add']).click();
  await page.locator('#member-name').fill('马春花');
  await page.getByRole('dialog').getByRole('combobox', { name: zhCN['members.unit'] }).fill('石桥示例村');
  await page.getByRole('option', { name: /^石桥示例村/ }).click();
  await page.locator('#member-phone').fill('13912345678');
  await page.locator('#member-number').fill('110105194912310021');
  const save = page.getByRole('dialog').getByRole('button', { name: zhCN['members.add'] });
  await save.click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.locator('#member-number').fill('11010519491231002X');
  await save.click();
  await page.getByRole('heading', { name: '马春花' }).waitFor();
  await page.getByText('139****5678').waitFor();
  await button(page, zhCN['members.numbers_show']).click();
  await page.getByText('13912345678').waitFor();
  await button(page, zhCN['members.code_new']).click();
  await page.locator('.dialog .slip-code').waitFor();
  await page.keyboard.press('Escape');
  await button(page, zhCN['members.exemption_add']).click();
  await page.locator('#exempt-reason').fill('住院治疗');
  await page.getByRole('dialog').getByRole('button', { name: zhCN['members.exemption_add'] }).click();
  await page.getByText(zhCN['members.exemption_now']).waitFor();
  await button(page, zhCN['members.exemption_reason_show']).click();
  await page.getByText(/住院治疗/).waitFor();
  await person.leave();
});
