/* One's own records on /me: the year, each record and why it is worth what it is, objections, leaves, readers. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeCounty } from '../support/fake-county.ts';
import { FakeRecords, fakeRecord, RECEIPT } from '../support/fake-records.ts';
import { faultsOf } from '../support/faults.ts';

const YEAR = new Date().getFullYear();
const OWN = 5; // demo-member's place in the county

let api: FakeApi;
let browser: Browser;

before(async () => {
  api = await FakeApi.start(fakeCounty(100));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await api?.dispose();
});

beforeEach(() => {
  api.records = new FakeRecords();
  api.calls = [];
});

async function open(path: string, more: Partial<PersonOptions> = {}, who = 'demo-member'): Promise<Person> {
  const person = await Person.open(browser, { url: api.url, size: PHONE_SIZE, ...more });
  await person.go('/login?next=/me');
  await person.signIn(who);
  await person.go(path);
  return person;
}

const recordPath = (n: number) => `/me#/records/${fakeRecord(n).id}`;

test('the year: what there is, what is missing by when, what was carried over; it leads to all records', async () => {
  api.records.asked = 32000;
  api.records.records = [
    fakeRecord(1, { hours: 20450 }),
    fakeRecord(2, { kind: 'carried', hours: 5000, title: '旧平台课程', replay_ms: 0 }),
  ];
  const person = await open('/me');
  const { page } = person;
  await page.getByText(fill(zhCN['mine.have'], { hours: '25.4', asked: 32 })).waitFor();
  await page.getByText(fill(zhCN['mine.missing'], { hours: '6.6' })).waitFor(); // 25.4 and 6.6 are 32
  await page.getByText(fill(zhCN['mine.until'], { day: `${YEAR}年12月31日` })).waitFor();
  const carried = page.locator('.facts-row', { hasText: zhCN['mine.carried'] });
  assert.match((await carried.textContent()) ?? '', /5 学时/);
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('link', { name: zhCN['mine.open_all'] }).press('Enter');
  await page.getByRole('heading', { level: 1, name: zhCN['mine.title'] }).waitFor();
  await page.getByText('旧平台课程').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('link', { name: zhCN['mine.back'] }).click();
  await page.getByRole('heading', { level: 1, name: '王建国' }).waitFor();
  await person.leave();
});

test('a full year says so; where nothing is asked nothing is missing; nobody of the roster sees no records', async () => {
  api.records.records = [fakeRecord(1, { hours: 32000 })];
  const person = await open('/me');
  await person.page.getByText(zhCN['mine.not_asked']).waitFor();
  api.records.asked = 32000;
  await person.page.reload();
  await person.page.getByText(zhCN['mine.done']).waitFor();
  assert.equal(await person.page.getByText(zhCN['mine.find']).count(), 0);
  await person.leave();
  const clerk = await open('/me#/records', {}, 'demo-clerk');
  await clerk.page.getByText(zhCN['me.not_in_roster']).waitFor();
  assert.equal(await clerk.page.getByText(zhCN['mine.title']).count(), 0);
  await clerk.leave();
});

test('years are chosen, records are the newest event first, more come when asked for', async () => {
  api.records.records = [fakeRecord(300, { year: YEAR - 1, title: '去年的会', began_at: `${YEAR - 1}-05-05T01:00:00Z` })];
  for (let n = 1; n <= 130; n += 1) {
    const day = new Date(Date.UTC(YEAR, 0, 1) + n * 86400000).toISOString();
    api.records.records.push(fakeRecord(n, { began_at: day }));
  }
  const person = await open('/me#/records');
  const { page } = person;
  const titles = page.locator('.mine-record b');
  await titles.first().waitFor();
  assert.equal(await titles.count(), 100);
  assert.equal(await titles.first().textContent(), '会议 130');
  await page.getByRole('button', { name: zhCN['mine.more'] }).click();
  await page.getByText('会议 1', { exact: true }).waitFor();
  assert.equal(await titles.count(), 130);
  await page.getByRole('button', { name: fill(zhCN['mine.year_only'], { year: YEAR - 1 }) }).click();
  await page.getByText('去年的会').waitFor();
  assert.equal(await titles.count(), 1);
  await page.getByText(fill(zhCN['mine.year'], { year: YEAR - 1 })).waitFor();
  await person.leave();
});

test('a record says what counted and why, by which rule, who confirmed it', async () => {
  api.records.records = [fakeRecord(1)];
  const person = await open('/me#/records');
  const { page } = person;
  await page.getByRole('link', { name: '会议 1' }).click();
  await page.getByText(fill(zhCN['mine.covered_value'], { minutes: '40 分钟', share: 66 })).waitFor();
  for (const [key, minutes] of [['live', '30'], ['replay', '10'], ['missing', '20'], ['fault', '1']] as const) {
    const row = page.locator('.mine-legend li', { hasText: zhCN[`mine.class_${key}`] });
    assert.match((await row.textContent()) ?? '', new RegExp(`${minutes} 分钟`), key);
  }
  await page.getByText(zhCN['mine.pieces']).click();
  await page.getByText(fill(zhCN['mine.piece'], { from: '40:00', to: '50:00' })).waitFor();
  await page.getByText(fill(zhCN['mine.rule_replay'], { share: 50 })).waitFor();
  await page.getByText(fill(zhCN['mine.rule_hour'], { minutes: '45 分钟' })).waitFor();
  await page.getByText(fill(zhCN['mine.rule_of'], { unit: zhCN['mine.rule_county'], version: 3 })).waitFor();
  await page.getByText(`${zhCN['mine.how_account']} · ${zhCN['mine.how_qr']}`).waitFor();
  await page.getByText('李文书').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.goBack();
  await page.getByRole('heading', { name: fill(zhCN['mine.records'], { year: YEAR }) }).waitFor();
  await person.leave();
});

test('the receipt is a file, the page that checks it too; before the signature there is a sentence', async () => {
  api.records.records = [fakeRecord(1, { title: '党课/乡村 振兴' })];
  const person = await open(recordPath(1));
  const { page } = person;
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: zhCN['mine.receipt'] }).click();
  const file = await waiting;
  assert.equal(file.suggestedFilename(), `回执-${YEAR}-03-11-党课_乡村_振兴.txt`);
  const parts: Buffer[] = [];
  for await (const part of await file.createReadStream()) parts.push(part as Buffer);
  assert.equal(Buffer.concat(parts).toString(), RECEIPT);
  const slip = page.getByRole('link', { name: zhCN['mine.slip'] });
  assert.equal(await slip.getAttribute('href'), `/api/v1/records/${fakeRecord(1).id}/slip`);
  const verifying = page.waitForEvent('download');
  await page.getByRole('link', { name: zhCN['mine.verify'] }).click();
  assert.equal((await verifying).suggestedFilename(), 'verify.html');
  api.records.hasReceipt = false;
  await page.reload();
  await page.getByText(zhCN['mine.receipt_soon']).waitFor();
  assert.equal(await page.getByRole('button', { name: zhCN['mine.receipt'] }).count(), 0);
  await person.leave();
});

test('a correction stands with its reason; an older record leads to the newest', async () => {
  const [first, second] = [fakeRecord(1, { is_newest: false, state: 'absent', hours: 0 }), fakeRecord(2, { replaces_id: fakeRecord(1).id })];
  api.records.records = [first, second];
  api.records.texts.set(second.id, `live 0-1800000\nreplaces ${first.id}\nreason 当天在活动室\napproved 赵敏\n`);
  const person = await open(recordPath(2));
  const { page } = person;
  await page.getByText(fill(zhCN['mine.chain_corrected'], { reason: '当天在活动室' })).waitFor();
  await page.getByText(fill(zhCN['mine.chain_approved'], { name: '赵敏' })).waitFor();
  await page.getByText(zhCN['mine.chain_first']).waitFor();
  await page.locator('.timeline').getByRole('link').click();
  await page.getByText(zhCN['mine.older']).waitFor();
  assert.equal(await page.getByRole('button', { name: zhCN['mine.object'] }).count(), 0); // the newest can be objected to
  await page.getByText(fill(zhCN['mine.chain_corrected'], { reason: '当天在活动室' })).waitFor();
  await page.getByRole('link', { name: zhCN['mine.newest'] }).click();
  await page.getByRole('button', { name: zhCN['mine.object'] }).waitFor();
  await person.leave();
});

test('an objection is written, waits, is taken back; its answer is shown', async () => {
  api.records.records = [fakeRecord(1)];
  const person = await open(recordPath(1));
  const { page } = person;
  await page.getByRole('button', { name: zhCN['mine.object'] }).click();
  await page.getByRole('button', { name: zhCN['mine.object_send'] }).click();
  await page.getByText(zhCN['mine.object_empty']).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await page.getByLabel(zhCN['mine.object_text']).fill('我全程在活动室');
  await page.getByRole('button', { name: zhCN['mine.object_send'] }).click();
  await page.getByText(zhCN['mine.object_sent']).waitFor();
  await page.getByText('我全程在活动室').waitFor();
  await page.getByText(/由 石桥镇 在 .*前答复/).waitFor();
  await page.getByRole('link', { name: zhCN['mine.back_list'] }).click();
  await page.getByText(zhCN['mine.objecting']).waitFor();
  await page.getByRole('link', { name: '会议 1' }).click();
  await page.getByRole('button', { name: zhCN['mine.objection_back'] }).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['mine.objection_back'] }).click();
  await page.getByText(zhCN['mine.objection_withdrawn'], { exact: true }).waitFor();
  assert.equal(api.records.objections[0]?.state, 'withdrawn');
  Object.assign(api.records.objections[0]!, { state: 'refused', answer: '签到表上没有您' });
  api.push('demo-member', { type: 'notice', kind: 'attendance.changed', subject: api.county.members[OWN]!.id });
  await page.getByText(fill(zhCN['mine.objection_answer'], { answer: '签到表上没有您' })).waitFor();
  await person.leave();
});

test('what the server refuses is a sentence, and what was written stays', async () => {
  api.records.records = [fakeRecord(1)];
  const person = await open(recordPath(1));
  const { page } = person;
  person.expectRefusals();
  await page.getByRole('button', { name: zhCN['mine.object'] }).click();
  await page.getByLabel(zhCN['mine.object_text']).fill('不对');
  api.refuseNext(/objections/, 503, 'unavailable', 'the database is away');
  await page.getByRole('button', { name: zhCN['mine.object_send'] }).click();
  await page.getByText(zhCN['error.unavailable']).waitFor();
  assert.equal(await page.getByLabel(zhCN['mine.object_text']).inputValue(), '不对');
  await person.go('/me#/records/nowhere');
  await page.getByRole('alert').waitFor();
  await person.leave();
});

test('leave is asked for days, the last one included, and taken back', async () => {
  const person = await open('/me#/records');
  const { page } = person;
  await page.getByText(zhCN['mine.leaves_none']).waitFor();
  await page.getByRole('button', { name: zhCN['mine.leave_ask'] }).click();
  await page.getByLabel(zhCN['mine.leave_from']).fill('2030-05-03');
  await page.getByLabel(zhCN['mine.leave_until']).fill('2030-05-01');
  await page.getByRole('button', { name: zhCN['mine.leave_send'] }).click();
  await page.getByText(zhCN['mine.leave_bad_days']).waitFor();
  await page.getByLabel(zhCN['mine.leave_until']).fill('2030-05-04');
  await page.getByLabel(zhCN['mine.leave_reason']).fill('看病');
  assert.deepEqual(await faultsOf(page), []);
  await page.getByRole('button', { name: zhCN['mine.leave_send'] }).click();
  await page.getByText(zhCN['mine.leave_sent']).waitFor();
  const { from, until, has_reason } = api.records.leaves[0]!;
  assert.deepEqual([from, until, has_reason], ['2030-05-03', '2030-05-05', true]);
  await page.getByText('2030年5月3日 至 2030年5月4日').waitFor();
  await page.getByText(zhCN['mine.leave_asked']).waitFor();
  await page.getByRole('button', { name: zhCN['mine.leave_back'] }).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['mine.leave_back'] }).click();
  await page.getByText(zhCN['mine.leave_withdrawn'], { exact: true }).waitFor();
  await person.leave();
});

test('duties of the own units, and who looked, by day', async () => {
  const period = { from: `${YEAR}-01-01`, until: `${YEAR + 1}-01-01`, held: 1, standing: 'due' } as const;
  const unit = api.county.units[3]!;
  api.records.duties = [
    { duty_id: api.newId(), unit_id: unit.id, unit_name: unit.name, type_id: 'lecture', type_name: '党课', period: 'year', times: 4, periods: [period] },
  ];
  api.records.readers = [
    { day: '2026-11-20', reader: '陈文海', times: 2, leaf: 8, kind: 'record' },
    { day: '2026-11-20', reader: '李秀英', times: 1, leaf: 9, kind: 'year', form: 'screen', about: '石桥镇', year: 2026 },
    { day: '2026-11-19', reader: '李秀英', times: 3, leaf: 7, kind: 'year', form: 'csv', year: 2025 },
    { day: '2026-11-19', reader: '赵敏', times: 1, leaf: 6, kind: 'event', form: 'xlsx', about: '党课', year: 2026 },
    { day: '2026-11-18', reader: '赵敏', times: 1, leaf: 5, kind: 'course', form: 'screen', about: '乡村振兴', year: 2026 },
  ];
  const person = await open('/me#/records');
  const { page } = person;
  await page.getByText(`${unit.name} · ${fill(zhCN['mine.duty_year'], { times: 4 })} · ${fill(zhCN['mine.duty_held'], { held: 1 })}`).waitFor();
  await page.getByText(zhCN['mine.standing_due']).waitFor();
  await page.getByText('李秀英').first().waitFor();
  assert.deepEqual(await page.locator('section[aria-labelledby=mine-readers-title] li p:not(.plain-note)').allTextContents(), [
    '陈文海 · 看了记录 2 次',
    '李秀英 · 看了“石桥镇”2026 年度学时报表 1 次',
    '李秀英 · 下载了2025 年度学时报表（CSV）3 次',
    '赵敏 · 下载了“党课”出席报表（XLSX）1 次',
    '赵敏 · 看了“乡村振兴”学习报表 1 次',
  ]);
  await person.leave();
});

test('large letters, a wide screen, English, at night: nothing is too wide, everything has a name', async () => {
  api.records.asked = 32000;
  api.records.records = [fakeRecord(1, { title: '全县深入学习贯彻乡村振兴促进法暨防汛抗旱工作视频会议'.repeat(2) })];
  const large = await open('/me#/records');
  await large.page.evaluate(() => document.documentElement.setAttribute('data-text', 'elder'));
  await large.page.locator('.mine-record').waitFor();
  assert.deepEqual(await faultsOf(large.page), []);
  await large.page.locator('.mine-record').click();
  await large.page.locator('.mine-bar').waitFor();
  assert.deepEqual(await faultsOf(large.page), []);
  await large.leave();
  const wide = await open(recordPath(1), { size: PC_SIZE, locale: 'en-US', dark: true });
  await wide.page.getByRole('heading', { name: en['mine.rule'] }).waitFor();
  assert.deepEqual(await faultsOf(wide.page), []);
  await wide.leave();
});

test('the first page has a quiet line when the year is short, and none when it is full', async () => {
  api.records.asked = 32000;
  api.records.records = [fakeRecord(1, { hours: 25500 })];
  for (const [path, size] of [['/phone', PHONE_SIZE], ['/pc', PC_SIZE]] as const) {
    const person = await open(path, { size });
    const line = person.page.getByRole('link', { name: fill(zhCN['mine.home_short'], { hours: 6.5 }) });
    await line.waitFor();
    assert.deepEqual(await faultsOf(person.page), []);
    await line.click();
    await person.page.getByRole('heading', { level: 1, name: zhCN['mine.title'] }).waitFor();
    await person.leave();
  }
  api.records.records = [fakeRecord(1, { hours: 40000 })];
  api.calls = [];
  const full = await open('/phone');
  await full.waitOnline();
  await full.page.waitForFunction(() => document.querySelector('.home') !== null);
  assert.ok(api.calls.some((call) => call.startsWith('GET /api/v1/me/hours')));
  assert.equal(await full.page.locator('.home-hours').count(), 0);
  await full.leave();
});
