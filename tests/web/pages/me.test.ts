/* A member's own page. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeCounty } from '../support/fake-county.ts';

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

async function open(who: string, locale: 'zh-CN' | 'en-US' = 'zh-CN'): Promise<Person> {
  const person = await Person.open(browser, { url: api.url, size: PHONE_SIZE, locale });
  await person.go('/login?next=/me');
  await person.signIn(who);
  return person;
}

test('own data masked, units, exemptions, who looked, devices; nothing too wide for a phone', async () => {
  const own = api.county.members[5]!;
  own.exemptions.push({ id: api.newId(), unit_id: own.memberships[0]!.unit_id, from: '2020-01-01', until: '2020-02-01', reason: '住院', });
  const person = await open('demo-member');
  const { page } = person;
  await page.getByText(own.name, { exact: true }).waitFor();
  await page.getByText(`138****${own.phone.slice(-4)}`).waitFor();
  assert.equal(await page.getByText(own.phone).count(), 0);
  await page.getByText(fill(zhCN['me.span'], { from: '2020年1月1日', until: '2020年1月31日' })).waitFor();
  await page.getByText(zhCN['me.exemption_over']).waitFor();
  assert.equal(await page.getByText('住院').count(), 0);
  await page.getByText(`李秀英 ${zhCN['me.seen_member_numbers']}`).waitFor();
  await page.locator('.session').first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 0);
  assert.equal(await page.getByRole('link', { name: zhCN['nav.me'] }).getAttribute('aria-current'), 'page');
  assert.equal(await page.getByRole('link', { name: zhCN['nav.admin'] }).count(), 0);
  await person.leave();
});

test('the address of the calendar is shown when asked for, and replaced after a question', async () => {
  const person = await open('demo-member');
  const { page } = person;
  const press = (key: 'me.calendar_show' | 'me.calendar_renew' | 'me.calendar_keep') =>
    page.getByRole('button', { name: zhCN[key], exact: true }).click();
  await page.getByText(zhCN['me.calendar_lead']).waitFor();
  assert.equal(await page.getByText('/api/v1/calendar/').count(), 0);
  await press('me.calendar_show');
  await page.getByText('first-demo-member.ics').waitFor();
  await press('me.calendar_renew');
  await page.getByText(zhCN['me.calendar_ask']).waitFor();
  await press('me.calendar_keep');
  await page.getByText('first-demo-member.ics').waitFor();
  await press('me.calendar_renew');
  await press('me.calendar_renew');
  await page.getByText('second-demo-member.ics').waitFor();
  await page.getByText(zhCN['me.calendar_renewed']).waitFor();
  assert.equal(await page.getByText('first-demo-member.ics').count(), 0);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 0);
  await person.leave();
});

test('an office is shown, and somebody outside the roster is told so', async () => {
  const person = await open('demo-clerk', 'en-US');
  const { page } = person;
  await page.getByText(en['me.not_in_roster']).waitFor();
  await page.getByText(`${api.county.units[1]!.name} · ${en['role.clerk']}`).waitFor();
  await page.getByRole('link', { name: en['nav.admin'] }).waitFor();
  await person.leave();
});

test('what went wrong is a sentence', async () => {
  api.refuseNext(/GET .*\/me$/, 503, 'unavailable', 'the database is away');
  const person = await open('demo-member');
  person.expectRefusals();
  await person.page.getByText(zhCN['error.unavailable']).waitFor();
  await person.leave();
});
