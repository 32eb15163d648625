/* Lessons that are no films, against the program itself: pages with their dwell time, a quiz. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

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

async function ask<T>(method: string, path: string, body: unknown, who = 'demo-admin'): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { Authorization: `Bearer ${who}`, 'Content-Type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

/* In a public course; its id. */
async function lessonOf(kind: 'pages' | 'quiz', content: unknown): Promise<string> {
  const course = await ask<{ id: string }>('POST', 'courses', { title: '组织生活', audience: 'public' });
  const lesson = await ask<{ id: string }>('POST', `courses/${course.id}/lessons`, { kind, title: '第一课' });
  await ask('PUT', `lessons/${lesson.id}/${kind}`, content);
  await ask('PATCH', `lessons/${lesson.id}`, { is_shown: true });
  await ask('POST', `courses/${course.id}/steps`, { step: 'publish' });
  return lesson.id;
}

test('pages are turned over, and what was read is known', async () => {
  const lesson = await lessonOf('pages', {
    pages: [
      { title: '三会一课', body: '支部党员大会。\n\n支部委员会。', least_s: 1 },
      { title: '主题党日', body: '每月一次。', least_s: 600 },
    ],
  });
  const person = await Person.open(browser, { url: server.url, size: PC_SIZE });
  const { page } = person;
  await person.go('/login?next=/pc');
  await person.signIn('demo-member');
  await person.go(`/pc?lesson=${lesson}`);
  await page.locator('.reader-page', { hasText: '三会一课' }).waitFor();
  assert.equal(await page.locator('.reader-page p').count(), 2);
  await page.locator('.dwell[data-share="100"]').waitFor();
  await page.locator('.reader-page').focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('.reader-page', { hasText: '主题党日' }).waitFor();
  assert.notEqual(await page.locator('.dwell').getAttribute('data-share'), '100');
  assert.deepEqual(await faultsOf(page), []);
  const resumeMs = async () =>
    (await ask<{ resume_ms: number }>('GET', `lessons/${lesson}`, null, 'demo-member')).resume_ms;
  await eventually('the place on the time line', resumeMs, (ms) => ms >= 1000);
  await person.go('/pc');
  await person.go(`/pc?lesson=${lesson}`);
  await page.locator('.reader-page', { hasText: '主题党日' }).waitFor(); // where one left off
  await person.leave();
});

test('a quiz is answered on the phone, question by question', async () => {
  const choices = (...right: number[]) => ['甲', '乙', '丙'].map((text, i) => ({ text, is_right: right.includes(i) }));
  const lesson = await lessonOf('quiz', {
    questions: [
      { body: '第一问', choices: choices(1), explanation: '因为是乙。' },
      { body: '第二问', choices: choices(0, 2) },
    ],
  });
  const person = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  const { page } = person;
  await person.go('/login?next=/phone');
  await person.signIn('demo-member');
  await person.go(`/phone?lesson=${lesson}`);
  await page.locator('legend', { hasText: '第一问' }).waitFor();
  assert.equal(await page.locator('.quiz button[type=submit]').isDisabled(), true);
  await page.locator('.quiz-choice', { hasText: '乙' }).click();
  assert.deepEqual(await faultsOf(page), []);
  await page.locator('.quiz button[type=submit]').click();
  await page.locator('legend', { hasText: '第二问' }).waitFor();
  await page.locator('.quiz-choice', { hasText: '甲' }).click();
  await page.locator('.quiz button[type=submit]').click();
  await page.locator('[data-right="1"]').waitFor();
  assert.match(await page.locator('.quiz-right').innerText(), /因为是乙。/);
  assert.match(await page.locator('.quiz-wrong').innerText(), /甲；丙/);
  assert.deepEqual(await faultsOf(page), []);
  await person.leave();
});
