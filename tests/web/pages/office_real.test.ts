/* What an office decides about courses, against the program itself: room on the disk, languages of its own. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { TestServer } from '../support/server.ts';

const GB = 1e9;

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

async function ask<T>(method: string, path: string, body: unknown = null): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { Authorization: 'Bearer demo-admin', ...(body === null ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

async function open(page: string, size = PC_SIZE): Promise<Person> {
  const person = await Person.open(browser, { url: server.url, size });
  await person.go(`/login?next=${page}`);
  await person.signIn('demo-admin');
  return person;
}

test('the unit above bounds the room, the editor sees what is left and moves a course to another office', async () => {
  const unit = (await ask<{ id: string; name: string }[]>('GET', 'units'))[0]!;
  const course = await ask<{ id: string }>('POST', 'courses', { title: '春季接羔保育' });
  const person = await open('/admin');
  const { page } = person;
  await person.go(`/admin#/units/${unit.id}`);
  const space = page.locator('[data-unit-space]');
  await space.getByText(fill(zhCN['units.space_used'], { used: '0 B' })).waitFor();
  await space.getByRole('button', { name: zhCN['units.space_set'] }).click();
  await page.locator('#unit-quota').fill('much');
  await page.keyboard.press('Enter');
  await page.getByText(zhCN['units.space_wrong']).waitFor();
  await page.locator('#unit-quota').fill('2.5');
  await page.keyboard.press('Enter');
  const figures = { quota: '2.50 GB', used: '0 B', left: '2.50 GB' };
  await space.getByText(fill(zhCN['units.space_quota'], figures)).waitFor();
  assert.deepEqual(await faultsOf(page), []);

  await person.go(`/editor#/course/${course.id}?tab=about`);
  const office = page.getByRole('combobox', { name: zhCN['editor.office'] });
  await office.fill(unit.name);
  await page.locator('.pick').first().click();
  await page.getByRole('button', { name: zhCN['editor.save'], exact: true }).click();
  const line = page.locator('[data-space]');
  await line.getByText(fill(zhCN['editor.space_of'], { ...figures, name: unit.name })).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  const now = await ask<{ office: object }>('GET', `courses/${course.id}`);
  assert.deepEqual(now.office, { id: unit.id, name: unit.name });

  await ask('PUT', `units/${unit.id}/course-quota`, { bytes: GB });
  await page.reload();
  await line.getByText(fill(zhCN['editor.space_of'], { quota: '1.00 GB', used: '0 B', left: '1.00 GB', name: unit.name })).waitFor();
  await page.setViewportSize(PHONE_SIZE);
  assert.deepEqual(await faultsOf(page), []);

  await ask('PUT', `units/${unit.id}/course-quota`, { bytes: 0 });
  person.expectRefusals();
  await person.go(`/editor#/course/${course.id}`);
  await page.locator('input[type=file]').first().setInputFiles({ name: '接羔.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(1000) });
  await page.getByText(`还剩 0 MB`).waitFor(); /* the server's sentence, at the file */
  await person.leave();
});

test('a topic that somebody else has just renamed is not written over', async () => {
  const topic = await ask<{ id: string }>('POST', 'topics', { title: '畜牧' });
  const person = await open('/editor');
  person.expectRefusals();
  const { page } = person;
  await page.getByRole('button', { name: zhCN['editor.shelves'] }).click();
  const line = page.locator('[data-shelf=topic] .line-list .field-input');
  await line.waitFor();
  await ask('PATCH', `topics/${topic.id}`, { title: '别人改的' });
  await line.fill('我改的');
  await line.press('Tab');
  await page.getByText('别人已经改过这个主题，请重新载入。').waitFor();
  await page.locator('[data-shelf=topic]').getByLabel(fill(zhCN['editor.name_of'], { title: '别人改的' })).waitFor();
  const { topics } = await ask<{ topics: { title: string }[] }>('GET', 'topics');
  assert.deepEqual(topics.map((one) => one.title), ['别人改的']);
  await line.fill('再改');
  await line.press('Tab');
  await page.locator('[data-shelf=topic]').getByLabel(fill(zhCN['editor.name_of'], { title: '再改' })).waitFor();
  await person.leave();
});

test('a language is added, named differently and taken back', async () => {
  const person = await open('/editor');
  person.expectRefusals();
  const { page } = person;
  await page.locator('.course-list').waitFor();
  await person.go('/editor#/languages');
  await page.getByRole('button', { name: zhCN['write.language_new'] }).click();
  const form = page.getByRole('dialog');
  await form.locator('#language-tag').fill('no tag');
  await form.locator('#language-autonym').fill('རྒྱལ་རོང');
  await page.keyboard.press('Enter');
  await form.getByText(zhCN['write.language_missing']).waitFor();
  await form.locator('#language-name_zh').fill('嘉绒语');
  await page.keyboard.press('Enter');
  await form.getByRole('alert').first().waitFor(); /* the server's sentence about the tag */
  await form.locator('#language-tag').fill('jya');
  await form.locator('#language-script').fill('Tibt');
  assert.deepEqual(await faultsOf(page), []);
  await page.keyboard.press('Enter');
  const line = page.locator('[data-language=jya]');
  await line.getByText('རྒྱལ་རོང').waitFor();
  await line.getByRole('button', { name: fill(zhCN['write.language_edit'], { name: 'རྒྱལ་རོང' }) }).click();
  await form.locator('#language-name_zh').fill('嘉戎语');
  await page.keyboard.press('Enter');
  await line.getByText('嘉戎语').waitFor();
  type Row = { tag: string; autonym: string; name_zh: string; script: string; is_own: boolean };
  const rows = async () => (await ask<{ languages: Row[] }>('GET', 'languages')).languages.filter((row) => row.tag === 'jya');
  assert.deepEqual((await rows()).map(({ name_zh, script, is_own }) => [name_zh, script, is_own]), [['嘉戎语', 'Tibt', true]]);
  await line.getByRole('button', { name: fill(zhCN['write.language_back_of'], { name: 'རྒྱལ་རོང' }) }).click();
  await form.getByRole('button', { name: zhCN['write.language_back'] }).click();
  await line.waitFor({ state: 'detached' });
  assert.deepEqual(await rows(), []);
  await person.leave();
});
