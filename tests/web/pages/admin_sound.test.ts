/* Every section of /admin and its dialogs: names for all that can be used, no sideways scrolling, no
 * complaint of the browser; on a computer and a phone, light and dark, large or not. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { CLOSED_ID, FakeAttendance, OPEN_ID, RECORD_ID } from '../support/fake-attendance.ts';
import { fakeCounty, type FakeCounty } from '../support/fake-county.ts';
import { faultsOf } from '../support/faults.ts';
import { eventually } from '../support/wait.ts';

const MEMBERS = 3000;

let api: FakeApi;
let browser: Browser;

before(async () => {
  api = await FakeApi.start(fakeCounty(MEMBERS));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await api?.dispose();
});

interface View {
  path: (county: FakeCounty) => string;
  there: string; // what is shown when the view is complete
  press?: string; // opens a dialog
}

const unit = (county: FakeCounty) => `/admin#/units/${county.units[1]!.id}`;
const member = (county: FakeCounty) => `/admin#/members/${county.members[5]!.id}`;

const VIEWS: readonly View[] = [
  { path: () => '/admin#/units', there: '.tree-row, .unit-name', press: '.section-head .button' },
  { path: unit, there: '.unit-name', press: '.unit-actions button:nth-of-type(1)' },
  { path: unit, there: '.unit-name', press: '.unit-actions button:nth-of-type(3)' },
  { path: () => '/admin#/members', there: 'tbody tr[data-row]', press: '.section-head .button' },
  { path: () => '/admin#/members', there: 'tbody tr[data-row]', press: '.section-head .button-primary' },
  { path: member, there: '.member-cards', press: '.member-head button:nth-of-type(1)' },
  { path: member, there: '.member-cards', press: '.member-head button:nth-of-type(2)' },
  { path: () => '/admin#/rules', there: '.policy-cards' },
  { path: () => '/admin#/rules/change?kind=study', there: '.policy-form' },
  { path: () => '/admin#/rules/duties', there: '.duty-period', press: '.card-head .button-primary' },
  { path: () => '/admin#/queue', there: '.queue-item', press: '.queue-item .button-primary' },
  { path: () => '/admin#/queue/corrections', there: '.queue-item', press: '.queue-item .button-primary' },
  { path: () => '/admin#/queue/leaves', there: '.queue-item', press: '.queue-item .button-primary' },
  { path: () => '/admin#/queue/carried', there: '#carried-text' },
  { path: () => '/admin#/transfers', there: '.empty' },
  { path: () => '/admin#/places', there: 'tbody tr[data-row]', press: '.section-head .button-primary' },
  { path: () => '/admin#/attendance', there: 'tbody tr[data-row]' },
  { path: () => `/admin#/attendance/${OPEN_ID}`, there: 'tbody tr[data-row]' },
  { path: () => `/admin#/attendance/${CLOSED_ID}`, there: 'tbody tr[data-row]', press: '.attend-head button' },
  { path: () => `/admin#/attendance/${CLOSED_ID}?record=${RECORD_ID}`, there: '[data-card=rule] li' },
  { path: () => '/admin#/reports', there: '.report-sums' },
  { path: () => '/admin#/reports?kind=units', there: '.report-formula' },
  { path: () => '/admin#/reports?kind=event', there: '.empty' },
  { path: (county) => `/admin#/reports/${county.members[6]!.id}`, there: '.report-gaps tbody tr[data-row]' },
];

async function look(page: Page, view: View): Promise<void> {
  const path = view.path(api.county);
  await page.goto(`${api.url}${path}`);
  await page.locator(view.there).first().waitFor();
  assert.deepEqual(await faultsOf(page), [], path);
  if (!view.press) return;
  const opener = page.locator(view.press).first();
  const before = await opener.evaluate((element) => element.textContent);
  await opener.click();
  await page.locator('[role=dialog]').waitFor();
  assert.deepEqual(await faultsOf(page), [], `${path}, ${view.press}`);
  await page.keyboard.press('Escape');
  await page.locator('[role=dialog]').waitFor({ state: 'detached' });
  await eventually(
    `${path}: who has the focus after ${view.press}`,
    () => page.evaluate(() => document.activeElement?.textContent),
    (focused) => focused === before,
  );
}

for (const [what, size, locale, dark] of [
  ['a computer', PC_SIZE, 'zh-CN', false],
  ['a phone', PHONE_SIZE, 'en-US', true],
] as const) {
  test(`the sections of people are sound on ${what}`, async () => {
    const person = await Person.open(browser, { url: api.url, size, locale, dark });
    const { page } = person;
    await new FakeAttendance().serve(page);
    await person.go('/login?next=/admin');
    await person.signIn('demo-admin');
    for (const isLarge of [false, true]) {
      await page.locator('.switch').first().waitFor();
      const isOn = (await page.locator('.switch').first().getAttribute('aria-pressed')) === 'true';
      if (isOn !== isLarge) await page.locator('.switch').first().click();
      for (const view of VIEWS) await look(page, view);
    }
    await person.leave();
  });
}

test('Tab stays in an open dialog', async () => {
  const person = await Person.open(browser, { url: api.url });
  const { page } = person;
  await person.go('/login?next=/admin');
  await person.signIn('demo-admin');
  await page.locator('.tree-row').first().waitFor();
  await page.locator('.section-head .button-primary').click();
  await page.locator('#unit-name:focus').waitFor();
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press(i < 8 ? 'Tab' : 'Shift+Tab');
    const isInside = await page.evaluate(
      () => document.activeElement?.closest('[role=dialog]') !== null,
    );
    assert.ok(isInside, `press ${i + 1} left the dialog`);
  }
  await person.leave();
});
