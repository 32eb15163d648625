/* Several people round one screen of somebody's own, each with the own name and password. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { besideZhCN as words } from '../../../player-web/shared/i18n/beside.zh-CN.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeId } from '../support/fake-county.ts';
import { MEETING_ID } from '../support/fake-live.ts';
import { tracks } from '../support/fake-media.ts';
import { faultsOf } from '../support/faults.ts';

let api: FakeApi;
let browser: Browser;

before(async () => {
  tracks();
  api = await FakeApi.start();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await api?.dispose();
});

const PRESENCE = fakeId(0x96, 1);
const left = (name: string) => words['beside.left_of'].replace('{name}', name);

/* One right password; answers what was asked. */
async function serve(page: Page): Promise<string[]> {
  const asked: string[] = [];
  await page.route(/\/viewings\/[\w-]+\/beside/, async (route) => {
    const request = route.request();
    asked.push(`${request.method()} ${new URL(request.url()).pathname.split('/').slice(4).join('/')}`);
    if (request.method() === 'DELETE') return route.fulfill({ status: 204 });
    const body = request.postDataJSON() as { name: string; password: string };
    if (body.password !== 'right') {
      return route.fulfill({ status: 401, contentType: 'application/problem+json', json: { code: 'unauthenticated', status: 401, detail: 'x' } });
    }
    const json = { id: PRESENCE, name: '赵月华', from: new Date().toISOString(), how: 'pin', by: '赵月华', at: new Date().toISOString(), outcome: 'entered' };
    return route.fulfill({ json });
  });
  return asked;
}

async function watching(): Promise<{ person: Person; page: Page; asked: string[] }> {
  const person = await Person.open(browser, { url: api.url, size: PHONE_SIZE });
  const asked = await serve(person.page);
  await person.signIn('demo-member');
  await person.go(`/phone?meeting=${MEETING_ID}`);
  const { page } = person;
  await page.locator('.stage[data-phase=playing], .stage[data-phase=touch]').waitFor();
  if ((await page.locator('.stage').getAttribute('data-phase')) === 'touch') await page.locator('.stage-touch').click();
  await page.locator('.stage[data-phase=playing]').waitFor();
  return { person, page, asked };
}

test('somebody sits down with name and password, and leaves; the first one stays signed in', async () => {
  const { person, page, asked } = await watching();
  person.expectRefusals();
  await page.getByRole('button', { name: words['beside.open'] }).click();
  await page.getByRole('button', { name: words['beside.send'] }).click();
  await page.getByText(words['beside.missing']).waitFor();
  await page.getByLabel(words['beside.name']).fill('zhao');
  await page.getByLabel(words['beside.password']).fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByText(words['beside.wrong']).waitFor();
  assert.equal(await page.getByLabel(words['beside.password']).inputValue(), '');
  assert.deepEqual(await faultsOf(page), []);
  await page.getByLabel(words['beside.password']).fill('right');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: left('赵月华') }).waitFor();
  await page.getByRole('button', { name: left('赵月华') }).click();
  await page.getByRole('button', { name: left('赵月华') }).waitFor({ state: 'detached' });
  const [, second, third] = asked;
  assert.equal(third, second?.replace('POST', 'DELETE') + `/${PRESENCE}`); // of the same viewing
  assert.equal(new URL(page.url()).pathname, '/phone');
  await person.leave();
});

test('a page that is loaded anew is another viewing: who sat there says so again, with the name filled in', async () => {
  const { person, page, asked } = await watching();
  const enter = async () => {
    await page.getByLabel(words['beside.password']).fill('right');
    await page.keyboard.press('Enter');
    await page.getByText(/赵月华 · .* 起/).waitFor();
  };
  await page.getByRole('button', { name: words['beside.open'] }).click();
  await page.getByLabel(words['beside.name']).fill('zhao');
  await enter();
  await page.reload();
  await page.getByText(words['beside.again_lead']).waitFor();
  assert.equal(await page.getByText(/赵月华 · .* 起/).count(), 0);
  await page.getByRole('button', { name: words['beside.again_of'].replace('{name}', '赵月华') }).click();
  assert.equal(await page.getByLabel(words['beside.name']).inputValue(), 'zhao');
  await enter();
  assert.equal(await page.getByText(words['beside.again_lead']).count(), 0);
  assert.notEqual(asked[0], asked[1]);
  await person.leave();
});

test('who is not signed in is not asked for anybody beside', async () => {
  const person = await Person.open(browser, { url: api.url, size: PHONE_SIZE });
  await person.go(`/phone?meeting=${MEETING_ID}`);
  await person.page.locator('.stage[data-phase=playing], .stage[data-phase=touch]').waitFor();
  await person.page.locator('.watch-side').waitFor();
  assert.equal(await person.page.getByText(words['beside.title']).count(), 0);
  await person.leave();
});
