/* The section of /admin with reports: a year's hours in pages and as files, units and their formula, an event, a course, one person
 * and what would close the gap; by keyboard, wide and narrow, in both languages. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeCounty } from '../support/fake-county.ts';
import { fakeIndicators } from '../support/fake-indicators.ts';
import { FAKE_EVENT, FAKE_ROOT, fakeMissing } from '../support/fake-reports.ts';
import { faultsOf } from '../support/faults.ts';
import { eventually } from '../support/wait.ts';

const MEMBERS = 250;
const MANY = 700; // more than one may take alone
const SHORT = Array.from({ length: MEMBERS }, (_, n) => fakeMissing(n)).filter((missing) => missing > 0).length;

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
  api = await FakeApi.start(fakeCounty(MEMBERS));
});

async function openReports(rest = '', options: Omit<PersonOptions, 'url'> = {}): Promise<Person> {
  const person = await Person.open(browser, { url: api.url, ...options });
  await person.go('/login?next=/admin');
  await person.signIn('demo-admin');
  await person.page.goto(`${api.url}/admin#/reports${rest}`);
  return person;
}

const rowsOf = (page: Page) => page.locator('.report-table tbody tr[data-row]');

function countRows(page: Page, count: number): Promise<number> {
  return eventually(`${count} rows`, () => rowsOf(page).count(), (n) => n === count);
}

const asks = (pattern: RegExp) => api.calls.filter((one) => pattern.test(one));

test('a year in pages: sums, states, who is short, and what the figures rest on', async () => {
  const person = await openReports('?year=2026');
  const { page } = person;
  await countRows(page, 100);
  assert.equal(await page.locator('[data-sum=short] dd').innerText(), String(SHORT));
  assert.equal(await page.locator('[data-sum=members] dd').innerText(), String(MEMBERS));
  const first = rowsOf(page).first();
  await first.getByText(fill(zhCN['reports.missing_hours'], { hours: '1' })).waitFor();
  await first.getByText(fill(zhCN['reports.state_count'], { state: zhCN['reports.absent'], count: '2' })).waitFor();
  assert.equal(await first.locator('.report-left_early').count(), 0, 'what never was is not said');
  assert.match(await page.locator('.report-proof').innerText(), /credit-1.*4,711/);
  assert.equal(await page.locator('.report-proof code').innerText(), FAKE_ROOT);

  const more = page.getByRole('button', { name: zhCN['reports.more'] });
  await more.focus();
  await page.keyboard.press('Enter');
  await countRows(page, 200);
  await more.click();
  await countRows(page, MEMBERS);
  await page.getByText(fill(zhCN['reports.shown_all'], { count: String(MEMBERS) })).waitFor();
  const ids = await rowsOf(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')));
  assert.equal(new Set(ids).size, MEMBERS, 'a row came twice');

  await page.getByRole('button', { name: zhCN['reports.only_short'] }).press('Space');
  await countRows(page, SHORT);
  assert.match(page.url(), /only=short/);
  assert.deepEqual(await faultsOf(page), []);
  await person.leave();
});

test('the unit and the year stand in the address, and hold for the files', async () => {
  const unit = api.county.units[1]!;
  const person = await openReports('?year=2026');
  const { page } = person;
  await countRows(page, 100);
  const picker = page.getByRole('combobox', { name: zhCN['reports.unit'] });
  await picker.fill(unit.name);
  await page.locator('.pick').first().click();
  await eventually('asked of the unit', () => Promise.resolve(asks(new RegExp(`reports/year\\?year=2026&unit=${unit.id}`)).length), (n) => n > 0);
  await page.getByRole('combobox', { name: zhCN['reports.year'], exact: true }).selectOption('2025');
  await eventually('the address', () => Promise.resolve(page.url()), (url) => url.includes('year=2025') && url.includes(unit.id));
  await page.locator('.report-sums').waitFor();
  const link = page.getByRole('link', { name: zhCN['reports.file_xlsx'] });
  assert.equal(await link.getAttribute('href'), `/api/v1/reports/year/file?year=2025&unit=${unit.id}&format=xlsx`);
  const [download] = await Promise.all([page.waitForEvent('download'), link.press('Enter')]);
  assert.equal(download.suggestedFilename(), 'year.xlsx');
  await person.leave();
});

test('a file of too many people says so and is asked for as an export', async () => {
  await api.dispose();
  api = await FakeApi.start(fakeCounty(MANY));
  const person = await openReports('?year=2026');
  const { page } = person;
  person.expectRefusals();
  await page.getByRole('link', { name: zhCN['reports.file_csv'] }).click();
  await page.locator('.report [role=alert]').waitFor();
  assert.match(await page.locator('.report [role=alert]').innerText(), /700/);
  assert.deepEqual(await faultsOf(page), []);
  await page.locator('#report-export-reason').fill('年度考核');
  await page.keyboard.press('Enter');
  await page.locator('[data-export]').first().waitFor();
  assert.match(page.url(), /#\/exports/);
  const first = page.locator('[data-export]').first();
  await first.getByText('年度考核').waitFor();
  await first.getByText(`2026 ${zhCN['exports.report_year']}`).waitFor();
  await person.leave();
});

test('units: ranked by a formula in words; the small have no rank; other weights are a draft', async () => {
  const person = await openReports('?kind=units&year=2026');
  const { page } = person;
  const below = api.county.units.filter((unit) => unit.parent_id === api.county.units[0]!.id).length;
  await countRows(page, below);
  const formula = page.locator('.report-formula');
  const said = (a: number, b: number, c: number) =>
    fill(zhCN['reports.formula'], {
      sum: `${zhCN['reports.attended_share']} × ${a} + ${zhCN['reports.hours_share']} × ${b} + ${zhCN['reports.met_share']} × ${c}`,
      weight: String(a + b + c),
    });
  assert.equal(await formula.innerText(), said(40, 40, 20));
  await page.getByText(fill(zhCN['reports.formula_least'], { least: '10' })).waitFor();
  assert.equal(await rowsOf(page).first().locator('.report-rank').innerText(), '1');
  await rowsOf(page).last().getByText(fill(zhCN['reports.rank_small'], { least: '10' })).waitFor();
  assert.equal(await rowsOf(page).last().locator('.report-rank').count(), 0);

  await page.locator('#weight-attended').fill('101');
  await page.keyboard.press('Enter');
  await page.getByText(zhCN['reports.weight_wrong']).waitFor();
  await page.locator('#weight-attended').fill('100');
  await page.keyboard.press('Enter');
  await page.getByText(zhCN['reports.weights_draft']).waitFor();
  await eventually('the formula', () => formula.innerText(), (text) => text === said(100, 40, 20));
  assert.match((await page.getByRole('link', { name: zhCN['reports.file_csv'] }).getAttribute('href')) ?? '', /weight_attended=100/);
  await page.getByRole('button', { name: zhCN['reports.weights_reset'] }).click();
  await eventually('the usual again', () => formula.innerText(), (text) => text === said(40, 40, 20));
  await person.leave();
});

test('an indicator is pasted, seen as a draft by who asks, published by another person, withdrawn', async () => {
  const person = await openReports('?kind=units&year=2026');
  const { page } = person;
  const below = api.county.units.filter((unit) => unit.parent_id === api.county.units[0]!.id);
  const [east, west] = [below[0]!, below[1]!];
  const formula = page.locator('.report-formula');
  await page.getByText(zhCN['reports.indicators_none']).waitFor();
  await page.getByRole('button', { name: zhCN['reports.indicator_add'] }).press('Enter');
  const form = page.getByRole('dialog');
  await page.locator('#indicator-name').fill('安全生产');
  await page.locator('#indicator-source').fill('县应急管理局');
  await page.locator('#indicator-cells').fill(`${east.name}\t92.5\n没有的村\t3\n${west.name}\t很好`);
  await form.getByRole('button', { name: zhCN['reports.indicator_keep'] }).click();
  await page.locator('[data-bad="3"]').waitFor();
  assert.match(await page.locator('[data-bad="2"]').innerText(), new RegExp(zhCN['reports.cells_none']));
  assert.equal(asks(/^POST .*indicators/).length, 0, 'bad rows are not sent');
  await page.locator('#indicator-cells').fill(`${east.name}\t92.5\n${west.name}\t80\t核减`);
  await form.getByRole('button', { name: zhCN['reports.cells_look'] }).click();
  await page.getByText(fill(zhCN['reports.cells_read'], { good: '2', bad: '0' })).waitFor();
  assert.equal(fakeIndicators(api).length, 0, 'a look stores nothing');
  assert.deepEqual(await faultsOf(page), []);
  await form.getByRole('button', { name: zhCN['reports.indicator_keep'] }).click();
  await page.locator('[data-indicator]').waitFor();
  assert.deepEqual(fakeIndicators(api)[0]!.values.map((one) => [one.unit_id, one.value, one.note]), [[east.id, 92500, undefined], [west.id, 80000, '核减']]);

  assert.doesNotMatch(await formula.innerText(), /安全生产/);
  await page.getByRole('button', { name: zhCN['reports.drafts_look'] }).press('Space');
  await eventually('the draft in the formula', () => formula.innerText(), (text) => text.includes('安全生产 × 20') && text.includes('120'));
  await page.getByText(zhCN['reports.drafts_note']).waitFor();
  assert.match((await page.getByRole('link', { name: zhCN['reports.file_xlsx'] }).getAttribute('href')) ?? '', /draft=1/);
  await page.getByRole('button', { name: zhCN['reports.drafts_look'] }).press('Space');
  await eventually('without it', () => formula.innerText(), (text) => !text.includes('安全生产'));

  const item = page.locator('[data-indicator]');
  await item.getByText(zhCN['reports.indicator_other']).waitFor();
  assert.equal(await item.getByRole('button', { name: zhCN['reports.indicator_publish'] }).count(), 0, 'who wrote it does not publish it');
  fakeIndicators(api)[0]!.is_own = false; // another person looks
  await page.reload();
  await item.getByRole('button', { name: zhCN['reports.indicator_publish'] }).click();
  await eventually('it counts', () => formula.innerText(), (text) => text.includes('安全生产 × 20'));
  await item.getByText(zhCN['reports.indicator_published']).waitFor();
  await item.getByRole('button', { name: zhCN['reports.indicator_withdraw'] }).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['reports.indicator_withdraw'] }).click();
  await page.getByText(zhCN['reports.indicator_missing']).waitFor();
  await page.locator('#indicator-reason').fill('来源更正');
  await page.keyboard.press('Enter');
  await item.getByText(/来源更正/).waitFor();
  await eventually('it counts no more', () => formula.innerText(), (text) => !text.includes('安全生产'));
  assert.deepEqual(await faultsOf(page), []);
  await person.leave();
});

test('an event is chosen by its title, a course too; each person leads on', async () => {
  const person = await openReports('?kind=event&year=2026');
  const { page } = person;
  await page.getByRole('combobox', { name: zhCN['reports.event'] }).fill('防汛');
  await page.locator('.pick').first().click();
  await countRows(page, 20);
  assert.match(page.url(), new RegExp(`register=${FAKE_EVENT.id}`));
  const record = await rowsOf(page).first().getByRole('link').getAttribute('href');
  assert.match(record ?? '', /^#\/attendance\?record=/);
  await person.leave();
});

test('one person: what is missing, which lessons bring it, and the records', async () => {
  const n = 3;
  const member = api.county.members[n]!;
  const missing = fakeMissing(n) / 1000;
  const person = await openReports('?year=2026');
  const { page } = person;
  await rowsOf(page).nth(n).getByRole('link', { name: member.name }).press('Enter');
  await page.getByRole('heading', { level: 1, name: member.name }).waitFor();
  await page.locator('.report-standing').getByText(fill(zhCN['reports.missing_hours'], { hours: String(missing) })).waitFor();
  await page.locator('[data-kind=gaps] tbody tr[data-row]').waitFor();
  await page.getByText(fill(zhCN['reports.gaps_left'], { hours: '0.5' })).waitFor();
  await eventually('records', () => page.locator('[data-kind=person] tbody tr[data-row]').count(), (count) => count === 3);
  assert.match((await page.locator('[data-kind=person] tbody a').first().getAttribute('href')) ?? '', /^#\/attendance\?record=/);
  await page.getByRole('link', { name: zhCN['reports.back'] }).click();
  await countRows(page, 100);

  await rowsOf(page).nth(1).getByRole('link').click();
  await page.locator('.report-standing').getByText(zhCN['reports.met']).waitFor();
  assert.equal(await page.locator('.report-gaps').count(), 0, 'who lacks nothing needs no lessons');
  await person.leave();
});

test('the section is sound on a computer and a phone, and nothing scrolls sideways', async () => {
  for (const [size, locale, dark] of [[PC_SIZE, 'en-US', false], [PHONE_SIZE, 'zh-CN', true]] as const) {
    const person = await openReports('', { size, locale, dark });
    const { page } = person;
    for (const isLarge of [false, true]) {
      await page.locator('.report-sums').waitFor();
      if (isLarge) await page.locator('.switch').first().click();
      const member = api.county.members[3]!;
      for (const [rest, there] of [
        ['', '.report-table tbody tr[data-row]'],
        ['?kind=units', '.report-formula'],
        ['?kind=event', '.empty'],
        [`?kind=event&register=${FAKE_EVENT.id}`, '.report-table tbody tr[data-row]'],
        ['?kind=course&course=00000000-0000-7000-8000-000000000001', '.report-table tbody tr[data-row]'],
        [`/${member.id}`, '[data-kind=gaps] tbody tr[data-row]'],
        ['?kind=year', '.report-sums'],
      ] as const) {
        await page.goto(`${api.url}/admin#/reports${rest}`);
        await page.locator(there).first().waitFor();
        assert.deepEqual(await faultsOf(page), [], `${rest} ${locale} ${isLarge}`);
      }
    }
    await person.leave();
  }
});
