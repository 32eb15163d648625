/* Roll call on /tv by five keys: forty people in under a minute, ticks that survive the network and a power cut. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import * as tv from '../../../player-web/tv/messages.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { MEETING_ID, SCREEN } from '../support/fake-live.ts';
import { tracks } from '../support/fake-media.ts';
import { FakeRegister } from '../support/fake-register.ts';
import { FakeStudy } from '../support/fake-study.ts';
import { FakeTvCourses } from '../support/fake-tv-courses.ts';
import { eventually } from '../support/wait.ts';

const SIZE = process.env['TV_SHOTS'] ? { width: 1920, height: 1080 } : { width: 1280, height: 720 };
const NOTICE = { type: 'notice', kind: 'register.changed' };
const PRESSES_PER_SECOND = 2;
const LIMIT_S = 60;
const zh = tv.zhCN;

let browser: Browser;

before(async () => {
  tracks();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

interface Visit {
  api: FakeApi;
  person: Person;
  page: Page;
  register: FakeRegister;
}

async function visit(people: number, run: (visit: Visit) => Promise<void>, prepare?: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url, size: SIZE });
  const all = { api, person, page: person.page, register: new FakeRegister(MEETING_ID, people) };
  try {
    await person.page.addInitScript(
      ([screen, meeting]) => {
        localStorage.setItem('tongping.screen', JSON.stringify({ token: 'secret', screen }));
        localStorage.setItem('tongping.site_confirmed', meeting);
      },
      [SCREEN, MEETING_ID] as const,
    );
    await all.register.serve(person.page);
    await prepare?.(all);
    await person.go('/tv');
    await run(all);
    await person.leave();
  } finally {
    await api.dispose();
  }
}

class Remote {
  presses = 0;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.presses += 1;
      await this.page.keyboard.press(key);
    }
  }
}

async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['TV_SHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

async function begin(page: Page): Promise<void> {
  await page.locator('#watch[data-phase=playing], #watch[data-phase=touch]').waitFor();
  if ((await page.locator('#watch').getAttribute('data-phase')) === 'touch') await page.keyboard.press('Enter');
  await page.locator('#watch[data-phase=playing]').waitFor();
}

/* The hint tells that there is a roll to call. */
async function callable(page: Page): Promise<void> {
  await eventually('a register', () => page.locator('#watch-hint').textContent(), (hint) => hint === zh['tv.watch_hint_roll']);
}

async function open(page: Page, remote: Remote): Promise<void> {
  await callable(page);
  await remote.press('ArrowUp', 'ArrowUp', 'Enter');
  await page.locator('#roll').waitFor();
  await page.locator('.roll-cell').first().waitFor();
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.querySelector('b')?.textContent ?? document.activeElement?.textContent);
const cell = (page: Page, name: string) => page.locator('.roll-cell', { has: page.locator(`b:text-is("${name}")`) });

test('forty people are ticked by remote in under a minute of presses', async (t) => {
  await visit(40, async ({ page, register }) => {
    await begin(page);
    const remote = new Remote(page);
    await open(page, remote);
    await look(page, 'roll-open');
    assert.equal(await page.locator('.roll-cell:visible').count(), 20);
    assert.equal(await focused(page), register.people[0]!.name);
    for (let i = 0; i < 39; i++) {
      if (i === 7) await remote.press('ArrowRight'); // nobody answers
      else await remote.press('Enter');
      if (i === 12) await look(page, 'roll-half');
    }
    await remote.press('Enter');
    await remote.press('Escape');
    await eventually('all are entered', () => register.here().length, (count) => count === 39);
    const seconds = remote.presses / PRESSES_PER_SECOND;
    t.diagnostic(`40 people: ${remote.presses} presses, ${seconds} s at ${PRESSES_PER_SECOND} a second`);
    assert.ok(seconds < LIMIT_S, `${remote.presses} presses`);
    assert.ok(!register.here().some((one) => one.member_id === register.people[7]!.member_id));
    assert.ok(register.presences.every((one) => one.how === 'remote'));
    assert.equal(await page.locator('#watch').isVisible(), true, 'the meeting goes on');
  });
});

test('the grid: a mistake is undone by the same key, pages follow, others’ ticks appear, nobody’s lack is shown', async () => {
  await visit(50, async ({ api, page, register, person }) => {
    person.expectRefusals();
    register.enter(3, '赵敏', Date.now() - 15 * 60000);
    await begin(page);
    const remote = new Remote(page);
    await open(page, remote);
    const names = register.people.map((one) => one.name);
    await cell(page, names[3]!).and(page.locator('[data-mark=here]')).waitFor();
    await remote.press('Enter', 'ArrowLeft', 'Enter');
    await eventually('undone', () => register.here().length, (count) => count === 1);
    await remote.press('ArrowDown', 'ArrowRight');
    assert.equal(await focused(page), names[5]);
    await remote.press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
    assert.equal(await focused(page), names[21], 'down goes on to the next page');
    assert.equal(await page.locator('#roll-page').textContent(), '第 2 页，共 3 页');
    await remote.press('ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowLeft', 'ArrowLeft');
    assert.equal(await focused(page), zh['tv.roll_code'], 'up from the first row: the actions');
    await remote.press('ArrowDown');
    register.enter(30);
    api.push('screen', NOTICE);
    await eventually('the other clerk’s tick', () => page.locator('#roll-count').textContent(), (text) => text === '实到 2 人 · 应到 50 人');
    /* Who came long ago: it is asked whether she left. */
    await remote.press('ArrowRight', 'ArrowRight', 'ArrowRight');
    while ((await focused(page)) !== names[3]) await remote.press('ArrowLeft');
    await remote.press('Enter');
    await page.locator('#watch-menu-title').filter({ hasText: names[3]! }).waitFor();
    await look(page, 'roll-person');
    await remote.press('Enter');
    await eventually('she left', () => register.presences[0]!.until !== undefined, (has) => has);
    await cell(page, names[3]!).and(page.locator('[data-mark=left]')).waitFor();
    const words = (await page.locator('#roll').innerText()).replace(/\s/g, '');
    assert.doesNotMatch(words, /缺席|学时|未到|差/);
    await look(page, 'roll-mixed');
  });
});

test('a code in the corner changes by itself, stays over the picture, and goes when asked', async () => {
  await visit(12, async ({ page, register }) => {
    await begin(page);
    const remote = new Remote(page);
    await open(page, remote);
    await remote.press('ArrowUp', 'Enter');
    await page.locator('#roll-code').waitFor();
    const first = await page.locator('#roll-qr').getAttribute('src');
    await look(page, 'roll-code');
    await eventually('another code', () => page.locator('#roll-qr').getAttribute('src'), (src) => src !== first);
    await remote.press('ArrowRight', 'Enter');
    await eventually('the confirmation', () => register.confirmations.length, (count) => count === 1);
    assert.equal(register.confirmations[0]!.step, 'begin');
    await eventually('it is said', () => page.locator('#roll-hint').textContent(), (text) => text === '已确认：0 人在场。');
    await remote.press('Enter');
    await eventually('a second one', () => register.confirmations.at(-1)?.step, (step) => step === 'middle');
    await remote.press('Escape');
    await page.locator('#roll').waitFor({ state: 'hidden' });
    assert.equal(await page.locator('#roll-code').isVisible(), true);
    await look(page, 'roll-code-picture');
    await open(page, remote);
    await remote.press('ArrowUp', 'ArrowLeft', 'ArrowLeft', 'Enter');
    await page.locator('#roll-code').waitFor({ state: 'hidden' });
  });
});

test('network and power go: nothing is lost, and the set offers to go on', async () => {
  await visit(20, async ({ page, register, person }) => {
    person.expectLineDown();
    await begin(page);
    const remote = new Remote(page);
    await open(page, remote);
    await remote.press('Enter', 'Enter');
    await eventually('two', () => register.here().length, (count) => count === 2);
    register.isDown = true;
    await remote.press('Enter', 'Enter', 'Enter');
    await eventually('it is said', () => page.locator('#roll-hint').textContent(), (text) => text === '网络断了，已记下 3 条，连上后自动上报。');
    await look(page, 'roll-offline');
    assert.equal(await page.locator('.roll-cell[data-mark=here]').count(), 5);
    await page.reload(); // the power was cut
    register.isDown = false;
    await page.locator('#watch-menu-title').filter({ hasText: '继续签到吗' }).waitFor();
    await look(page, 'roll-go-on');
    await eventually('what was kept arrives', () => register.here().length, (count) => count === 5);
    assert.equal(register.presences.length, 5, 'nobody twice');
    await remote.press('Enter');
    await page.locator('#roll').waitFor();
    await eventually('five ticks', () => page.locator('.roll-cell[data-mark=here]').count(), (count) => count === 5);
    await remote.press('Escape');
    await page.locator('#roll').waitFor({ state: 'hidden' });
    await page.reload();
    await begin(page);
    await callable(page);
    assert.equal(await page.locator('#watch-menu').isHidden(), true, 'a roll call that was closed is not asked for');
  });
});

test('in a study session it opens the same way', async () => {
  const courses = new FakeTvCourses();
  const study = new FakeStudy(courses);
  const opened = study.open(0, 0);
  await visit(
    13,
    async ({ page, register }) => {
      await begin(page);
      await eventually('a register', () => page.locator('#watch-hint').textContent(), (hint) => hint === zh['tv.lesson_hint_roll']);
      const remote = new Remote(page);
      await remote.press('ArrowUp', 'ArrowUp', 'Enter');
      await page.locator('#roll').waitFor();
      await remote.press(...Array.from({ length: 13 }, () => 'Enter'));
      await eventually('all thirteen', () => register.here().length, (count) => count === 13);
      assert.deepEqual(courses.studies, [opened.id]);
    },
    async (all) => {
      all.person.expectRefusals();
      all.api.live.state = 'published';
      all.register.register = { ...all.register.register, kind: 'study', event_id: opened.id };
      await courses.serve(all.page);
      await study.serve(all.page);
    },
  );
});
