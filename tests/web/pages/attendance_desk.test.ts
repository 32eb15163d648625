/* What the auditor does on /admin: finds an event, sees who attended, opens a record down to its intervals and proof,
 * draws a sample; by mouse and by keyboard, on a computer and a phone. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { attendZhCN as words } from '../../../player-web/shared/i18n/attend.zh-CN.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { CLOSED_ID, FakeAttendance, OPEN_ID, RECEIPT, RECORD_ID } from '../support/fake-attendance.ts';
import { eventually } from '../support/wait.ts';

let browser: Browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

interface Visit {
  person: Person;
  page: Page;
  fake: FakeAttendance;
  open: (path: string) => Promise<void>;
}

async function visit(run: (visit: Visit) => Promise<void>, size = PC_SIZE): Promise<void> {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url, size });
  const fake = new FakeAttendance();
  try {
    await fake.serve(person.page);
    await person.go('/login?next=/admin');
    await person.signIn('demo-auditor');
    await person.page.locator('.desk').waitFor();
    await run({ person, page: person.page, fake, open: async (path) => void (await person.page.goto(`${api.url}/admin${path}`)) });
    await person.leave();
  } finally {
    await api.dispose();
  }
}

const rows = (page: Page) => page.locator('tbody tr[data-row]');
const record = (page: Page) => page.locator('[data-card=proof]').waitFor();

test('an event is found by title and state', () =>
  visit(async ({ page, fake, open }) => {
    await open('#/attendance');
    await eventually('two events', () => rows(page).count(), (count) => count === 2);
    await page.getByRole('searchbox').fill('防汛');
    await eventually('one event', () => rows(page).count(), (count) => count === 1);
    await page.getByLabel(words['attend.state'], { exact: true }).selectOption('closed');
    await eventually('asked with both', () => fake.asked.at(-1), (path) => /q=.*state=closed/.test(path ?? ''));
    await page.getByRole('link', { name: '全县防汛工作会议' }).click();
    await rows(page).first().waitFor();
    assert.match(page.url(), new RegExp(CLOSED_ID));
  }));

test('a register counts the states and lists people by them and by name', () =>
  visit(async ({ page, fake, open }) => {
    await open(`#/attendance/${CLOSED_ID}`);
    await rows(page).first().waitFor();
    assert.equal(await page.locator('[data-figure=came] dd').textContent(), '90');
    const absent = page.locator('[data-state=absent]');
    const count = Number(await absent.locator('.attend-number').textContent());
    await absent.click();
    await eventually('the absent ones', () => rows(page).count(), (n) => n === count);
    assert.equal(await absent.getAttribute('aria-pressed'), 'true');
    await absent.click();
    await page.getByLabel(words['attend.people_search']).fill('李建国1');
    await eventually('asked by name', () => fake.asked.at(-1), (path) => /figures\?.*q=/.test(path ?? ''));
    assert.ok(await page.getByText('河东村活动室：清点 43 人').isVisible());
    assert.ok(await page.getByText('周专家').isVisible());
    const sheet = page.getByRole('link', { name: words['attend.sheet'] });
    assert.equal(await sheet.getAttribute('href'), `/api/v1/registers/${CLOSED_ID}/sheet`);
  }));

test('all pages of a long list are fetched', () =>
  visit(async ({ page, open }) => {
    await open(`#/attendance/${CLOSED_ID}`);
    await rows(page).first().waitFor();
    await page.locator('.table-end').scrollIntoViewIfNeeded();
    await eventually('everybody', () => rows(page).count(), (count) => count === 130);
  }));

test('before closing the figures are said to be of now, and lead to the pieces', () =>
  visit(async ({ page, open }) => {
    await open(`#/attendance/${OPEN_ID}`);
    await page.locator('.notice-warn').waitFor();
    assert.equal(await page.getByRole('button', { name: words['attend.sample'] }).count(), 0);
    await rows(page).first().locator('a').click();
    await page.locator('[data-card=pieces] tr[data-row]').first().waitFor();
    assert.match((await page.locator('[data-sum]').textContent()) ?? '', /到现在看了 42 分钟中的 25 分钟/);
  }));

test('a record opens to its intervals, rule, chain, log, readers', () =>
  visit(async ({ page, open }) => {
    await open(`#/attendance/${CLOSED_ID}?record=${RECORD_ID}`);
    await record(page);
    assert.match((await page.locator('[data-sum]').textContent()) ?? '', /看了 42 分钟中的 25 分钟，计入 25 分钟/);
    assert.equal(await page.locator('[data-lane=live] .seen-live').count(), 2);
    assert.equal(await page.locator('[data-lane=replay] .seen-fault').count(), 1);
    assert.match((await page.locator('.seen-row').first().locator('.visually-hidden').textContent()) ?? '', /20 分钟，2 段/);
    const live = page.locator('.opens-item[data-figure=live]');
    await live.locator('summary').focus();
    await page.keyboard.press('Enter');
    await live.locator('table').waitFor();
    assert.deepEqual(await live.locator('td').allTextContents(),
      ['0:00:00', '0:10:00', '10 分钟', '0:12:00', '0:22:00', '10 分钟']);
    await eventually('the rule', () => page.locator('[data-card=rule] li').count(), (count) => count === 8);
    const text = async (card: string) => (await page.locator(`[data-card=${card}]`).textContent()) ?? '';
    assert.match(await text('rule'), /看到应看的 85% 为到会/);
    assert.match(await text('trust'), /高.*本人账号.*李文书/s);
    assert.match(await text('chain'), /当时在场/);
    assert.match(await text('log'), /abababab/);
    assert.match(await text('readers'), /陈文海.*看了记录 2 次/);
    assert.match(await text('proof'), /41.*node-1\/1.*64/s);
  }));

test('the receipt is saved as it is, and so is the page that checks it', () =>
  visit(async ({ page, open }) => {
    await open(`#/attendance/${CLOSED_ID}?record=${RECORD_ID}`);
    await record(page);
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: words['attend.proof_save'] }).click();
    const file = await coming;
    assert.equal(readFileSync(await file.path(), 'utf8'), RECEIPT);
    const checking = page.waitForEvent('download');
    await page.getByRole('link', { name: words['attend.proof_verify'] }).click();
    const checker = await checking;
    assert.equal(checker.suggestedFilename(), 'verify.html');
    assert.match(readFileSync(await checker.path(), 'utf8'), /<!doctype html>/i);
    assert.match(page.url(), /#\/attendance/, 'the page is left: that file does not run from here');
  }));

test('viewings behind a record, or one sentence when the log is gone', () =>
  visit(async ({ person, page, fake, open }) => {
    person.expectRefusals();
    await open(`#/attendance/${CLOSED_ID}?record=${RECORD_ID}`);
    await record(page);
    fake.isGone = true;
    const show = page.getByRole('button', { name: words['attend.pieces_show'] });
    await show.click();
    await page.locator('[data-card=pieces] .notice-bad').waitFor();
    fake.isGone = false;
    await show.click();
    await page.locator('[data-card=pieces] tr[data-row]').first().waitFor();
    assert.ok(await page.getByText(words['attend.pieces_same']).isVisible());
    assert.ok(await page.getByText('河东村活动室 · Skyworth 65').isVisible());
  }));

test('a random sample is drawn with its seed', () =>
  visit(async ({ page, fake, open }) => {
    await open(`#/attendance/${CLOSED_ID}`);
    await page.getByRole('button', { name: words['attend.sample'] }).click();
    await page.locator('#sample-count').fill('0');
    await page.locator('[role=dialog] button[type=submit]').click();
    await page.getByText(words['attend.sample_count_wrong']).waitFor();
    await page.locator('#sample-count').fill('3');
    await page.locator('#sample-seed').fill('2026-07');
    await page.keyboard.press('Enter');
    await page.locator('[role=dialog] li a').first().waitFor();
    assert.match(fake.asked.at(-1) ?? '', /sample\?count=3&seed=2026-07/);
    assert.ok(await page.getByText(/种子 2026-07，抽到 3 人/).isVisible());
    await page.locator('[role=dialog] li a').first().click();
    await record(page);
  }));

test('on a phone nothing goes over the side', () =>
  visit(async ({ page, open }) => {
    for (const path of ['#/attendance', `#/attendance/${CLOSED_ID}`, `#/attendance/${CLOSED_ID}?record=${RECORD_ID}`]) {
      await open(path);
      await page.locator('.attendance').waitFor();
      await page.locator(path.includes('record') ? '[data-card=proof]' : 'tbody tr[data-row]').first().waitFor();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${path}: ${over} px`);
    }
  }, PHONE_SIZE));
