/* From an empty server to slips in the hand, in a browser against the program itself: guide, sample
 * county, import of units and members with mistakes, slips. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const PASSWORD = 'green hills and rain';
const UNITS = [
  '上级组织,组织名称,层级,代码',
  ',云岭县,县,530900000000',
  '云岭县,石桥镇,镇,',
  '石桥镇,河东村,村,',
  '石桥镇,河西村,村,',
  '没有这个镇,青山村,村,',
];
/* One identity number that a spreadsheet rounded, one unit that does not exist. */
const MEMBERS = [
  '姓名,身份证号,手机号,所在党支部,类别,备注',
  '王建国,11010519491231002X,13800000001,云岭县/石桥镇/河东村,正式党员,',
  '李秀英,,13800000002,云岭县/石桥镇/河东村,正式党员,外出',
  '张明芳,,13800000003,云岭县/石桥镇/河西村,预备党员,',
  '赵志强,5.1E+17,13800000004,云岭县/石桥镇/河西村,正式党员,',
  '陈文海,,13800000005,云岭县/石桥镇/没有的村,正式党员,',
];

let server: TestServer;
let browser: Browser;
let person: Person;
let page: Page;

before(async () => {
  server = await TestServer.start();
  browser = await openBrowser();
  const link = await eventually(
    'the link that the server prints',
    () => /https?:\/\/\S*\/setup(#\S+)/.exec(server.log)?.[1] ?? '',
    (fragment) => fragment !== '',
  );
  person = await Person.open(browser, { url: server.url });
  page = person.page;
  await person.go(`/setup?right${link}`);
  for (const id of ['password', 'again']) await page.locator(`#${id}`).fill(PASSWORD);
  await page.locator('#display-name').fill('王建国');
  await page.locator('#name').fill('wangjianguo');
  await page.locator('form button[type=submit]').click();
  await page.waitForURL('**/admin#/guide');
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const stateOf = (step: string) => page.locator(`[data-step=${step}]`).getAttribute('data-state');

/* Loaded anew, so that nothing is left of the section before. */
async function open(section: string): Promise<void> {
  await person.go(`/admin#/${section}`);
  await page.reload();
  await page.locator('h1').first().waitFor();
}

async function bring(kind: 'units' | 'members', rows: readonly string[]): Promise<void> {
  await open(`import?kind=${kind}`);
  await page.locator('input[type=file]').setInputFiles({
    name: `${kind}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(rows.join('\r\n') + '\r\n'),
  });
  await page.locator('.tiles').waitFor();
}

const countOf = (outcome: string) => page.locator(`.tile-${outcome}`).getAttribute('data-count');

async function apply(rows: number): Promise<void> {
  const name = fill(zhCN['import.apply'], { count: rows });
  await button(name).click();
  await page.getByRole('dialog').getByRole('button', { name }).click();
  await page.getByRole('heading', { name: zhCN['import.done_heading'] }).waitFor();
}

test('an empty server: the sample county comes and goes', async () => {
  await person.go('/admin');
  await page.locator('.guide-step').first().waitFor();
  assert.equal(new URL(page.url()).hash, '#/guide', 'an empty server begins with the guide');
  assert.equal(await stateOf('tree'), 'open');
  await button(zhCN['guide.sample_bring']).click();
  await page.getByText(zhCN['guide.sample_here'], { exact: true }).waitFor();
  assert.equal(await stateOf('members'), 'done');
  await button(zhCN['guide.sample_remove']).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['guide.sample_remove'] }).click();
  await eventually('the tree is empty', () => stateOf('tree'), (state) => state !== 'done');
});

test('units and members come from spreadsheets, wrong rows are explained and stay out', async () => {
  await bring('units', UNITS);
  assert.equal(await countOf('new'), '4');
  assert.equal(await countOf('wrong'), '1');
  await page.locator('[data-row="6"] .import-problem').getByText('没有这个镇').waitFor();
  await apply(4);

  await bring('members', MEMBERS);
  assert.equal(await countOf('new'), '3');
  assert.equal(await countOf('wrong'), '2');
  assert.equal(await page.locator('[data-column=身份证号] select').inputValue(), 'identity_number');
  assert.equal(await page.locator('[data-column=备注] select').inputValue(), '');
  await page.locator('[data-row="5"] .import-problem').waitFor();
  await page.locator('[data-row="6"] .import-problem').getByText('没有的村').waitFor();
  assert.ok(!(await page.locator('.desk-main').innerText()).includes('13800000001'), 'a number in clear');
  const report = page.waitForEvent('download');
  await page.getByRole('link', { name: zhCN['import.report_csv'] }).click();
  const text = readFileSync(await (await report).path(), 'utf8');
  assert.match(text, /赵志强/);
  await apply(3);

  await bring('members', MEMBERS);
  assert.equal(await countOf('same'), '3', 'a second time changes nothing');
  assert.equal(await button(fill(zhCN['import.apply'], { count: 0 })).isDisabled(), true);
  await button(zhCN['import.other_file']).click();
});

test('a file that is no spreadsheet is refused in a sentence', async () => {
  await open('import?kind=members');
  await page.locator('input[type=file]').setInputFiles({
    name: '照片.xlsx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 1]),
  });
  await page.locator('.notice-bad').waitFor();
  assert.match(await page.locator('.notice-bad').innerText(), /.{10}/);
  await page.getByText(zhCN['import.hint_save_as']).waitFor();
  await button(zhCN['import.other_file']).click();
  await page.locator('input[type=file]').waitFor({ state: 'attached' });
});

test('slips for a unit: as PDF, and on the screen once more', async () => {
  await open('slips');
  await page.getByRole('combobox').first().fill('河东村');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByText(fill(zhCN['slips.without'], { count: 2 })).waitFor();
  const saved = page.waitForEvent('download');
  await button(zhCN['slips.make_pdf']).click();
  const pdf = readFileSync(await (await saved).path());
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  await page.getByText(fill(zhCN['slips.without'], { count: 0 })).waitFor();
  await page.getByText(zhCN['slips.again'], { exact: true }).click();
  await button(zhCN['slips.make_screen']).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['slips.again_yes'] }).click();
  await page.getByText(fill(zhCN['slips.made'], { count: 2 })).waitFor();
  assert.equal(await page.locator('#app .slip .qr-code').count(), 2);
  await button(zhCN['slips.close']).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['slips.close_yes'] }).click();
  await page.getByText(zhCN['slips.pick_first']).waitFor();
});

test('units are exported at once and taken once; numbers of people wait for somebody who is not there', async () => {
  await open('exports');
  await page.getByRole('combobox').first().selectOption('units');
  await button(zhCN['exports.submit']).click();
  const row = page.locator('.export').first();
  await row.getByRole('button', { name: /^取走文件/ }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: zhCN['exports.take'] }).click();
  assert.match((await saved).suggestedFilename(), /\.xlsx$/);
  await eventually('it is taken', () => row.getAttribute('data-state'), (state) => state === 'taken');
  person.expectRefusals();
  await page.getByRole('combobox').first().selectOption('members');
  await page.locator('#export-numbers').click();
  await page.locator('#export-reason').fill('核对党费');
  await button(zhCN['exports.submit']).click();
  await page.locator('.export-form .notice-bad').waitFor();
});

test('a screen that is paired shows at once, and goes when it is unpaired', async () => {
  await open('screens');
  await page.getByText(zhCN['screens.none'], { exact: true }).waitFor();
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`${server.url}/api/v1/${path}`, {
      data,
      headers: { 'X-Tongping-Request': '1' },
    });
    assert.ok(answer.ok(), await answer.text());
    return (await answer.json()) as Record<string, string>;
  };
  const units = await page.request.get(`${server.url}/api/v1/units`);
  const village = ((await units.json()) as { id: string; name: string }[]).find((row) => row.name === '河东村');
  const offer = await post('pairings', { kind: 'tv' });
  await post(`pairings/${offer['user_code']}`, { approve: true, unit_id: village?.id, name: '活动室电视' });
  const row = page.locator('.screen', { hasText: '活动室电视' });
  await row.getByText('河东村').first().waitFor();
  await row.getByRole('button', { name: /^解除/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['screens.unpair'] }).click();
  await page.getByText(zhCN['screens.none'], { exact: true }).waitFor();
});

test('the guide knows what was done; every action of the table of rights has words', async () => {
  await open('guide');
  await eventually('slips are handed out', () => stateOf('slips'), (state) => state === 'done');
  assert.equal(await stateOf('members'), 'done');
  assert.equal(await stateOf('clerks'), 'next');
  await open('clerks');
  await page.locator('.rights').waitFor();
  const bare = await page.locator('.rights tbody th[scope=row]').evaluateAll((heads) =>
    heads.map((head) => head.textContent ?? '').filter((text) => !/\p{Script=Han}/u.test(text)),
  );
  assert.deepEqual(bare, []);
  assert.equal(await page.locator('[data-action="member.numbers"] td').nth(2).getAttribute('data-reach'), 'subtree');
  await open('screens');
  await page.getByText(zhCN['screens.none'], { exact: true }).waitFor();
  await open('audit');
  await page.locator('.table td').getByText(zhCN['action.activation_issue']).first().waitFor();
  const unknown = await page.locator('.table td.cell-lead').evaluateAll((cells) =>
    cells.map((cell) => cell.textContent ?? '').filter((text) => !/\p{Script=Han}/u.test(text)),
  );
  assert.deepEqual(unknown, [], 'entries without words');
  await person.leave();
});
