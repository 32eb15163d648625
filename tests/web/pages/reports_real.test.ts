/* Reports against the program itself: a meeting of some days ago is closed, and its figures are followed from the year of a
 * village through the ranking and a person down to the record; files are opened and are what the screen shows. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const CLOSED_WITHIN_MS = 60000;
const LINES_ABOVE = 3; // of an XLSX: what it is, by which rule, up to which head
const [UNIT, NAME, HOURS, ASKED, MISSING, FIRST_STATE] = [1, 2, 3, 4, 5, 6] as const; // columns of files
const STATES = ['present', 'late', 'left_early', 'partial', 'absent', 'excused', 'besides', 'lessons'] as const;

type Cell = string | number | null;

let server: TestServer;
let browser: Browser;
let village: { year: number; id: string; name: string; parent: string; people: string[] };

function python(script: string, argument: string): unknown {
  const made = spawnSync('/usr/bin/python3', [join(import.meta.dirname, '../support', script), argument], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  return JSON.parse(made.stdout);
}

before(async () => {
  server = await TestServer.start('--demo');
  await server.stop();
  village = python('past_year.py', server.data) as typeof village;
  await server.startAgain();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

const rowsOf = (page: Page) => page.locator('.report-table tbody tr[data-row]');

async function openReports(query: string): Promise<Person> {
  const person = await Person.open(browser, { url: server.url });
  await person.go('/login?next=/admin');
  await person.signIn('demo-auditor');
  await person.page.locator('.desk').waitFor();
  await person.go(`/admin#/reports?year=${village.year}&${query}`);
  return person;
}

/* Until all records of the meeting are there. */
async function openYear(): Promise<Person> {
  const person = await openReports(`unit=${village.id}`);
  const { page } = person;
  await eventually(
    'the register is closed',
    async () => {
      await page.reload();
      await rowsOf(page).first().waitFor();
      return page.locator('.report-absent').count();
    },
    (count) => count === village.people.length - 2,
    CLOSED_WITHIN_MS,
  );
  return person;
}

/* What the screen says of somebody, from the cells of a file. */
function saidOf(cells: readonly Cell[]): string[] {
  const counts = STATES.flatMap((state, index) => {
    const count = Number(cells[FIRST_STATE + index]);
    return count > 0 ? [fill(zhCN['reports.state_count'], { state: zhCN[`reports.${state}`], count })] : [];
  });
  return [
    String(cells[NAME]),
    String(cells[UNIT]),
    fill(zhCN['reports.hours_of'], { hours: String(Number(cells[HOURS])), asked: String(Number(cells[ASKED])) }),
    fill(zhCN['reports.missing_hours'], { hours: String(Math.round(Number(cells[MISSING]) * 100) / 100) }),
    counts.join(''),
  ];
}

async function shownOn(page: Page): Promise<string[][]> {
  const rows = await rowsOf(page).evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? '')),
  );
  return rows.map((cells) => cells.map((text) => text.trim()));
}

async function taken(page: Page, link: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()]);
  return download.path();
}

test('the year of a village, on the screen, as CSV and as XLSX', async () => {
  const person = await openYear();
  const { page } = person;
  const shown = await shownOn(page);
  assert.deepEqual(shown.map((cells) => cells[0]), village.people);
  const [there, half, never] = shown;
  assert.deepEqual(there?.slice(2), ['0.75，要求 32', '还差 31.25', '出席 1']);
  assert.deepEqual(half?.slice(2), ['0.38，要求 32', '还差 31.63', '部分出席 1']);
  assert.deepEqual(never?.slice(2), ['0，要求 32', '还差 32', '缺席 1']);
  const sums = await page.locator('.report-sums dd').allTextContents();
  const count = String(village.people.length);
  assert.deepEqual(sums.slice(0, 4), [count, count, count, '1.13']);
  assert.match(await page.locator('.report-proof').innerText(), /credit-1/);

  const csv = readFileSync(await taken(page, zhCN['reports.file_csv']), 'utf8');
  assert.ok(csv.startsWith('\uFEFF'));
  const lines = csv.slice(1).trimEnd().split('\r\n').map((line) => line.split(','));
  assert.equal(lines[0]?.[NAME], '姓名');
  const sheets = python('sheet_rows.py', await taken(page, zhCN['reports.file_xlsx'])) as Cell[][][];
  assert.equal(sheets.length, 1);
  const table = sheets[0]!.slice(LINES_ABOVE);
  assert.deepEqual(table[0], lines[0]);
  assert.equal(typeof table[1]?.[HOURS], 'number');
  const rounded = (cells: readonly Cell[]) => cells.map((cell, at) => (at === HOURS ? Math.round(Number(cell) * 100) / 100 : cell));
  for (const file of [lines, table]) assert.deepEqual(file.slice(1).map((cells) => saidOf(rounded(cells))), shown);
  await person.leave();
});

test('units are ranked by the formula that is shown', async () => {
  const person = await openReports(`kind=units&unit=${village.parent}`);
  const { page } = person;
  const row = rowsOf(page).filter({ hasText: village.name });
  await row.waitFor();
  const terms = `${zhCN['reports.attended_share']} × 40 + ${zhCN['reports.hours_share']} × 40 + ${zhCN['reports.met_share']} × 20`;
  assert.equal(await page.locator('.report-formula').innerText(), fill(zhCN['reports.formula'], { sum: terms, weight: '100' }));
  const cells = (await row.locator('th, td').allTextContents()).map((text) => text.trim());
  const people = village.people.length;
  const share = Math.floor(1000 / people) / 10; // one of them attended
  const text = cells.join(' ');
  assert.equal(await row.locator('.report-rank').innerText(), '1');
  assert.ok(text.includes(fill(zhCN['reports.share_of'], { share: `${share}%`, part: 1, whole: people })), text);
  const hours = Math.floor((1125 * 1000) / (people * 32000)); // thousandths; nobody has all of them
  assert.equal(cells.at(-1), String(Math.floor((40 * share * 10 + 40 * hours) / 100) / 10));
  await row.getByRole('link', { name: village.name }).click();
  await eventually('its people', () => rowsOf(page).count(), (count) => count === people);
  await person.leave();
});

test('a line of the year leads to the person, and to the record with its proof', async () => {
  const person = await openYear();
  const { page } = person;
  await page.getByRole('link', { name: village.people[1]!, exact: true }).click();
  await page.getByRole('heading', { name: village.people[1]!, level: 1 }).waitFor();
  await page.getByText(fill(zhCN['reports.person_hours'], { hours: '0.38' })).waitFor();
  await page.locator('.report-table[data-kind=person]').getByRole('link', { name: '全县春耕会议' }).click();
  await page.locator('[data-card=proof]').waitFor();
  assert.match((await page.locator('[data-sum]').textContent()) ?? '', /看了 45 分钟中的 22/);
  assert.match((await page.locator('[data-card=readers]').textContent()) ?? '', /示例督查员.*看了/);
  await person.leave();
});
