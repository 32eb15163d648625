/* The pages for making courses, against a fake server: lists, forms, order, uploads that lose their line, preparation,
 * dubs and subtitles, chapters. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import type { Job } from '../../../player-web/shared/contract/uploads.ts';
import { autonymOf } from '../../../player-web/shared/i18n/languages.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { COURSE_ID, DUB_ID, LESSON_ID } from '../support/fake-courses.ts';
import { RECORDING_ID } from '../support/fake-live.ts';
import { tracks } from '../support/fake-media.ts';
import { faultsOf } from '../support/faults.ts';
import { eventually } from '../support/wait.ts';

let browser: Browser;
let folder: string;

before(async () => {
  tracks();
  folder = mkdtempSync(join(tmpdir(), 'tongping-editor-'));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Visit {
  api: FakeApi;
  person: Person;
  page: Page;
}

const MONGOLIAN = autonymOf('mn');
const TIBETAN = autonymOf('bo');
const COURSE = `/editor#/course/${COURSE_ID}`;
const LESSON = `/editor#/lesson/${LESSON_ID}`;

async function visit(path: string, options: Partial<PersonOptions>, run: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url, ...options });
  try {
    await person.go('/login?next=/editor');
    await person.signIn('demo-editor');
    await person.page.locator('.course-list').waitFor();
    await person.go(path);
    await person.page.locator('.course-list .course-line, .course-desk, .lesson-desk').first().waitFor();
    await run({ api, person, page: person.page });
    await person.leave();
  } finally {
    api.courses.tus.letGo();
    await api.dispose();
  }
}

/* A file of that many bytes, mostly holes. */
function fileOf(name: string, bytes: number): string {
  const path = join(folder, name);
  writeFileSync(path, 'begin');
  truncateSync(path, bytes);
  return path;
}

function chooser(page: Page) {
  return page.locator('.drop-hint-box input[type=file]');
}

function transfer(page: Page, state: string) {
  return page.locator(`[data-transfer=${state}]`);
}

function titles(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).allTextContents();
}

/* As from the desktop: entering, over, dropped. */
async function dropFiles(page: Page, names: readonly string[]): Promise<void> {
  const data = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const name of all) transfer.items.add(new File(['some bytes of it'], name));
    return transfer;
  }, names);
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: data });
  await page.locator('.drop-ground').waitFor();
  await page.dispatchEvent('main', 'drop', { dataTransfer: data });
  await page.locator('.drop-ground').waitFor({ state: 'detached' });
}

test('who has no right to it is told so, and has no way to it in the menu', async () => {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url });
  await person.go('/login?next=/editor');
  await person.signIn('demo-clerk');
  await person.page.getByText(zhCN['editor.denied_title']).waitFor();
  assert.equal(await person.page.locator('.bar-link[href="/editor"]').count(), 0);
  await person.leave();
  await api.dispose();
});

test('the list: search by letters of pinyin, filters in the address, one step to a new course', async () => {
  await visit('/editor', {}, async ({ api, page }) => {
    assert.equal(await page.locator('.bar-link[aria-current=page]').getAttribute('href'), '/editor');
    assert.equal(await page.locator('.course-line').count(), 3);
    assert.deepEqual(await titles(page, '.course-line .autonym'), ['普通话', MONGOLIAN]);
    await page.locator('.search input').fill('ccph');
    await eventually('found', () => titles(page, '.course-line-title'), (all) => all.join() === '草畜平衡政策解读');
    await page.locator('.search input').fill('');
    await page.locator('.course-filters select').nth(0).selectOption('withdrawn');
    await eventually('found', () => titles(page, '.course-line-title'), (all) => all.join() === '牛羊常见病防治');
    assert.match(page.url(), /state=withdrawn/);
    await page.locator('.editor-head .button-primary').click();
    await page.locator('.dialog .button-primary').click();
    await page.getByText(zhCN['editor.title_missing']).waitFor();
    await page.locator('#course-title').fill('羊毛分级');
    await page.keyboard.press('Enter');
    await page.locator('.course-desk h1').getByText('羊毛分级').waitFor();
    assert.equal(api.courses.made[0]?.title, '羊毛分级');
  });
});

test('courses of a series and lessons of a course change their order by the keyboard and by dragging', async () => {
  await visit('/editor#/?series=series-1', {}, async ({ api, person, page }) => {
    await page.locator('[data-grip]').first().focus();
    await page.keyboard.press('ArrowDown');
    await eventually('changes', () => api.courses.changes.length, (n) => n === 1);
    assert.deepEqual(api.courses.changes[0], { before_id: '' });
    await person.go(COURSE);
    await page.locator('.lesson-line').nth(2).waitFor();
    const names = () => titles(page, '.lesson-title');
    const before = await names();
    await page.locator('[data-grip]').nth(2).focus();
    await page.keyboard.press('Home');
    await eventually('order', names, (all) => all[0] === before[2]);
    assert.match((await page.locator('.lesson-list > [role=status]').textContent()) ?? '', /1.*3/);
    await eventually('of the server', () => api.courses.lessons[0]?.title, (title) => title === before[2]);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-grip')), api.courses.lessons[0]?.id);
    const grip = (await page.locator('[data-grip]').first().boundingBox())!;
    const last = (await page.locator('.lesson-line').nth(2).boundingBox())!;
    await page.mouse.move(grip.x + 10, grip.y + 10);
    await page.mouse.down();
    await page.mouse.move(grip.x + 10, last.y + last.height - 4, { steps: 6 });
    await page.mouse.up();
    await eventually('order', names, (all) => all.join() === before.join());
    await eventually('of the server', () => api.courses.lessons[2]?.title, (title) => title === before[2]);
  });
});

test('the form of a course: units, a due date; saving sends what has changed; the refusal stands in the server’s words', async () => {
  await visit(`${COURSE}?tab=about`, {}, async ({ api, person, page }) => {
    person.expectRefusals();
    await page.locator('#course-title').fill('接羔保育');
    await page.locator('input[value=units]').check();
    await page.locator('.save-bar .button-primary').click();
    await page.getByText(zhCN['editor.units_missing']).waitFor();
    await page.getByRole('combobox', { name: zhCN['editor.units'] }).click();
    await page.locator('.picks .pick').first().click();
    await page.locator('#course-required').check();
    await page.locator('#course-due').fill('2026-12-31');
    await page.locator('.save-bar .button-primary').click();
    await page.getByText(zhCN['editor.saved']).waitFor();
    const change = api.courses.changes[0]!;
    assert.deepEqual(Object.keys(change).sort(), ['audience', 'due_at', 'is_required', 'title', 'unit_ids']);
    assert.equal(await page.locator('.save-bar').count(), 0);
    await page.locator('.course-presses .button-primary').click();
    await page.locator('#publish-shows').uncheck();
    await page.locator('.dialog .button-primary').click();
    await page.locator('.toast-bad').getByText('no lesson of it is ready and shown').waitFor();
    await page.locator('.course-desk[data-state=draft]').waitFor();
  });
});

test('publishing shows what is ready with it; withdrawing asks first', async () => {
  await visit(COURSE, {}, async ({ api, page }) => {
    await page.locator('.course-presses .button-primary').click();
    await page.locator('#publish-shows').waitFor();
    await page.locator('.dialog .button-primary').click();
    await page.locator('.course-desk[data-state=published]').waitFor();
    assert.deepEqual(api.courses.lessons.map((one) => one.is_shown), [true, false, false]);
    await page.getByText(zhCN['editor.withdraw'], { exact: true }).click();
    await page.locator('.dialog').waitFor();
    assert.deepEqual(api.courses.steps, ['publish']);
    await page.locator('.dialog .button-danger').click();
    await page.locator('.course-desk[data-state=withdrawn]').waitFor();
  });
});

test('a file dropped anywhere goes up, loses the line in the middle, goes on where the server stands, and is prepared', async () => {
  await visit(COURSE, {}, async ({ api, person, page }) => {
    person.expectLineDown();
    const { tus } = api.courses;
    const bytes = 24_000_000;
    tus.cutAfter = 9_000_000;
    await chooser(page).setInputFiles(fileOf('第四课 牧草种植_1080p.mkv', bytes));
    await page.locator('.lesson-title').getByText('第四课 牧草种植').waitFor();
    await eventually('complete', () => tus.uploads[0]?.offset, (offset) => offset === bytes, 30000);
    assert.ok(tus.requests.includes('HEAD one'), 'it asked where the server stands');
    assert.equal(tus.requests.filter((one) => one === 'POST all').length, 1, 'it did not begin anew');
    const job = await eventually('the job', () => api.courses.jobs[0], (one) => one !== undefined);
    const dock = transfer(page, 'done');
    await dock.getByText(zhCN['editor.job_waiting']).waitFor();
    api.courses.tellJob(job!, { state: 'running', step: 'v720', permille: 412, left_s: 95 });
    await dock.getByText(fill(zhCN['editor.step_picture'], { height: 720 })).waitFor();
    await dock.getByText(fill(zhCN['editor.left_minutes'], { count: 2 })).waitFor();
    await page.locator('.lesson-doing[data-doing=job]').waitFor();
    api.courses.addAsset({ kind: 'picture', lesson_id: job!.lesson_id, duration_ms: 60000 });
    api.courses.tellJob(job!, { state: 'done', permille: 1000 });
    await dock.getByText(zhCN['editor.job_done']).waitFor();
    const row = page.locator(`[data-lesson="${job!.lesson_id}"]`);
    await row.getByText(zhCN['editor.lesson_hidden']).waitFor();
  });
});

test('while the line is away it says so; pause and continue; cancelling asks and tells the server', async () => {
  await visit(LESSON, {}, async ({ api, person, page }) => {
    person.expectLineDown();
    const { tus } = api.courses;
    tus.holdAfter = 4_000_000;
    await chooser(page).setInputFiles(fileOf('译制 藏语.m4a', 16_000_000));
    await eventually('begun', () => tus.uploads[0]?.offset ?? 0, (offset) => offset >= 4_000_000);
    assert.equal(tus.uploads[0]?.language, 'bo');
    await transfer(page, 'going').getByLabel(fill(zhCN['editor.pause_upload'], { name: '译制 藏语.m4a' })).click();
    await transfer(page, 'paused').waitFor();
    tus.letGo();
    tus.isAway = true;
    await transfer(page, 'paused').getByLabel(fill(zhCN['editor.go_on_upload'], { name: '译制 藏语.m4a' })).click();
    await transfer(page, 'line').waitFor();
    tus.isAway = false;
    tus.holdAfter = 8_000_000;
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await eventually('went on', () => tus.uploads[0]?.offset ?? 0, (offset) => offset >= 8_000_000);
    await page.locator('[data-transfer] .icon-button').last().click();
    await page.locator('.dialog').waitFor();
    assert.equal(tus.uploads.length, 1, 'asked first');
    await page.locator('.dialog .button-danger').click();
    await eventually('gone', () => tus.uploads.length, (n) => n === 0);
    assert.equal(await page.locator('.transfer').count(), 0);
  });
});

test('a refusal is said in the server’s sentence and can be tried again', async () => {
  await visit(LESSON, {}, async ({ api, person, page }) => {
    person.expectRefusals();
    api.courses.tus.refusal = { status: 507, code: 'no_room', detail: '磁盘空间不够，还差 2.1 GB' };
    await chooser(page).setInputFiles(fileOf('壮语.m4a', 100_000));
    await transfer(page, 'refused').getByText('磁盘空间不够，还差 2.1 GB').waitFor();
    api.courses.tus.refusal = null;
    await transfer(page, 'refused').getByLabel(fill(zhCN['editor.again_upload'], { name: '壮语.m4a' })).click();
    await transfer(page, 'done').waitFor();
  });
});

test('after a reload the same file goes on; another one is told apart; leaving asks', async () => {
  await visit(LESSON, {}, async ({ api, page }) => {
    const { tus } = api.courses;
    tus.holdAfter = 4_000_000;
    const path = fileOf('大文件 蒙古语.m4a', 12_000_000);
    await chooser(page).setInputFiles(path);
    await eventually('begun', () => tus.uploads[0]?.offset ?? 0, (offset) => offset >= 4_000_000);
    let asked = 0;
    page.once('dialog', (dialog) => {
      asked += 1;
      void dialog.accept();
    });
    await page.reload();
    assert.equal(asked, 1);
    await page.locator('.dock-head').click();
    const row = transfer(page, 'before');
    await row.waitFor();
    tus.letGo(); // only now: what the broken request left in the kernel may be all of the rest
    await row.locator('input[type=file]').setInputFiles(fileOf('另一个.m4a', 12_000_000));
    await row.getByText('大文件 蒙古语.m4a', { exact: false }).last().waitFor();
    await row.locator('[role=alert]').waitFor();
    await row.locator('input[type=file]').setInputFiles(path);
    await transfer(page, 'done').waitFor();
    assert.equal(tus.requests.filter((one) => one === 'POST all').length, 1);
    assert.equal(tus.uploads[0]?.offset, 12_000_000);
  });
});

test('what cannot be used is said at once; subtitles are looked at before they go up', async () => {
  await visit(LESSON, {}, async ({ api, page }) => {
    await dropFiles(page, ['讲义.pptx']);
    await page.locator('.toast-bad').getByText(fill(zhCN['editor.refused_office'], { name: '讲义.pptx' })).waitFor();
    const srt = '1\n00:00:01,000 --> 00:00:04,000\n一\n\n2\n09:00:00,000 --> 09:00:04,000\n二\n';
    await chooser(page).setInputFiles([{ name: '第一课.srt', mimeType: '', buffer: Buffer.from(srt) }]);
    await page.locator('.cue-peek[data-cues="2"]').waitFor();
    await page.locator('.dialog').getByText(zhCN['editor.cues_beyond']).waitFor();
    await page.locator('.dialog .button-primary').click();
    await page.getByText(zhCN['editor.language_missing']).waitFor();
    const language = page.getByRole('combobox', { name: zhCN['editor.subtitle_language'] });
    await language.fill('wwe');
    await page.locator('.pick').getByText('维吾尔语').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.dialog .button-primary').click();
    await transfer(page, 'done').waitFor();
    assert.deepEqual([api.courses.tus.uploads[0]?.purpose, api.courses.tus.uploads[0]?.language], ['subtitle', 'ug']);
  });
});

test('the preview switches its sound and shows the subtitles; a dub tells how its length differs', async () => {
  await visit(LESSON, {}, async ({ page }) => {
    await page.getByText('译制版比画面短 3 分 12 秒').waitFor();
    await page.locator('.preview-seek').waitFor();
    await page.locator(`[data-order="${DUB_ID}"]`).getByText(zhCN['editor.default_sound']).waitFor();
    await page.getByLabel(fill(zhCN['editor.listen_of'], { name: MONGOLIAN })).click();
    await eventually('heard', () => page.locator('.preview-select').first().inputValue(), (value) => value === 'mn');
    await page.getByLabel(fill(zhCN['editor.show_cues_of'], { name: TIBETAN })).click();
    await page.locator('.cues .cues-line').first().waitFor();
    await page.getByLabel(zhCN['editor.preview_subtitle']).selectOption('');
    await page.locator('.cues .cues-line').first().waitFor({ state: 'detached' });
  });
});

test('sounds change their order, are named, withdrawn and restored', async () => {
  await visit(LESSON, {}, async ({ api, page }) => {
    const sounds = page.locator('[data-kind=sound] .asset');
    await page.locator('[data-kind=sound] [data-grip]').nth(1).focus();
    await page.keyboard.press('ArrowUp');
    await sounds.nth(0).getByText(zhCN['editor.default_sound']).waitFor();
    assert.deepEqual(api.courses.changes[0], { before_id: DUB_ID });
    await page.getByLabel(fill(zhCN['editor.edit_of'], { name: MONGOLIAN })).click();
    await page.locator('#asset-translator').fill('娜仁');
    await page.keyboard.press('Enter');
    await sounds.nth(0).getByText('娜仁', { exact: false }).waitFor();
    await page.getByLabel(fill(zhCN['editor.withdraw_of'], { name: MONGOLIAN })).click();
    await page.locator('[data-kind=sound] [data-asset=withdrawn]').waitFor();
    await page.getByLabel(fill(zhCN['editor.restore_of'], { name: MONGOLIAN })).click();
    await page.locator('[data-kind=sound] [data-asset=withdrawn]').waitFor({ state: 'detached' });
  });
});

test('a job that failed says why and is tried again; a running one is cancelled after a question', async () => {
  await visit(LESSON, {}, async ({ api, page }) => {
    await chooser(page).setInputFiles([{ name: '坏 藏语.m4a', mimeType: '', buffer: Buffer.alloc(1000) }]);
    const job = await eventually('the job', () => api.courses.jobs[0], (one) => one !== undefined);
    api.courses.tellJob(job!, { state: 'failed', problem: '文件在 12 分 4 秒处断了，后面没有内容。' });
    const row = page.locator('.running-row');
    await row.getByText('文件在 12 分 4 秒处断了，后面没有内容。').waitFor();
    await row.getByText(zhCN['editor.job_again']).click();
    await row.getByText(zhCN['editor.job_waiting']).waitFor();
    await row.getByText(zhCN['editor.cancel_job'], { exact: true }).click();
    await page.locator('.dialog .button-danger').click();
    await row.getByText(zhCN['editor.job_cancelled']).waitFor();
  });
});

test('an economy sound that is still made is said in passing; one that failed can be made again', async () => {
  await visit(LESSON, {}, async ({ api, page }) => {
    const job: Job = {
      id: api.newId(), lesson_id: LESSON_ID, kind: 'low', source_name: '第一课.mkv', language: 'bo', state: 'running',
      step: 'low', permille: 100, left_s: 12, attempts: 1, created_at: new Date().toISOString(),
    };
    api.courses.jobs.unshift(job);
    api.courses.tellJob(job);
    const making = page.locator('[data-low=making]');
    await making.getByText(fill(zhCN['editor.low_making'], { names: TIBETAN })).waitFor();
    assert.equal(await page.locator('.running-row').count(), 0, 'nobody waits for it');
    if (process.env['TONGPING_SHOTS']) await page.screenshot({ path: `${process.env['TONGPING_SHOTS']}/editor_low.png` });
    api.courses.tellJob(job, { state: 'failed', problem: 'x' });
    await page.locator('[data-low=failed]').getByText(zhCN['editor.job_again']).click();
    await making.waitFor();
    api.courses.tellJob(job, { state: 'done', permille: 1000 });
    await making.waitFor({ state: 'detached' });
  });
});

test('chapters are made at the playhead, put in order and saved whole', async () => {
  await visit(`${LESSON}?tab=chapters`, {}, async ({ api, page }) => {
    await page.locator('.preview-seek').waitFor();
    await page.locator('.panel-head .button').click();
    await page.locator('.mark-title').first().fill('开场');
    await page.locator('.preview-seek').fill('9000');
    await page.locator('.panel-head .button').getByText('0:09').waitFor();
    await page.locator('.panel-head .button').click();
    await page.locator('.save-bar .button-primary').click();
    await page.getByText(zhCN['editor.marks_untitled']).waitFor();
    await page.locator('.mark-title').nth(1).fill('准备产房');
    await page.locator('.mark-time').nth(1).fill('2:00');
    await page.keyboard.press('Enter');
    await eventually('saved', () => api.courses.changes[0], (change) => change !== undefined);
    assert.deepEqual(api.courses.changes[0], { marks: [{ at_ms: 0, title: '开场' }, { at_ms: 120000, title: '准备产房' }] });
    await page.locator('.save-bar').waitFor({ state: 'detached' });
  });
});

test('a published recording becomes a lesson, called as the meeting was', async () => {
  await visit(COURSE, {}, async ({ api, page }) => {
    await page.getByRole('button', { name: zhCN['editor.new_lesson'] }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel(zhCN['write.kind_of_lesson']).selectOption('recording');
    await form.getByRole('button', { name: zhCN['editor.make_lesson'] }).click();
    await form.getByText(zhCN['write.recording_missing']).waitFor();
    const recording = form.getByRole('combobox', { name: zhCN['write.recording'] });
    await recording.fill('cjjg');
    await form.getByRole('option', { name: /春季接羔保育技术讲座/ }).click();
    assert.equal(await form.locator('#lesson-title').inputValue(), '春季接羔保育技术讲座');
    assert.deepEqual(await faultsOf(page), []);
    await form.getByRole('button', { name: zhCN['editor.make_lesson'] }).click();
    await page.locator('.lesson-desk').waitFor();
    const lesson = api.courses.lessons[api.courses.lessons.length - 1];
    assert.deepEqual([lesson?.kind, lesson?.meeting_id], ['recording', RECORDING_ID]);
  });
});

test('series and topics are made, renamed and taken away in one box', async () => {
  await visit('/editor', {}, async ({ api, page }) => {
    await page.getByRole('button', { name: zhCN['editor.shelves'] }).click();
    const shelf = page.locator('[data-shelf=topic]');
    await shelf.getByLabel(zhCN['editor.new_topic']).fill('防灾减灾');
    await page.keyboard.press('Enter');
    await shelf.locator('.line-list .line').nth(2).waitFor();
    assert.equal(api.courses.topics[2]?.title, '防灾减灾');
    await shelf.locator('.line-list .field-input').nth(2).fill('防灾');
    await shelf.locator('.line-list .field-input').nth(2).press('Tab');
    await eventually('renamed', () => api.courses.topics[2]?.title, (title) => title === '防灾');
    await shelf.locator('.line-list .icon-button').nth(2).click();
    await eventually('removed', () => api.courses.topics.length, (n) => n === 2);
  });
});

const PLACES = ['/editor#/', COURSE, `${COURSE}?tab=about`, `${COURSE}?tab=texts`, LESSON, `${LESSON}?tab=chapters`, `${LESSON}?tab=about`];

for (const [what, size] of [
  ['a computer', PC_SIZE],
  ['a wide screen', { width: 1920, height: 1080 }],
  ['a phone', PHONE_SIZE],
] as const) {
  test(`every place is sound on ${what}, in both languages, light and dark`, async () => {
    for (const locale of ['zh-CN', 'en-US'] as const) {
      await visit('/editor#/', { size, locale, dark: locale === 'en-US' }, async ({ api, person, page }) => {
        api.courses.tus.begunBefore({ file_name: '草原防火宣传片_最终版_1080p.mkv', length: 4_100_000_000, offset: 1_920_000_000, lesson_id: LESSON_ID });
        await page.reload();
        await page.locator('.dock-head').click();
        for (const place of PLACES) {
          await person.go(place);
          await page.locator('.course-line, .lesson-line, .editor-form, .texts, .asset, .marks').first().waitFor({ state: 'attached' });
          assert.deepEqual(await faultsOf(page), [], `${place} in ${locale}`);
        }
      });
    }
  });
}
