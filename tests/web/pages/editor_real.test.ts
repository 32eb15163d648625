/* Making courses against the program itself: from files and words to what a learner finds on /pc; two editors at once. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const PREPARING_MS = 120000;

let server: TestServer;
let browser: Browser;
let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongping-editor-real-'));
  server = await TestServer.start('--demo');
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function made(name: string, ...options: string[]): string {
  const path = join(folder, name);
  const run = spawnSync('ffmpeg', ['-v', 'error', '-y', ...options, path], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return path;
}

const clip = () =>
  made('入党誓词.mp4', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000',
    '-t', '4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '50', '-c:a', 'aac');
const picture = (name: string) => made(name, '-f', 'lavfi', '-i', 'testsrc2=size=640x360', '-frames:v', '1');

/* Two sheets of A6, each with a rectangle. */
function pdf(name: string): string {
  const sheet = (id: number, colour: string) => {
    const drawing = `${colour} rg 40 40 200 120 re f`;
    return `${id} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 297 420]/Contents ${id + 1} 0 R>>endobj\n` +
      `${id + 1} 0 obj<</Length ${drawing.length}>>stream\n${drawing}\nendstream endobj\n`;
  };
  const parts = [
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n',
    '2 0 obj<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>endobj\n',
    sheet(3, '0.8 0.1 0.1'), sheet(5, '0.1 0.2 0.8'),
  ];
  const body = parts.join('');
  const offsets = [1, 2, 3, 4, 5, 6].map((id) => body.indexOf(`${id} 0 obj`));
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const path = join(folder, name);
  writeFileSync(path, `${body}xref\n0 7\n0000000000 65535 f \n${table}trailer<</Size 7/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`);
  return path;
}

async function editor(size = PC_SIZE, name = 'demo-editor'): Promise<Person> {
  const person = await Person.open(browser, { url: server.url, size });
  await person.go('/login?next=/editor');
  await person.signIn(name);
  await person.page.locator('.course-list').waitFor();
  return person;
}

async function ask<T>(method: string, path: string, body: unknown = null, who = 'demo-editor'): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { Authorization: `Bearer ${who}`, 'Content-Type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return (answer.status === 204 ? null : await answer.json()) as T;
}

async function draft(title: string, kind: string): Promise<{ course: string; lesson: string }> {
  const course = await ask<{ id: string }>('POST', 'courses', { title, audience: 'public' });
  const lesson = await ask<{ id: string }>('POST', `courses/${course.id}/lessons`, { kind, title: '第一课' });
  return { course: course.id, lesson: lesson.id };
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/* From the course's page: shown, published. */
async function publish(page: Page, course: string): Promise<void> {
  await page.goto(`${server.url}/editor#/course/${course}`);
  await page.locator('.course-presses').getByRole('button', { name: zhCN['editor.publish'] }).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['editor.publish'] }).click();
  await page.locator('.course-desk[data-state=published]').waitFor();
}

test('a film: from a new series to a learner who watches it', async () => {
  const person = await editor();
  const { page } = person;
  await press(page, zhCN['editor.shelves']);
  await page.getByRole('textbox', { name: zhCN['editor.new_series'] }).fill('红色故事');
  await page.keyboard.press('Enter');
  await page.locator('[data-shelf=series] li input').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: zhCN['editor.new_course'] }).first().click();
  await page.locator('#course-title').fill('入党第一课');
  await page.getByLabel(zhCN['editor.series'], { exact: true }).selectOption({ label: '红色故事' });
  await press(page, zhCN['editor.make_course']);
  await page.locator('.course-desk').waitFor();
  const course = page.url().split('/course/')[1]!;
  await page.locator('.drop-hint-box input[type=file]').setInputFiles(clip());
  await page.locator('.lesson-line', { hasText: '入党誓词' }).waitFor();
  await page.locator('.lesson-doing').waitFor();
  await page.locator('.lesson-line .pill', { hasText: zhCN['editor.lesson_hidden'] }).waitFor({ timeout: PREPARING_MS });
  assert.match(await page.locator('.lesson-line').innerText(), /0:04/);
  await publish(page, course);
  assert.deepEqual(await faultsOf(page), []);
  await page.locator('.lesson-title').click();
  await page.locator('.preview-video').waitFor();
  await person.leave();

  const learner = await Person.open(browser, { url: server.url, size: PC_SIZE });
  await learner.go('/login?next=/pc');
  await learner.signIn('demo-member');
  await learner.go(`/pc?course=${course}`);
  await learner.page.getByText('入党誓词').first().click();
  await learner.page.locator('video').waitFor();
  const second = () => learner.page.locator('video').evaluate((video) => (video as HTMLVideoElement).readyState);
  await eventually('the film is there', second, (state) => state >= 2);
  await learner.leave();
});

test('pages: written by keyboard, a picture that comes, another language, and what a learner reads', async () => {
  const { course, lesson } = await draft('组织生活', 'pages');
  const person = await editor();
  const { page } = person;
  await person.go(`/editor#/lesson/${lesson}`);
  await page.locator('[data-kind=pages]').waitFor();
  for (const [title, body] of [['三会一课', '支部党员大会。\n\n支部委员会。'], ['主题党日', '每月一次。']] as const) {
    await press(page, zhCN['write.add_page']);
    await page.locator('.page-form input').first().waitFor();
    await page.keyboard.type(title);
    await page.locator('.page-form textarea').fill(body);
  }
  await page.locator('[data-preview-page="2"]', { hasText: '主题党日' }).waitFor();
  await page.locator('.page-form input[type=file]').setInputFiles(picture('党徽.png'));
  await page.locator('.page-form .picture-choice input:checked[aria-label="党徽.png"]').waitFor({ timeout: PREPARING_MS });
  await page.getByRole('combobox', { name: zhCN['write.add_language'] }).fill('藏语');
  await page.getByRole('option', { name: /藏语/ }).first().click();
  await page.locator('.page-form input').first().fill('སྐད་ཡིག');
  await page.getByRole('button', { name: fill(zhCN['editor.move_of'], { name: '主题党日' }) }).focus();
  await page.keyboard.press('ArrowUp');
  await page.locator('[data-page="1"]', { hasText: '主题党日' }).waitFor();
  await press(page, fill(zhCN['editor.remove_of'], { name: '三会一课' }));
  await page.getByRole('button', { name: zhCN['write.undo'] }).click();
  await page.locator('[data-page="2"]', { hasText: '三会一课' }).waitFor();
  await page.locator('.page-open').first().focus();
  await page.keyboard.press('Control+s');
  await page.locator('.save-bar').waitFor({ state: 'detached' });
  assert.deepEqual(await faultsOf(page), []);
  const { pages } = await ask<{ pages: { title: string; texts: unknown[]; picture: string }[] }>('GET', `lessons/${lesson}/pages`);
  assert.deepEqual(pages.map((one) => [one.title, one.texts.length, one.picture !== '']), [['主题党日', 1, true], ['三会一课', 0, false]]);
  await page.locator('.page-open').first().click(); // a page that was new has another id now
  await page.locator('.page-form .field-input[type=number]').fill('4000');
  await press(page, zhCN['editor.save']);
  await page.getByText(fill(zhCN['write.least_wrong'], { least: 3600 })).waitFor();
  await press(page, zhCN['editor.drop_changes']);
  await publish(page, course);
  await person.leave();

  const learner = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await learner.go(`/pc?lesson=${lesson}`);
  await learner.page.locator('.reader-picture').waitFor();
  await learner.page.getByLabel(zhCN['learn.page_language']).selectOption('bo');
  await learner.page.locator('.reader-page h2', { hasText: 'སྐད་ཡིག' }).waitFor();
  assert.deepEqual(await faultsOf(learner.page), []);
  await learner.leave();
});

test('a document becomes pages that the editor turns over', async () => {
  const { lesson } = await draft('文件学习', 'document');
  const person = await editor();
  person.expectRefusals(); // the page behind the last one
  const { page } = person;
  await person.go(`/editor#/lesson/${lesson}`);
  await page.getByText(zhCN['write.add_document'], { exact: true }).waitFor();
  await page.locator('.drop-hint-box input[type=file]').setInputFiles(pdf('条例.pdf'));
  await page.locator('[data-asset=ready]').waitFor({ timeout: PREPARING_MS });
  await page.locator('[data-preview-document="1"] img').waitFor();
  await press(page, zhCN['learn.page_next']);
  await page.locator('[data-preview-document="2"]').waitFor();
  await press(page, zhCN['learn.page_next']);
  await page.getByText('2/2').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await person.leave();
});

test('a quiz is written, looked at, saved, and answered by a learner', async () => {
  const { course, lesson } = await draft('测验', 'quiz');
  const person = await editor(PHONE_SIZE);
  const { page } = person;
  await person.go(`/editor#/lesson/${lesson}`);
  await press(page, zhCN['write.add_question']);
  await page.locator('.page-form textarea').first().waitFor();
  await page.keyboard.type('支部党员大会多久开一次？');
  await press(page, zhCN['editor.save']);
  await page.getByText(zhCN['write.choices_few']).waitFor();
  const choice = (number: number) => page.getByRole('textbox', { name: fill(zhCN['write.choice'], { number }), exact: true });
  await choice(1).fill('每月一次');
  await choice(2).fill('每季度一次');
  await page.getByRole('radio', { name: fill(zhCN['write.choice_right'], { number: 2 }) }).check();
  await page.locator('[data-preview-question="1"] .quiz-choice', { hasText: '每季度一次' }).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await press(page, zhCN['editor.save']);
  await page.locator('.save-bar').waitFor({ state: 'detached' });
  await publish(page, course);
  await person.leave();

  const learner = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await learner.go('/login?next=/pc');
  await learner.signIn('demo-member');
  await learner.go(`/pc?lesson=${lesson}`);
  await learner.page.getByText('每季度一次').click();
  await press(learner.page, zhCN['learn.hand_in']);
  await learner.page.locator('[data-right="1"]').waitFor();
  await learner.leave();
});

test('what a learner asks is answered, for everybody', async () => {
  const { course, lesson } = await draft('提问', 'quiz');
  await ask('PUT', `lessons/${lesson}/quiz`, { questions: [{ body: '一', choices: [{ text: '是', is_right: true }, { text: '否', is_right: false }] }] });
  await ask('PATCH', `lessons/${lesson}`, { is_shown: true });
  await ask('POST', `courses/${course}/steps`, { step: 'publish' });
  await ask('POST', `lessons/${lesson}/questions`, { body: '什么时候补考？' }, 'demo-member');
  const person = await editor();
  const { page } = person;
  await page.getByRole('link', { name: zhCN['write.questions'] }).click();
  const asked = page.locator('.asked', { hasText: '什么时候补考？' });
  await asked.getByRole('button', { name: zhCN['write.send_answer'], exact: true }).click();
  await asked.getByText(zhCN['write.answer_missing']).waitFor();
  await asked.locator('textarea').fill('下周一。');
  await asked.getByLabel(zhCN['write.answer_public']).check();
  await asked.getByRole('button', { name: zhCN['write.send_answer'], exact: true }).click();
  await page.locator('.asked[data-question=answered]', { hasText: '下周一。' }).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  const { questions } = await ask<{ questions: { answer: string; is_public: boolean }[] }>('GET', `lessons/${lesson}/questions`, null, 'demo-member');
  assert.deepEqual(questions.map((one) => [one.answer, one.is_public]), [['下周一。', true]]);
  await person.leave();
});

test('a speaker’s recording of a language’s name is heard where televisions ask for it', async () => {
  const sound = made('bo.m4a', '-f', 'lavfi', '-i', 'sine=frequency=440:duration=1', '-c:a', 'aac', '-b:a', '32k');
  const person = await editor();
  person.expectRefusals();
  const { page } = person;
  await page.getByRole('link', { name: zhCN['write.languages'], exact: true }).click();
  const line = page.locator('[data-language=bo]');
  await line.locator('input[type=file]').setInputFiles(picture('bo.png'));
  await line.getByRole('alert').waitFor();
  assert.equal((await fetch(`${server.url}/languages/bo.m4a`)).status, 404);
  await line.locator('input[type=file]').setInputFiles(sound);
  await page.locator('[data-language=bo][data-clip=true]').waitFor();
  const heard = await fetch(`${server.url}/languages/bo.m4a`);
  assert.deepEqual([heard.status, heard.headers.get('content-type')], [200, 'audio/mp4']);
  assert.deepEqual(Buffer.from(await heard.arrayBuffer()), readFileSync(sound));
  assert.deepEqual(await faultsOf(page), []);
  await line.getByRole('button', { name: new RegExp(zhCN['write.clip_remove']) }).click();
  await page.getByRole('dialog').getByRole('button', { name: zhCN['write.clip_remove'] }).click();
  await page.locator('[data-language=bo][data-clip=false]').waitFor();
  assert.equal((await fetch(`${server.url}/languages/bo.m4a`)).status, 404);
  await person.leave();
});

test('two editors at once: nothing is written over in silence', async () => {
  const { course, lesson } = await draft('两人同时编辑', 'quiz');
  const quiz = (body: string) => ({ questions: [{ body, choices: [{ text: '是', is_right: true }, { text: '否', is_right: false }] }] });
  await ask('PUT', `lessons/${lesson}/quiz`, quiz('原来的题目'));
  const person = await editor();
  person.expectRefusals();
  const { page } = person;
  await person.go(`/editor#/lesson/${lesson}`);
  await page.locator('.page-open', { hasText: '原来的题目' }).click();
  const body = page.locator('.page-form textarea').first();
  const stored = async () => (await ask<{ questions: { body: string }[] }>('GET', `lessons/${lesson}/quiz`)).questions.map((one) => one.body);

  await body.fill('我的题目');
  await ask('PATCH', `lessons/${lesson}`, { title: '别人改的标题' }, 'demo-admin'); // elsewhere: no question is asked
  await press(page, zhCN['editor.save']);
  await page.locator('.save-bar').waitFor({ state: 'detached' });
  assert.deepEqual(await stored(), ['我的题目']);
  await page.getByRole('heading', { name: '别人改的标题' }).waitFor();

  await body.fill('我的第二版');
  await ask('PUT', `lessons/${lesson}/quiz`, quiz('别人的题目'), 'demo-admin');
  await press(page, zhCN['editor.save']);
  await page.getByRole('dialog', { name: zhCN['write.conflict_title'] }).waitFor();
  assert.deepEqual(await stored(), ['别人的题目']);
  await press(page, zhCN['write.conflict_theirs']);
  await page.locator('.page-open', { hasText: '别人的题目' }).waitFor();
  await page.getByRole('button', { name: zhCN['write.back_to_mine'] }).click();
  await page.locator('.page-open', { hasText: '我的第二版' }).waitFor();
  await ask('PUT', `lessons/${lesson}/quiz`, quiz('别人的第二版'), 'demo-admin');
  await press(page, zhCN['editor.save']);
  await press(page, zhCN['write.conflict_mine']);
  await page.locator('.save-bar').waitFor({ state: 'detached' });
  assert.deepEqual(await stored(), ['我的第二版']);

  await person.go(`/editor#/course/${course}?tab=about`);
  await page.locator('#course-title').fill('我的标题');
  await ask('PATCH', `courses/${course}`, { title: '别人的标题' }, 'demo-admin');
  await press(page, zhCN['editor.save']);
  await press(page, zhCN['write.conflict_theirs']);
  await page.getByRole('heading', { name: '别人的标题' }).waitFor();
  assert.equal((await ask<{ title: string }>('GET', `courses/${course}`)).title, '别人的标题');
  await person.leave();
});
