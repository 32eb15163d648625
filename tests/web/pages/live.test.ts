import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { tracks } from '../support/fake-media.ts';
import { eventually } from '../support/wait.ts';

let browser: Browser;

before(async () => {
  tracks();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

function playing(page: Page): Promise<void> {
  return page.locator('.stage[data-phase=playing]').waitFor();
}

function latencyOf(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.querySelector('[data-latency]')?.getAttribute('data-latency') ?? NaN));
}

interface Visit {
  api: FakeApi;
  person: Person;
  page: Page;
}

/* A person on a page of a server of its own; both are gone afterwards, also when the test fails. */
async function visit(options: Partial<PersonOptions>, run: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url, ...options });
  try {
    await run({ api, person, page: person.page });
    await person.leave();
  } finally {
    await api.dispose();
  }
}

for (const [path, size] of [['/pc', PC_SIZE], ['/phone', PHONE_SIZE]] as const) {
  test(`${path}: nobody signed in, one press on the meeting, and it plays live`, async () => {
    await visit({ size }, async ({ api, person, page }) => {
      await person.go(path);
      await page.locator('.on-air').click();
      await playing(page);
      const most = path === '/pc' ? 3500 : 6000;
      await eventually('latency', () => latencyOf(page), (ms) => ms > 0 && ms < most);
      await eventually('a beat', () => api.live.beats.length, (count) => count > 1);
    });
  });
}
