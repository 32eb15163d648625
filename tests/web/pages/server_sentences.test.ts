/* What the server refuses is told in the page's language, in the server's own sentence: sections of
 * /admin in a browser against the program itself. */
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { Roster } from '../support/roster.ts';
import { TestServer } from '../support/server.ts';

interface Told {
  locale: 'zh-CN' | 'en-US';
  words: typeof zhCN | typeof en;
  close: string;
  number: string;
  file: string;
}

const TOLD: readonly Told[] = [
  {
    locale: 'zh-CN',
    words: zhCN,
    close: '不能撤销组织“河东村”：还有 2 人，请先转出人员。',
    number: '身份证号的校验码不符，有一位填错了。',
    file: '文件无法读取：这是图片，请把表格存为 .xlsx 或 CSV',
  },
  {
    locale: 'en-US',
    words: en,
    close: "Cannot close unit '河东村': 2 people belong to it; move the people first.",
    number: 'Cannot use this identity number: its check digit is wrong, so a digit is mistyped.',
    file: 'cannot read the file: this is a picture; save the table as .xlsx or CSV',
  },
];

let server: TestServer;
let browser: Browser;

before(async () => {
  server = await TestServer.start('--demo');
  browser = await openBrowser();
  const roster = new Roster(server.url);
  await roster.makeUnit('河东村');
  await roster.bring('河东村', [
    ['王建国', '', '13800000001'],
    ['李秀英', '', '13800000002'],
  ]);
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

async function open(told: Told, section: string): Promise<Person> {
  const person = await Person.open(browser, { url: server.url, locale: told.locale });
  person.expectRefusals();
  await person.go('/login?next=/admin');
  await person.signIn('demo-admin');
  await person.go(`/admin#/${section}`);
  return person;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function closeFullUnit(page: Page, told: Told): Promise<void> {
  await page.locator('.tree-row', { hasText: '河东村' }).click();
  await button(page, told.words['units.close']).click();
  await button(page, told.words['units.close_yes']).click();
  await page.getByText(told.close, { exact: true }).waitFor();
}

async function typeWrongNumber(page: Page, told: Told): Promise<void> {
  await button(page, told.words['members.add']).first().click(); // an empty list has one, too
  const form = page.getByRole('dialog');
  await form.locator('#member-name').fill('赵一');
  await form.getByRole('combobox').first().fill('河东村');
  await page.getByRole('option', { name: /^河东村/ }).click();
  await form.locator('#member-number').fill('110105194912310021');
  await form.locator('button[type=submit]').click();
  await page.getByText(told.number, { exact: true }).waitFor();
}

async function bringPicture(page: Page, told: Told): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({
    name: 'a.xlsx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 1]),
  });
  await page.getByText(told.file).waitFor();
  await button(page, told.words['import.other_file']).click();
}

const STORIES = [
  ['units', closeFullUnit],
  ['members', typeWrongNumber],
  ['import?kind=members', bringPicture],
] as const;

for (const told of TOLD) {
  for (const [section, story] of STORIES) {
    test(`${section} in ${told.locale}`, async () => {
      const person = await open(told, section);
      await story(person.page, told);
      await person.leave();
    });
  }
}
