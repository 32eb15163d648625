/* A member and her records by the real server: two meetings of some days ago, closed from the raw log. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { programPath, TestServer } from '../support/server.ts';

const CLOSED_WITHIN_MS = 120000;
const PAST = resolve(import.meta.dirname, '../support/past_records.py');

let server: TestServer;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'tongping-receipt-'));

before(async () => {
  server = await TestServer.start('--demo');
  await server.stop();
  const made = spawnSync('/usr/bin/python3', [PAST, server.data], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  await server.startAgain();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/* Registers are closed in turn, some seconds after the start; a receipt follows the next signature. */
async function untilClosed(person: Person): Promise<void> {
  const deadline = Date.now() + CLOSED_WITHIN_MS;
  const ask = () =>
    person.page.evaluate(async () => {
      const list = (await (await fetch('/api/v1/me/records')).json()) as { id: string }[];
      const whole = list.map(async ({ id }) => (await (await fetch(`/api/v1/records/${id}`)).json()) as { proof: { receipt?: string } });
      return (await Promise.all(whole)).filter(({ proof }) => proof.receipt !== undefined).length;
    });
  while ((await ask()) < 2) {
    assert.ok(Date.now() < deadline, 'the registers were not closed in time');
    await new Promise((done) => setTimeout(done, 500));
  }
}

test('a member sees why her record is worth what it is, keeps a receipt that verifies, and objects', async () => {
  const person = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  const { page } = person;
  await person.go('/login?next=/me');
  await person.signIn('demo-member');
  await untilClosed(person);
  await page.reload();
  await page.getByText(fill(zhCN['mine.have'], { hours: '1.2', asked: 32 })).waitFor(); // 50 and 25 minutes
  await page.getByText(fill(zhCN['mine.missing'], { hours: '30.8' })).waitFor();
  await page.getByRole('link', { name: zhCN['mine.open_all'] }).click();
  await page.getByRole('link', { name: '全县防汛工作会议' }).click();
  await page.getByText(fill(zhCN['mine.covered_value'], { minutes: '50 分钟', share: 83 })).waitFor();
  const replay = page.locator('.mine-legend li', { hasText: zhCN['mine.class_replay'] });
  assert.match((await replay.textContent()) ?? '', /10 分钟/);
  await page.getByText(fill(zhCN['mine.rule_of'], { unit: zhCN['mine.rule_county'], version: 1 })).waitFor();
  assert.deepEqual(await faultsOf(page), []);

  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: zhCN['mine.receipt'] }).click();
  const receipt = join(folder, 'receipt.txt');
  await (await waiting).saveAs(receipt);
  const verified = spawnSync(programPath(), ['verify', receipt], { encoding: 'utf8' });
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);

  await page.getByRole('button', { name: zhCN['mine.object'] }).click();
  await page.getByLabel(zhCN['mine.object_text']).fill('散会前我一直在');
  await page.getByRole('button', { name: zhCN['mine.object_send'] }).click();
  await page.getByText(zhCN['mine.objection_open'], { exact: true }).waitFor();
  await page.getByRole('link', { name: zhCN['mine.back_list'] }).click();
  await page.getByText(zhCN['mine.objecting']).waitFor();
  await person.leave();
});

test('who looked is seen by her, and leave is asked for', async () => {
  const person = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  const { page } = person;
  await person.go('/login?next=/me');
  await person.signIn('demo-auditor');
  const looked = await page.evaluate(async () => (await fetch('/api/v1/records')).status);
  assert.equal(looked, 200);
  await person.leave();
  const member = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await member.go('/login?next=/me%23/records');
  await member.signIn('demo-member');
  await member.go('/me#/records');
  await member.page.getByText(/看了记录 2 次/).waitFor(); // two rows of hers
  await member.page.getByRole('button', { name: zhCN['mine.leave_ask'] }).click();
  await member.page.getByLabel(zhCN['mine.leave_reason']).fill('走亲戚');
  await member.page.getByRole('button', { name: zhCN['mine.leave_send'] }).click();
  await member.page.getByText(zhCN['mine.leave_asked']).waitFor();
  await member.leave();
});
