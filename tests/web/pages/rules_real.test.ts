/* Against the program itself: a rule is tried and changed; hours from before come out of a sheet and are
 * approved by a second person; their member objects, the auditor grants it with a correction, and again a
 * second person approves. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

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

async function open(name: string, section: string): Promise<Person> {
  const person = await Person.open(browser, { url: server.url });
  await person.go('/login?next=/admin');
  await person.signIn(name);
  await person.page.goto(`${server.url}/admin#/${section}`);
  return person;
}

async function ask<T>(person: Person, path: string, data?: object): Promise<T> {
  const url = `${server.url}/api/v1/${path}`;
  const { request } = person.page;
  const answer = await (data ? request.post(url, { data, headers: { 'X-Tongping-Request': '1' } }) : request.get(url));
  assert.ok(answer.ok(), await answer.text());
  return (await answer.json()) as T;
}

/* The second person approves what waits for the member. */
async function approve(kind: string): Promise<void> {
  const admin = await open('demo-admin', 'queue/corrections');
  const row = admin.page.locator(`[data-kind=${kind}]`).first();
  await row.getByRole('button', { name: /^批准/ }).click();
  await admin.page.locator('.queue-effect').waitFor();
  await admin.page.getByRole('dialog').getByRole('button', { name: zhCN['queue.approve'] }).click();
  await row.waitFor({ state: 'detached' });
  await admin.leave();
}

test('a policy is tried and changed; its unit has a version more', async () => {
  const admin = await open('demo-admin', 'rules/change?kind=study');
  const { page } = admin;
  await page.locator('#policy-hour_ms').fill('45');
  await page.locator('#policy-reason').fill('与学校课时一致');
  await page.getByRole('button', { name: zhCN['rules.try'] }).click();
  await page.getByText(zhCN['rules.trial_no_records']).waitFor();
  await page.getByRole('button', { name: zhCN['rules.save'] }).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['rules.save'] }).click();
  const version = page.locator('[data-version="2"]');
  await version.getByText(zhCN['rules.counts_now']).waitFor();
  await version.getByText(fill(zhCN['rules.because'], { reason: '与学校课时一致' })).waitFor();
  await admin.leave();
  const clerk = await open('demo-clerk', 'rules?kind=study');
  await clerk.page.locator('[data-from=all]').getByText('全县').waitFor();
  await clerk.page.getByText(fill(zhCN['rules.text_hour_ms'], { value: '45' }), { exact: true }).waitFor();
  assert.equal(await clerk.page.getByText(zhCN['rules.make_own']).count(), 0);
  await clerk.leave();
});

test('hours are carried over, objected to, put right, each time by two people', async () => {
  const member = await Person.open(browser, { url: server.url });
  await member.signIn('demo-member');
  const { member: self } = await ask<{ member: { name: string } }>(member, 'me');
  const clerk = await open('demo-clerk', 'queue/carried');
  await clerk.page.getByRole('combobox').first().click();
  await clerk.page.getByRole('option').first().click();
  await clerk.page.locator('#carried-source').fill('旧学习平台');
  await clerk.page.locator('#carried-reason').fill('平台迁移');
  await clerk.page.locator('#carried-text').fill(`姓名,课程名称,日期,学时\n${self.name},乡村振兴,2026-05-01,2.5\n没有这人,课,2026-05-01,1\n`);
  await clerk.page.getByRole('button', { name: zhCN['queue.look'] }).click();
  await clerk.page.locator('[data-good="1"][data-bad="1"]').waitFor();
  await clerk.page.getByRole('button', { name: fill(zhCN['queue.carry_ask'], { count: 1 }) }).click();
  await clerk.page.getByText(zhCN['queue.other_decides'], { exact: true }).waitFor();
  await clerk.leave();
  await approve('carried');

  const [record] = await ask<{ id: string }[]>(member, 'me/records');
  assert.ok(record);
  await ask(member, `records/${record.id}/objections`, { text: '应为三个学时' });
  const auditor = await open('demo-auditor', 'queue');
  await eventually('the menu counts it', () => auditor.page.locator('[data-waiting=queue]').count(), (count) => count > 0);
  await auditor.page.locator('[data-objection]').getByRole('button').click();
  const dialog = auditor.page.getByRole('dialog');
  await dialog.locator(`[data-record="${record.id}"]`).getByText('2.5').waitFor();
  await dialog.getByRole('combobox', { name: zhCN['queue.decision'] }).selectOption('grant');
  await dialog.getByRole('combobox', { name: zhCN['queue.kind'] }).selectOption('erase_credit');
  await dialog.locator('#objection-answer').fill('先取消，再按三学时转入');
  await dialog.getByRole('button', { name: zhCN['queue.answer'], exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await auditor.page.goto(`${server.url}/admin#/queue/corrections`);
  await auditor.page.getByText(zhCN['queue.other_decides'], { exact: true }).waitFor();
  await auditor.leave();
  await approve('erase_credit');
  const [objection] = await ask<{ state: string; answer: string }[]>(member, 'objections');
  assert.deepEqual([objection?.state, objection?.answer], ['granted', '先取消，再按三学时转入']);
  await member.leave();
});
