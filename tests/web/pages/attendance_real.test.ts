/* An event from the raw log to the auditor's desk, in a browser against the program itself: the record opens to its
 * intervals, the viewings behind it are computed again, its receipt is checked outside of the server. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { attendZhCN as words } from '../../../player-web/shared/i18n/attend.zh-CN.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { programPath, TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const CLOSED_WITHIN_MS = 60000;

let server: TestServer;
let browser: Browser;

before(async () => {
  server = await TestServer.start('--demo');
  await server.stop();
  const past = join(import.meta.dirname, '../support/past_event.py');
  const made = spawnSync('/usr/bin/python3', [past, server.data], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  await server.startAgain();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

function verify(path: string): number | null {
  return spawnSync(programPath(), ['verify', path], { encoding: 'utf8' }).status;
}

test('a closed record opens to its intervals, and its receipt is proved', async () => {
  const person = await Person.open(browser, { url: server.url });
  const { page } = person;
  await person.go('/login?next=/admin');
  await person.signIn('demo-auditor');
  await page.locator('.desk').waitFor();
  await person.go('/admin#/attendance');
  await page.getByRole('link', { name: '全县春耕会议' }).waitFor();
  await eventually(
    'the register is closed',
    async () => {
      await page.reload();
      await page.getByRole('link', { name: '全县春耕会议' }).waitFor();
      return page.locator('tbody tr', { hasText: '全县春耕会议' }).textContent();
    },
    (text) => text?.includes(words['attend.reg_closed']) === true,
    CLOSED_WITHIN_MS,
  );
  await page.getByRole('link', { name: '全县春耕会议' }).click();
  await page.getByLabel(words['attend.people_search']).fill('lm');
  await eventually('李梅 alone', () => page.locator('tbody tr[data-row]').count(), (count) => count === 1);
  await page.getByRole('link', { name: '李梅' }).click();
  await page.locator('[data-card=proof]').waitFor();
  assert.match((await page.locator('[data-sum]').textContent()) ?? '', /看了 9 分钟中的 5 分钟/);
  await page.locator('.opens-item[data-figure=live] summary').click();
  const cells = await page.locator('.opens-item[data-figure=live] td').allTextContents();
  assert.deepEqual(cells, ['0:00:00', '0:05:00', '5 分钟']);
  await page.getByRole('button', { name: words['attend.pieces_show'] }).click();
  await page.getByText(words['attend.pieces_same']).waitFor();

  const save = page.getByRole('button', { name: words['attend.proof_save'] });
  await eventually(
    'a signed head covers it',
    async () => {
      await page.reload();
      await page.locator('[data-card=proof]').waitFor();
      return save.count();
    },
    (count) => count === 1,
    CLOSED_WITHIN_MS,
  );
  const coming = page.waitForEvent('download');
  await save.click();
  const receipt = await (await coming).path();
  assert.equal(verify(receipt), 0);
  const wrong = `${receipt}.wrong`;
  writeFileSync(wrong, readFileSync(receipt, 'utf8').replace('state partial', 'state present'));
  assert.equal(verify(wrong), 1);
  await person.leave();
});
