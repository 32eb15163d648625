/* The first-run guide and the import wizard of /admin. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
  api = await FakeApi.start(fakeCounty(300));
});

async function openSection(section: string): Promise<Person> {
  const person = await Person.open(browser, { url: api.url });
  await person.go('/login?next=/admin');
  await person.signIn('demo-admin');
  await person.page.goto(`${api.url}/admin#/${section}`);
  return person;
}

const stepStates = (page: Page) =>
  page.locator('.guide-step').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-state')));
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function choose(page: Page, name: string, content = 'PK'): Promise<void> {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
}

test('the guide points at the first step that the counts do not show as done', async () => {
  const person = await openSection('guide');
  const { page } = person;
  const open = ['open', 'open', 'open', 'open', 'open'];
  await eventually('nothing is done', () => stepStates(page), (states) => states.join() === ['next', ...open].join());
  officeOf(api).guide = { ...officeOf(api).guide, levels: 3, units: 61, members: 1402 };
  await page.reload();
  await eventually(
    'three are done',
    () => stepStates(page),
    (states) => states.join() === 'done,done,done,next,open,open',
  );
  await page.getByText(fill(zhCN['guide.count_members'], { count: '1,402' })).waitFor();
  await page.getByText(fill(zhCN['guide.progress'], { done: 3, all: 6 })).waitFor();
  officeOf(api).guide = { ...officeOf(api).guide, slips: 900, clerks: 4, screens: 1 };
  await page.reload();
  await page.getByText(zhCN['guide.all_done']).waitFor();
  assert.equal(await page.locator('.guide-step .button-primary').count(), 0);
  await person.leave();
});

test('the sample county comes by one press and goes by one, after a question', async () => {
  const person = await openSection('guide');
  const { page } = person;
  await button(page, zhCN['guide.sample_bring']).click();
  await page.getByText(zhCN['guide.sample_here'], { exact: true }).waitFor();
  await page.getByText(fill(zhCN['guide.count_members'], { count: '480' })).waitFor();
  await button(page, zhCN['guide.sample_remove']).click();
  await page.getByRole('dialog').getByText(zhCN['guide.sample_remove_text']).waitFor();
  assert.ok(!api.calls.includes('DELETE /api/v1/sample'), 'removed before the answer');
  await page.getByRole('dialog').getByRole('button', { name: zhCN['guide.sample_remove'] }).click();
  await button(page, zhCN['guide.sample_bring']).waitFor();
  assert.equal(await page.locator('.sample-banner').count(), 0);
  await person.leave();
});

test('templates open in a spreadsheet: BOM, Chinese headings, CRLF', async () => {
  const person = await openSection('guide');
  const { page } = person;
  const expected = { tree: '上级组织,组织名称,层级,代码', members: '姓名,身份证号,手机号,所在党支部,类别' };
  for (const [step, headings] of Object.entries(expected)) {
    const saved = page.waitForEvent('download');
    await page.locator(`[data-step=${step}] button`).click();
    const download = await saved;
    assert.match(download.suggestedFilename(), /模板\.csv$/);
    assert.equal(readFileSync(await download.path(), 'utf8'), `\uFEFF${headings}\r\n`);
  }
  await person.leave();
});

test('a spreadsheet is checked, shown row by row, and imported after a question that says all', async () => {
  const person = await openSection('import?kind=members');
  const { page } = person;
  await page.getByText(zhCN['import.drop_hint']).waitFor();
  await choose(page, '党员名册.xlsx');
  await page.locator('.tile-wrong').waitFor();
  assert.match(api.calls.find((call) => call.startsWith('POST /api/v1/imports')) ?? '', /kind=members/);

  const counts = await page.locator('.tile').evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-count')));
  assert.deepEqual(counts, ['1180', '96', '112', '14', '3']);
  assert.equal(await page.locator('[data-column=序号] select').inputValue(), '');
  assert.equal(await page.locator('[data-column=党支部] select').inputValue(), 'unit');
  await page.locator('[data-row="2"] .import-problem').getByText('5.1E+17').waitFor();
  assert.equal(await page.locator('.import-row').count(), 14, 'the wrong rows come first, all of them');

  await page.locator('.tile-new').click();
  await eventually('a page of new rows', () => page.locator('.import-row-new').count(), (n) => n === 50);
  await button(page, zhCN['list.more']).click();
  await eventually('another page', () => page.locator('.import-row-new').count(), (n) => n === 100);

  const apply = fill(zhCN['import.apply'], { count: '1,276' });
  await button(page, apply).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(fill(zhCN['import.confirm_new_members'], { count: '1,180' })).waitFor();
  await dialog.getByText(fill(zhCN['import.confirm_wrong'], { count: '14' })).waitFor();
  await dialog.getByText(zhCN['import.confirm_again']).waitFor();
  assert.ok(!api.calls.some((call) => call.includes('/apply')), 'applied before the answer');
  await dialog.getByRole('button', { name: apply }).click();
  await page.getByText(fill(zhCN['import.done_members'], { created: '1,180', changed: '96' })).waitFor();
  assert.equal(await page.getByRole('link', { name: zhCN['import.next_slips'] }).getAttribute('href'), '#/slips');
  const report = page.getByRole('link', { name: zhCN['import.report_csv'] });
  assert.match((await report.getAttribute('href')) ?? '', /\/report\?format=csv/);
  await person.leave();
});

test('another mapping is sent whole, a field moves; nothing is imported without the required ones', async () => {
  const person = await openSection('import?kind=members');
  const { page } = person;
  await choose(page, '名册.csv');
  await page.locator('.tile-wrong').waitFor();
  await page.locator('[data-column=备注] select').selectOption('unit');
  await eventually(
    'the field has moved',
    () => page.locator('[data-column=党支部] select').inputValue(),
    (value) => value === '',
  );
  await page.locator('[data-column=备注] select').selectOption('');
  await page.getByText(fill(zhCN['import.missing'], { fields: zhCN['import.members_unit'] })).waitFor();
  assert.equal(await page.locator('.apply-bar .button-primary').isDisabled(), true);
  await page.reload();
  await page.locator('.tile-wrong').waitFor();
  await page.getByText(fill(zhCN['import.missing'], { fields: zhCN['import.members_unit'] })).waitFor();
  await person.leave();
});

test('a file that cannot be read: the sentence of the server, what to do, another try', async () => {
  const person = await openSection('import');
  const { page } = person;
  await choose(page, '名册.xls');
  await page.getByText(zhCN['import.refused_old_excel'], { exact: true }).waitFor();
  await choose(page, '照片.jpg');
  await page.getByText(zhCN['import.refused_other_kind'], { exact: true }).waitFor();
  await choose(page, '空.csv', '');
  await page.getByText(zhCN['import.refused_empty'], { exact: true }).waitFor();
  assert.ok(!api.calls.some((call) => call.startsWith('POST /api/v1/imports')), 'sent all the same');

  await choose(page, 'bad.xlsx');
  await page.getByText('它的内容与扩展名不符').waitFor();
  await page.getByText(zhCN['import.hint_save_as']).waitFor();
  await button(page, zhCN['import.other_file']).click();
  person.expectRefusals();
  api.refuseNext(/POST .*imports/, 409, 'conflict', 'four imports are open already');
  await choose(page, 'good.xlsx');
  await page.getByText('four imports are open already').waitFor();
  await choose(page, 'good.xlsx');
  await page.locator('.tile-wrong').waitFor();
  await person.leave();
});
