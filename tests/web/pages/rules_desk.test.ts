/* Rules, duties, objections, corrections and leaves on /admin: what counts and from where, a change that
 * is tried before it is saved, what waits and who may decide it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeCounty, fakeId } from '../support/fake-county.ts';
import { rulesOf } from '../support/fake-rules.ts';
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

async function openSection(section: string, name = 'demo-admin'): Promise<Person> {
  const person = await Person.open(browser, { url: api.url });
  await person.go('/login?next=/admin');
  await person.signIn(name);
  await person.page.goto(`${api.url}/admin#/${section}`);
  await person.page.locator('.place-tabs').first().waitFor();
  return person;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const factOf = (page: Page, name: string) => page.locator('.facts-row', { hasText: name }).locator('dd').first();

test('what counts is said in words, with the unit that it comes from and its versions', async () => {
  const person = await openSection('rules');
  const { page } = person;
  await page.locator('[data-from=all]').waitFor();
  assert.equal(await factOf(page, zhCN['rules.name_late_after_ms']).innerText(), '开始 5 分钟后到');
  assert.equal(await factOf(page, zhCN['rules.name_cap_ms']).innerText(), zhCN['rules.zero_cap_ms']);
  assert.equal(await page.locator('.facts').getByText(zhCN['rules.name_yearly_hours'], { exact: true }).count(), 0);
  const own = api.county.units[2]!;
  await page.getByRole('link', { name: own.name, exact: true }).click();
  await page.locator(`[data-from="${own.id}"]`).waitFor();
  assert.equal(await factOf(page, zhCN['rules.name_late_after_ms']).innerText(), '开始 10 分钟后到');
  assert.deepEqual(
    await page.locator('[data-version]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-version'))),
    ['2', '1'],
  );
  const changed = { name: zhCN['rules.name_late_after_ms'], before: '开始 5 分钟后到', after: '开始 10 分钟后到' };
  await page.getByText(fill(zhCN['rules.changed'], changed)).waitFor();
  await page.locator('[data-tab=study]').click();
  await factOf(page, zhCN['rules.name_yearly_hours']).waitFor();
  assert.equal(await page.locator('[data-from]').getAttribute('data-from'), 'all', 'it has none of its own for study');
  await person.leave();
});

test('a change is tried first; another value asks for another trial', async () => {
  const person = await openSection('rules/change?kind=meeting');
  const { page } = person;
  await page.locator('#policy-late_after_ms').fill('12.5');
  await page.locator('#policy-absent_below').fill('90');
  await button(page, zhCN['rules.try']).click();
  await page.getByText(zhCN['rules.absent_above_present']).waitFor();
  await page.getByText(zhCN['rules.reason_missing']).waitFor();
  assert.equal(rulesOf(api).tried.length, 0);
  await page.locator('#policy-absent_below').fill('10');
  await page.locator('#policy-reason').fill('县委〔2026〕7 号');
  await button(page, zhCN['rules.try']).click();
  await page.locator('[data-changed="3"]').waitFor();
  await page.getByRole('cell', { name: fill(zhCN['rules.from_to'], { before: '出席', after: '部分参加' }) }).waitFor();
  await button(page, fill(zhCN['rules.trial_next'], { shown: 2, all: 3 })).click();
  await page.getByRole('cell', { name: '最后一个' }).waitFor();
  await page.locator('#policy-hour_ms').fill('45');
  await page.locator('[data-changed]').waitFor({ state: 'detached' });
  assert.equal(await button(page, zhCN['rules.save']).count(), 0, 'what was not tried cannot be saved');
  await button(page, zhCN['rules.try']).click();
  await button(page, zhCN['rules.save']).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['rules.save'] }).click();
  await page.locator('[data-version="2"]').waitFor();
  const [saved] = rulesOf(api).policies;
  assert.deepEqual(
    [saved?.late_after_ms, saved?.hour_ms, saved?.reason, saved?.unit_id, saved?.kind],
    [750000, 2700000, '县委〔2026〕7 号', undefined, 'meeting'],
  );
  await person.leave();
});

test('a preset fills the form; a clerk sees rules and changes none', async () => {
  const person = await openSection('rules/change?kind=meeting');
  await person.page.locator('#policy-late_after_ms').waitFor();
  await person.page.getByRole('combobox', { name: zhCN['rules.preset'] }).selectOption('strict');
  assert.equal(await person.page.locator('#policy-late_after_ms').inputValue(), '0');
  assert.equal(await person.page.locator('#policy-max_rate').inputValue(), '1');
  await person.leave();
  const clerk = await openSection('rules', 'demo-clerk');
  await clerk.page.locator('[data-from]').waitFor();
  assert.equal(await clerk.page.getByText(zhCN['rules.make_own']).count(), 0);
  assert.equal(await clerk.page.getByRole('link', { name: zhCN['rules.change'] }).count(), 0);
  await clerk.leave();
});

test('duties: periods with their standing; one is added from a preset with its type, one ends', async () => {
  const person = await openSection('rules/duties');
  const { page } = person;
  await page.locator('.duty-period').first().waitFor();
  assert.deepEqual(
    await page.locator('.duty-period').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-standing'))),
    ['done', 'overdue', 'due', 'coming'],
  );
  await button(page, zhCN['rules.add_duty']).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: zhCN['rules.duty_preset'] }).selectOption('0');
  await dialog.getByRole('button', { name: zhCN['rules.add_duty'] }).click();
  await dialog.getByText(zhCN['rules.pick_level']).waitFor();
  await dialog.getByRole('combobox', { name: zhCN['rules.ower'] }).selectOption(fakeId(2, 2));
  await dialog.getByRole('button', { name: zhCN['rules.add_duty'] }).click();
  await dialog.waitFor({ state: 'detached' });
  const made = rulesOf(api).duties[1];
  assert.deepEqual([made?.period, made?.times, made?.level_id, made?.unit_id], ['quarter', 1, fakeId(2, 2), undefined]);
  assert.ok(api.calls.includes('POST /api/v1/meeting-types'), 'the type was made first');
  await button(page, /^停止任务：.*党课$/).first().click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['rules.end_duty'] }).click();
  await eventually('it has ended', () => Promise.resolve(rulesOf(api).duties[0]?.until), (until) => until !== undefined);
  await person.leave();
});

test('objections: overdue first, granted with a correction or refused with reasons; not one’s own', async () => {
  const person = await openSection('queue');
  const { page } = person;
  const rows = page.locator('[data-objection]');
  await rows.first().waitFor();
  assert.equal(await rows.first().getAttribute('data-overdue'), 'true');
  assert.equal(await rows.count(), 3, 'those that wait');
  const own = page.locator(`[data-objection="${fakeId(25, 3)}"]`);
  assert.equal(await own.getByRole('button').count(), 0);
  assert.equal(await page.locator('[data-waiting=queue]').first().innerText(), `8\n${fill(zhCN['admin.new_count'], { count: 8 })}`);
  await rows.first().getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(fill(zhCN['queue.state_and_hours'], { state: '缺席', hours: '0' })).waitFor();
  const submit = dialog.getByRole('button', { name: zhCN['queue.answer'], exact: true });
  await submit.click();
  await dialog.locator('.notice-bad').waitFor();
  await dialog.getByRole('combobox', { name: zhCN['queue.decision'] }).selectOption('grant');
  await dialog.getByRole('combobox', { name: zhCN['queue.kind'] }).selectOption('fault');
  await dialog.locator('#objection-answer').fill('供电所有停电记录');
  await submit.click();
  await dialog.getByText(zhCN['queue.bad_minutes']).waitFor();
  await dialog.locator('#fault-from').fill('10');
  await dialog.locator('#fault-to').fill('30');
  await submit.click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual(rulesOf(api).answers, [
    {
      is_granted: true, answer: '供电所有停电记录',
      correction: { kind: 'fault', from_ms: 600000, to_ms: 1800000, reason: '供电所有停电记录' },
    },
  ]);
  await eventually('the tab knows', () => page.locator('[data-tab=objections]').innerText(), (text) => text.endsWith('1'));
  await page.getByText(zhCN['queue.show_all']).click();
  await eventually('all of them', () => rows.count(), (count) => count === 4);
  await person.leave();
});

test('corrections: before and after, many at once, none of one’s own', async () => {
  const person = await openSection('queue/corrections', 'demo-auditor');
  const { page } = person;
  const row = (n: number) => page.locator(`[data-correction="${fakeId(26, n)}"]`);
  await row(5).getByText(api.county.places[0]!.name).waitFor();
  await row(4).getByText(zhCN['queue.other_decides']).waitFor();
  assert.equal(await row(4).getByRole('button', { name: /^批准/ }).count(), 0);
  assert.equal(await page.locator('[data-tab=leaves]').count(), 0, 'an auditor decides no leaves');
  await row(1).getByRole('button', { name: /^批准/ }).click();
  const effect = page.locator('.queue-effect');
  await effect.waitFor();
  assert.equal(await effect.innerText(), fill(zhCN['queue.effect'], { before: '缺席，0 学时', after: '请假，0 学时' }));
  await page.keyboard.press('Escape');
  await row(1).getByRole('button', { name: /^退回/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: zhCN['queue.refuse_correction'] }).click();
  await dialog.getByText(zhCN['queue.answer_missing']).waitFor();
  await dialog.locator('#correction-answer').fill('没有住院证明');
  await dialog.getByRole('button', { name: zhCN['queue.refuse_correction'] }).click();
  await row(1).waitFor({ state: 'detached' });
  for (const n of [2, 3]) await row(n).getByLabel(zhCN['queue.choose']).check();
  await button(page, fill(zhCN['queue.approve_many'], { count: 2 })).click();
  await dialog.getByRole('button', { name: zhCN['queue.approve'] }).click();
  await row(3).waitFor({ state: 'detached' });
  assert.deepEqual(rulesOf(api).answers[1], { ids: [fakeId(26, 2), fakeId(26, 3)], is_approved: true });
  await person.leave();
});

test('leaves: the reason is shown to who asks for it; refused with a reason', async () => {
  const person = await openSection('queue/leaves', 'demo-clerk');
  const { page } = person;
  const row = page.locator(`[data-leave="${fakeId(27, 1)}"]`);
  await row.getByText('2026年11月24日至2026年11月26日').waitFor();
  assert.equal(await page.getByText('陪母亲看病').count(), 0);
  await row.getByRole('button', { name: /^查看/ }).click();
  await row.locator('[data-reason]').getByText('陪母亲看病').waitFor();
  await row.getByRole('button', { name: /^准假/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['queue.grant_leave'], exact: true }).click();
  await row.waitFor({ state: 'detached' });
  assert.equal(rulesOf(api).leaves[0]?.state, 'granted');
  await person.leave();
});

test('hours from before: a sheet of the county’s usual coding, each bad row with its sentence', async () => {
  const [first, second] = [api.county.members[0]!, api.county.members[1]!];
  const person = await openSection('queue/carried');
  const { page } = person;
  await page.getByRole('combobox').first().fill('云岭县');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#carried-source').fill('旧平台');
  await page.locator('#carried-reason').fill('迁移');
  const sheet = [
    '姓名\t组织\t课程名称\t日期\t学时',
    `${first.name}\t${unitName(first.id)}\t"第一课, 上"\t2025/5/1\t2.5`,
    `${second.name}\t${unitName(second.id)}\t重复\t2025年5月2日\t1`,
    '查无此人\t\t第二课\t2025-05-03\t1',
    `${first.name}\t${unitName(first.id)}\t第三课\t2025-02-30\t1`,
  ];
  await page.locator('#carried-text').fill(sheet.join('\n'));
  await button(page, zhCN['queue.look']).click();
  const card = page.locator('[data-good]');
  await card.waitFor();
  assert.deepEqual([await card.getAttribute('data-good'), await card.getAttribute('data-bad')], ['1', '3']);
  await card.getByText('这些学时已经转入过。').waitFor();
  await card.getByText(fill(zhCN['queue.sheet_nobody'], { name: '查无此人' })).waitFor();
  await card.getByText(zhCN['queue.sheet_bad_day']).waitFor();
  await button(page, fill(zhCN['queue.carry_ask'], { count: 1 })).click();
  await page.locator('[data-correction]').first().waitFor();
  assert.deepEqual(rulesOf(api).answers.at(-1), {
    reason: '迁移',
    rows: [{ member_id: first.id, title: '第一课, 上', began: '2025-05-01', hours: 2500, source: '旧平台' }],
  });
  await person.leave();
});

function unitName(memberId: string): string {
  const unitId = api.county.members.find((row) => row.id === memberId)!.memberships[0]!.unit_id;
  return api.county.units.find((row) => row.id === unitId)!.name;
}
