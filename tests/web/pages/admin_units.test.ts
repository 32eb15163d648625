/* The units of /admin with 1,500 of them: first paint, keys, search, dragging, changes, the past. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { pinyinInitials } from '../../../player-web/shared/pinyin.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeCounty } from '../support/fake-county.ts';
import { eventually } from '../support/wait.ts';

/* tests/bench/tree reads the figures; a test does not fail by them. */
const LOADS = 5;

let api: FakeApi;
let browser: Browser;

before(async () => {
  api = await FakeApi.start();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await api?.dispose();
});

beforeEach(() => {
  api.county = fakeCounty(3000);
  api.snapshots.length = 0;
});

async function openTree(options: { size?: { width: number; height: number } } = {}): Promise<Person> {
  const person = await Person.open(browser, { url: api.url, ...options });
  await person.go('/login?next=/admin');
  await person.signIn('demo-admin');
  await person.page.locator('.tree-row').first().waitFor();
  return person;
}

const rowNamed = (page: Page, name: string) =>
  page.locator('.tree-row', { has: page.locator('.tree-name', { hasText: new RegExp(`^${name}$`) }) });
const activeName = (page: Page) => page.locator('.tree-active .tree-name').innerText();
const rowCount = (page: Page) => page.locator('.tree-row').count();

/* Where each row stands, as the page shows it. */
const namesShown = (page: Page) => page.locator('.tree-name').allInnerTexts();

test('1,500 units: the first rows are painted at each load', async (context) => {
  api.county = fakeCounty();
  const person = await openTree();
  const { page } = person;
  await page.addInitScript(() => {
    const watcher = new MutationObserver(() => {
      if (!document.querySelector('.tree-row')) return;
      watcher.disconnect();
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          (window as unknown as { paintedAt: number }).paintedAt = performance.now();
        };
        channel.port2.postMessage(0);
      });
    });
    watcher.observe(document, { childList: true, subtree: true });
  });
  const times: number[] = [];
  for (let i = 0; i < LOADS; i++) {
    await page.reload();
    const handle = await page.waitForFunction(() => (window as unknown as { paintedAt?: number }).paintedAt);
    times.push(Math.round((await handle.jsonValue()) ?? Infinity));
  }
  times.sort((a, b) => a - b);
  context.diagnostic(`first paint of the tree, ms from navigation: ${times.join(' ')}`);
  assert.ok(times.every(Number.isFinite), `${times.join(' ')} ms`);
  await person.leave();
});

test('all levels unfolded, only the rows in sight are there', async () => {
  const person = await openTree();
  const { page } = person;
  await page.getByRole('button', { name: '村', exact: true }).click();
  await page.getByText(fill(zhCN['units.count'], { count: '1,500' })).waitFor();
  assert.ok((await rowCount(page)) < 80, `${await rowCount(page)} rows`);
  await page.locator('.tree').focus();
  await page.keyboard.press('End');
  await eventually('the last row', () => page.locator('.tree-active').getAttribute('data-unit'), (id) => id === api.county.units.at(-1)!.id);
  assert.ok(await page.locator('.tree-active').isVisible());
  assert.ok((await rowCount(page)) < 80);
  await page.keyboard.press('Home');
  await eventually('the first row', () => activeName(page), (name) => name === '云岭县');
  await person.leave();
});

test('keys move, fold and unfold, find by typing, choose', async () => {
  const person = await openTree();
  const { page } = person;
  const [first, second] = api.county.units.filter((unit) => unit.parent_id === api.county.units[0]!.id);
  await page.locator('.tree').focus();
  assert.equal(await activeName(page), '云岭县');
  assert.equal(await page.locator('.tree').getAttribute('role'), 'tree');
  const press = async (key: string, name: string) => {
    await page.keyboard.press(key);
    await eventually(`after ${key}`, () => activeName(page), (now) => now === name);
  };
  await press('ArrowDown', first!.name);
  await press('ArrowDown', second!.name);
  await press('ArrowUp', first!.name);
  const open = page.locator('.tree-active');
  assert.equal(await open.getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('ArrowRight');
  await eventually('unfolded', () => open.getAttribute('aria-expanded'), (value) => value === 'true');
  const child = api.county.units.find((unit) => unit.parent_id === first!.id)!;
  await press('ArrowRight', child.name);
  assert.equal(await page.locator('.tree-active').getAttribute('aria-level'), '3');
  await press('ArrowLeft', first!.name);
  await page.keyboard.press('ArrowLeft');
  await eventually('folded', () => open.getAttribute('aria-expanded'), (value) => value === 'false');
  await press('ArrowLeft', '云岭县');
  await page.keyboard.type('dw');
  await eventually('typed', () => activeName(page), (name) => name === '东湾镇');
  const at = await page.locator('.tree').getAttribute('aria-activedescendant');
  assert.equal(at, await page.locator('.tree-active').getAttribute('id'));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '东湾镇' }).waitFor();
  assert.equal(await page.locator('.tree-row[aria-selected=true] .tree-name').innerText(), '东湾镇');
  await person.leave();
});

test('a search leaves what was found and the way there; nothing found says so', async () => {
  const person = await openTree();
  const { page } = person;
  const box = page.getByLabel(zhCN['units.search'], { exact: true });
  const town = api.county.units.find((unit) => unit.name === '东湾镇')!;
  const village = api.county.units.find((unit) => unit.parent_id === town.id)!;
  await box.fill(`东湾 ${pinyinInitials(village.name).slice(0, 2)}`);
  await eventually('only some are left', () => namesShown(page), (names) => names.length > 2 && names.length < 20);
  assert.deepEqual((await namesShown(page)).slice(0, 3), ['云岭县', '东湾镇', village.name]);
  await box.fill('没有这个');
  await page.getByText(fill(zhCN['units.none_found'], { text: '没有这个' })).waitFor();
  await page.getByRole('button', { name: zhCN['units.search_clear'] }).click();
  await rowNamed(page, '石桥镇').waitFor();
  await person.leave();
});

test('dragged into another unit: both paths are asked about, the move can be undone', async () => {
  const person = await openTree();
  const { page } = person;
  const name = '西溪镇';
  const moved = api.county.units.find((unit) => unit.name === name)!;
  const target = api.county.units.find((unit) => unit.name === '石桥镇')!;
  await rowNamed(page, name).dragTo(rowNamed(page, '石桥镇'));
  const question = page.getByRole('dialog');
  await question.getByText(`云岭县 › ${name}`).waitFor();
  await question.getByText(`云岭县 › 石桥镇 › ${name}`).waitFor();
  await question.getByRole('button', { name: zhCN['units.move_yes'] }).click();
  await page.getByText(fill(zhCN['units.moved'], { to: `云岭县 › 石桥镇 › ${name}` })).waitFor();
  assert.equal(moved.parent_id, target.id);
  await page.getByRole('button', { name: zhCN['units.undo'] }).click();
  await eventually('moved back', () => moved.parent_id, (id) => id === api.county.units[0]!.id);
  const order = api.county.units.filter((unit) => unit.parent_id === api.county.units[0]!.id).map((unit) => unit.name);
  assert.deepEqual(order.slice(0, 4), ['石桥镇', '东湾镇', '西溪镇', '南河镇']);
  await person.leave();
});

test('dragged between two units: a line shows where, the order changes', async () => {
  const person = await openTree();
  const { page } = person;
  const target = rowNamed(page, '石桥镇');
  const box = (await target.boundingBox())!;
  await rowNamed(page, '南河镇').hover();
  await page.mouse.down();
  await page.mouse.move(box.x + 80, box.y + 20, { steps: 4 });
  await page.mouse.move(box.x + 80, box.y + 3, { steps: 2 });
  await page.locator('.tree-drop-before').waitFor();
  await page.mouse.up();
  await page.getByText(fill(zhCN['units.ordered'], { name: '南河镇' })).waitFor();
  assert.deepEqual((await namesShown(page)).slice(1, 3), ['南河镇', '石桥镇']);
  await person.leave();
});

test('a unit cannot be dragged into one below it', async () => {
  const person = await openTree();
  const { page } = person;
  await rowNamed(page, '石桥镇').locator('.tree-fold').click();
  const child = api.county.units.find((unit) => unit.parent_id === api.county.units[1]!.id)!;
  await rowNamed(page, '石桥镇').dragTo(rowNamed(page, child.name).first());
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.ok(!api.calls.some((call) => call.startsWith('PATCH') && call.includes(api.county.units[1]!.id)));
  await person.leave();
});

test('moved by keys alone: the dialog finds the unit and asks', async () => {
  const person = await openTree();
  const { page } = person;
  await rowNamed(page, '西溪镇').click();
  await page.getByRole('button', { name: zhCN['units.move'] }).press('Enter');
  const picker = page.getByRole('combobox', { name: zhCN['units.move_to'] });
  await picker.fill('dw');
  await page.getByRole('option', { name: /^东湾镇 云岭县/ }).waitFor();
  await picker.press('Enter');
  await page.getByRole('button', { name: zhCN['units.move_next'] }).press('Enter');
  await page.getByRole('button', { name: zhCN['units.move_yes'], exact: true }).press('Enter');
  await page.getByText(fill(zhCN['units.moved'], { to: '云岭县 › 东湾镇 › 西溪镇' })).waitFor();
  await eventually('the dialogs are gone', () => page.getByRole('dialog').count(), (n) => n === 0);
  await person.leave();
});

test('made, renamed, refused with the reason, closed', async () => {
  const person = await openTree();
  person.expectRefusals();
  const { page } = person;
  await rowNamed(page, '石桥镇').click();
  await page.getByRole('button', { name: zhCN['units.new_below'] }).click();
  await page.getByRole('button', { name: zhCN['units.make'] }).click();
  await page.getByText(zhCN['units.name_missing']).waitFor();
  await page.locator('#unit-name').fill('新村');
  await page.getByRole('button', { name: zhCN['units.make'] }).click();
  await page.getByRole('heading', { name: '新村' }).waitFor();
  const made = api.county.units.find((unit) => unit.name === '新村')!;
  assert.equal(made.level_id, api.county.levels[2]!.id);
  await page.getByRole('button', { name: zhCN['units.edit'], exact: true }).click();
  await page.locator('#unit-name').fill('新河村');
  await page.getByRole('button', { name: zhCN['units.save'] }).click();
  await rowNamed(page, '新河村').waitFor();
  await page.getByText(zhCN['units.past']).waitFor();

  await page.locator('.unit-steps').getByRole('link', { name: '石桥镇' }).click();
  await page.getByRole('heading', { name: '石桥镇' }).waitFor();
  await page.getByRole('button', { name: zhCN['units.close'], exact: true }).click();
  await page.getByRole('button', { name: zhCN['units.close_yes'] }).click();
  await page.getByText(/cannot close unit '石桥镇': other units are below it/).waitFor();

  await page.goBack();
  await page.getByRole('heading', { name: '新河村' }).waitFor();
  await page.getByRole('button', { name: zhCN['units.close'], exact: true }).click();
  await page.getByRole('button', { name: zhCN['units.close_yes'] }).click();
  await eventually('the row is gone', () => rowNamed(page, '新河村').count(), (n) => n === 0);
  await person.leave();
});

test('the tree of another day can be looked at, not changed', async () => {
  const person = await openTree();
  const { page } = person;
  api.snapshots.push({ at: Date.now(), units: api.county.units.slice(0, 2).map((unit) => ({ ...unit })) });
  await page.getByLabel(zhCN['units.as_of']).fill('2020-05-01');
  await page.getByText(fill(zhCN['units.past_shown'], { day: '2020年5月1日' })).waitFor();
  await eventually('two units then', () => namesShown(page), (names) => names.join(' ') === '云岭县 石桥镇');
  assert.equal(await page.locator('.tree-row').first().getAttribute('draggable'), 'false');
  await page.getByRole('button', { name: zhCN['units.past_back'] }).click();
  await eventually('all are back', () => namesShown(page), (names) => names.length > 20);
  await person.leave();
});

test('the levels are named anew', async () => {
  const person = await openTree();
  const { page } = person;
  await page.getByRole('button', { name: zhCN['units.levels'] }).click();
  await page.getByLabel(fill(zhCN['units.level_name'], { number: 3 })).fill('嘎查');
  await page.getByRole('button', { name: zhCN['units.level_add'] }).click();
  await page.getByLabel(fill(zhCN['units.level_name'], { number: 4 })).fill('小组');
  await page.getByRole('button', { name: zhCN['units.save'] }).click();
  await page.getByRole('button', { name: '嘎查', exact: true }).waitFor();
  assert.deepEqual(api.county.levels.map((level) => level.name), ['县', '乡镇', '嘎查', '小组']);
  await person.leave();
});

test('on a phone the tree and the unit take turns', async () => {
  const person = await openTree({ size: PHONE_SIZE });
  const { page } = person;
  await rowNamed(page, '石桥镇').click();
  await page.getByRole('heading', { name: '石桥镇' }).waitFor();
  assert.equal(await page.locator('.tree').isVisible(), false);
  await page.getByRole('link', { name: zhCN['units.back'] }).click();
  await rowNamed(page, '石桥镇').waitFor();
  await person.leave();
});
