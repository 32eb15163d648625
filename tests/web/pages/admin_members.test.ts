/* Members and transfers of /admin with 35,000 people; the shell by role, and news as they come. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeCounty } from '../support/fake-county.ts';
import { eventually } from '../support/wait.ts';

let api: FakeApi;
let browser: Browser;

before(async () => {
  api = await FakeApi.start();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await api?.dispose();
});

beforeEach(() => {
  api.county = fakeCounty();
  api.calls.length = 0;
});

async function open(path: string, who = 'demo-admin', size?: { width: number; height: number }): Promise<Person> {
  const person = await Person.open(browser, { url: api.url, ...(size ? { size } : {}) });
  await person.go(`/login?next=${encodeURIComponent(path)}`);
  await person.signIn(who);
  await person.page.locator('h1').first().waitFor();
  return person;
}

const rowsOf = (page: Page) => page.locator('tbody tr[data-row]');
const names = (page: Page) => page.locator('td.cell-lead').allInnerTexts();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('found by name, by pinyin, by initials, by telephone; a filter by kind', async () => {
  const person = await open('/admin#/members');
  const { page } = person;
  const wanted = api.county.members[777]!;
  const box = page.getByLabel(zhCN['members.search'], { exact: true });
  for (const text of [wanted.name, wanted.pinyin, wanted.initials, wanted.phone]) {
    await box.fill(text);
    const isFound = (shown: readonly string[]) => shown.includes(wanted.name);
    await eventually(`'${text}' finds ${wanted.name}`, () => names(page), isFound);
    await page.waitForURL((url) => url.hash.includes(encodeURIComponent(text)));
  }
  await box.fill(wanted.initials);
  await page.getByLabel(zhCN['members.kind']).selectOption('probationary');
  const kinds = () => rowsOf(page).locator('td:nth-child(3)').allInnerTexts();
  await eventually('one kind', kinds, (all) => all.length > 0 && all.every((kind) => kind === '预备党员'));
  await box.fill('zzzz');
  await page.getByText(zhCN['members.none_found'], { exact: true }).waitFor();
  await button(page, zhCN['members.search_clear']).click();
  await eventually('everybody again', () => rowsOf(page).count(), (n) => n === 50);
  await person.leave();
});

test('only the last question is answered while somebody types', async () => {
  const person = await open('/admin#/members');
  const { page } = person;
  await rowsOf(page).first().waitFor();
  const before = api.calls.filter((call) => call.startsWith('GET /api/v1/members')).length;
  await page.getByLabel(zhCN['members.search'], { exact: true }).pressSequentially('wangxiu', { delay: 15 });
  await eventually('answered', () => names(page), (all) => all.length > 0 && all.every((name) => name.startsWith('王秀')));
  const asked = api.calls.filter((call) => call.startsWith('GET /api/v1/members')).length - before;
  assert.ok(asked <= 2, `${asked} questions for seven letters`);
  await person.leave();
});

test('more rows come while scrolling; a unit with and without those below', async () => {
  const person = await open('/admin#/members');
  const { page } = person;
  await eventually('the first page', () => rowsOf(page).count(), (n) => n === 50);
  await page.mouse.move(700, 500);
  await eventually(
    'three pages',
    async () => {
      await page.mouse.wheel(0, 4000);
      return rowsOf(page).count();
    },
    (n) => n >= 150,
  );
  const ids = await rowsOf(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')));
  assert.equal(new Set(ids).size, ids.length);
  await person.go(`/admin#/members?unit=${api.county.units[1]!.id}`);
  await page.reload();
  await eventually('with those below', () => rowsOf(page).count(), (n) => n === 50);
  await page.getByLabel(zhCN['members.below']).uncheck();
  await page.getByText(zhCN['members.empty_title']).waitFor();
  await person.leave();
});

test('somebody is added; a number that is there already is said', async () => {
  const person = await open(`/admin#/members?unit=${api.county.units[2]!.id}`);
  person.expectRefusals();
  const { page } = person;
  await button(page, zhCN['members.add']).first().click();
  const dialog = page.getByRole('dialog');
  await page.locator('#member-number').fill(api.county.members[3]!.identity_number);
  await dialog.getByRole('button', { name: zhCN['members.add'] }).click();
  await dialog.getByText(zhCN['members.name_missing']).waitFor();
  await page.locator('#member-name').fill('马春花');
  await dialog.getByRole('button', { name: zhCN['members.add'] }).click();
  await dialog.getByText(/somebody with this identity number/).waitFor();
  await page.locator('#member-number').fill('11010519491231002X');
  await page.locator('#member-phone').fill('13912345678');
  await dialog.getByRole('button', { name: zhCN['members.add'] }).click();
  await page.getByRole('heading', { name: '马春花' }).waitFor();
  await page.getByText('139****5678').waitFor();
  assert.equal(api.county.members[0]!.memberships[0]!.unit_id, api.county.units[2]!.id);
  await person.leave();
});

test('numbers are masked until asked for, an edit leaves them alone', async () => {
  const member = api.county.members[42]!;
  const person = await open(`/admin#/members/${member.id}`);
  const { page } = person;
  await page.getByRole('heading', { name: member.name }).waitFor();
  assert.equal(await page.getByText(member.phone).count(), 0);
  assert.ok(!api.calls.some((call) => call.endsWith('/numbers')));
  await page.getByText(zhCN['members.numbers_will_note']).waitFor();
  await button(page, zhCN['members.numbers_show']).click();
  await page.getByText(member.phone).waitFor();
  await page.getByText(member.identity_number).waitFor();
  await button(page, zhCN['members.numbers_hide']).click();
  await eventually('masked again', () => page.getByText(member.phone).count(), (n) => n === 0);
  await button(page, zhCN['members.edit']).click();
  await page.locator('#member-name').fill('马秋月');
  await button(page, zhCN['members.save']).click();
  await page.getByRole('heading', { name: '马秋月' }).waitFor();
  assert.equal(member.phone, fakeCounty().members[42]!.phone);
  await person.leave();
});

test('a code is shown once, a second one is asked about', async () => {
  const member = api.county.members[42]!;
  const person = await open(`/admin#/members/${member.id}`);
  const { page } = person;
  await button(page, zhCN['members.code_new']).click();
  const code = await page.locator('.dialog .slip-code').innerText();
  await page.getByText(zhCN['members.slip_once']).waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.print-root .slip-code').innerText(), code);
  assert.equal(await page.locator('.desk').isVisible(), false);
  await page.emulateMedia({ media: null });
  await page.keyboard.press('Escape');
  await eventually('closed', () => page.getByRole('dialog').count(), (n) => n === 0);
  await eventually('forgotten', () => page.getByText(code).count(), (n) => n === 0); // also by what would be printed
  await button(page, zhCN['members.code_new']).click();
  await page.getByText(zhCN['members.code_again_text']).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['desk.cancel'] }).click();
  await button(page, zhCN['members.code_cancel']).click();
  await page.getByText(zhCN['members.code_cancelled']).waitFor();
  assert.equal(member.has_code, false);
  await person.leave();
});

test('exempt for some days: the reason is hidden until asked for', async () => {
  const member = api.county.members[7]!;
  const person = await open(`/admin#/members/${member.id}`);
  const { page } = person;
  await button(page, zhCN['members.exemption_add']).click();
  await page.locator('#exempt-from').fill('2030-03-01');
  await page.locator('#exempt-last').fill('2030-02-01');
  await page.locator('#exempt-reason').fill('住院治疗');
  const save = page.getByRole('dialog').getByRole('button', { name: zhCN['members.exemption_add'] });
  await save.click();
  await page.getByText(zhCN['members.exemption_wrong']).waitFor();
  await page.locator('#exempt-last').fill('2030-03-31');
  await save.click();
  await page.getByText(fill(zhCN['members.span'], { from: '2030年3月1日', until: '2030年3月31日' })).waitFor();
  assert.equal(member.exemptions[0]!.until, '2030-04-01');
  assert.equal(await page.getByText('住院治疗').count(), 0);
  await button(page, zhCN['members.exemption_reason_show']).click();
  await page.getByText(/住院治疗/).waitFor();
  await person.leave();
});

test('a transfer pops up at the receiving clerk, who accepts it there; the sender hears of it', async () => {
  const member = api.county.members[5]!;
  const target = api.county.units.find((unit) => unit.name === '东湾镇')!;
  const clerk = await open('/admin#/units', 'demo-clerk');
  await clerk.page.locator('.tree-row').first().waitFor();
  const sender = await open(`/admin#/members/${member.id}`);
  await button(sender.page, zhCN['members.transfer']).click();
  await sender.page.getByRole('combobox', { name: zhCN['members.transfer_to'] }).fill('东湾镇');
  await sender.page.getByRole('option', { name: /^东湾镇/ }).click();
  await button(sender.page, zhCN['members.transfer_send']).click();
  await sender.page.getByText(fill(zhCN['members.transfer_sent'], { unit: target.name })).waitFor();

  const home = api.county.units.find((unit) => unit.id === member.memberships[0]!.unit_id)!;
  const params = { from: home.name, name: member.name, to: target.name };
  await clerk.page.getByText(fill(zhCN['admin.transfer_asked'], params)).waitFor();
  assert.equal(await clerk.page.locator('[data-waiting=transfers]').first().innerText(), '1\n' + fill(zhCN['admin.new_count'], { count: 1 }));
  await button(clerk.page, zhCN['admin.accept']).click();
  await clerk.page.getByText(fill(zhCN['admin.transfer_accepted'], { name: member.name, unit: target.name })).waitFor();
  await eventually('nothing waits', () => clerk.page.locator('[data-waiting=transfers]').count(), (n) => n === 0);
  assert.equal(api.county.transfers[0]!.state, 'accepted');

  await sender.page.getByText(fill(zhCN['admin.transfer_was_accepted'], params)).waitFor();
  await sender.page.locator('#memberships-title').locator('xpath=../..').getByText(target.name).first().waitFor();
  await clerk.leave();
  await sender.leave();
});

test('the list of transfers: refused with a reason', async () => {
  const member = api.county.members[9]!;
  api.county.transfers.push({
    id: api.newId(), member_id: member.id, member_name: member.name, from_unit: { id: '1', name: '石桥镇' },
    to_unit: { id: '2', name: '东湾镇' }, from: '2026-12-01', state: 'asked', asked_by: '赵敏',
    asked_at: new Date().toISOString(), mine_to_decide: true,
  });
  const clerk = await open('/admin#/transfers', 'demo-clerk');
  const { page } = clerk;
  await button(page, zhCN['transfers.refuse']).click();
  await page.locator('#refuse-reason').fill('不在本地居住');
  await page.getByRole('dialog').getByRole('button', { name: zhCN['transfers.refuse'] }).click();
  await page.getByText(zhCN['transfers.empty_in'], { exact: true }).waitFor();
  await page.getByRole('button', { name: new RegExp(`^${zhCN['transfers.done']}`) }).click();
  await page.getByText(fill(zhCN['transfers.reason'], { reason: '不在本地居住' })).waitFor();
  assert.equal(api.county.transfers[0]!.state, 'refused');
  await clerk.leave();
});

test('what somebody may do decides what is offered', async () => {
  const clerk = await open('/admin', 'demo-clerk');
  await clerk.page.locator('.tree-row').first().waitFor();
  assert.equal(await button(clerk.page, zhCN['units.new_root']).count(), 0);
  assert.equal(await button(clerk.page, zhCN['units.levels']).count(), 0);
  await clerk.leave();
  const member = await open('/admin', 'demo-member');
  await member.page.getByText(zhCN['admin.no_section_title']).waitFor();
  assert.equal(await member.page.locator('.side-menu').count(), 0);
  await member.leave();
});

test('changed rights are said in one sentence and count at once', async () => {
  const person = await open('/admin', 'demo-clerk');
  const { page } = person;
  await page.locator('.tree-row').first().waitFor();
  api.push('demo-clerk', { type: 'notice', kind: 'rights.changed' });
  await page.getByText(zhCN['admin.rights_changed']).waitFor();
  api.dismissed.add('demo-clerk');
  api.push('demo-clerk', { type: 'notice', kind: 'rights.changed' });
  const unit = api.county.units[1]!.name;
  await page.getByText(fill(zhCN['admin.dismissed'], { unit, role: zhCN['role.clerk'] })).waitFor();
  await person.leave();
});

test('a phone has the menu at the bottom', async () => {
  const person = await open('/admin', 'demo-admin', PHONE_SIZE);
  const { page } = person;
  const menu = page.locator('.bottom-menu');
  await menu.getByRole('link', { name: zhCN['admin.members'] }).click();
  await page.getByRole('heading', { name: zhCN['admin.members'] }).waitFor();
  assert.equal(await page.locator('.side-menu').isVisible(), false);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 0);
  await person.leave();
});

test('a part that does not come says so and can be tried again', async () => {
  const person = await open('/admin');
  person.expectLineDown();
  const { page } = person;
  await page.route('**/assets/places-section-*.js', (route) => route.abort());
  await page.getByRole('link', { name: zhCN['admin.places'] }).click();
  await page.getByText(zhCN['admin.load_failed_title']).waitFor();
  await page.unroute('**/assets/places-section-*.js');
  await button(page, zhCN['admin.reload']).click();
  await page.getByText(api.county.places[0]!.name).first().waitFor();
  await person.leave();
});

test('a place is made for several units', async () => {
  const person = await open('/admin#/places');
  const { page } = person;
  await button(page, zhCN['places.add']).click();
  await page.locator('#place-name').fill('中心活动室');
  await page.getByRole('combobox', { name: zhCN['places.unit'] }).last().fill('石桥镇');
  await page.getByRole('option', { name: /^石桥镇/ }).click();
  await page.getByRole('combobox', { name: zhCN['places.serves_too'] }).fill('东湾镇');
  await page.getByRole('option', { name: /^东湾镇/ }).click();
  await button(page, zhCN['places.save']).click();
  await rowsOf(page).filter({ hasText: '中心活动室' }).getByText('东湾镇').waitFor();
  assert.equal(api.county.places.at(-1)!.name, '中心活动室');
  await person.leave();
});
