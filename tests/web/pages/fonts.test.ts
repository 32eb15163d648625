/* Which font each letter is really drawn with: Chromium tells by its debugging protocol, whatever fonts this
 * machine has. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { LANGUAGES } from '../../../player-web/shared/i18n/languages.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { FONTS } from '../../../player-web/tools/font-table.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';

const TITLES: Readonly<Record<string, string>> = {
  tibetan: 'རྫོང་གི་ཚོགས་འདུ་བསྒྲིགས',
  mongolian: 'ᠬᠤᠷᠠᠯ ᠤᠨ ᠰᠤᠷᠭᠠᠯᠲᠠ',
  arabic: 'يىغىن ۋە دەرس',
  yi: 'ꃅꄷꌋꆀ',
  lisu: 'ꓬꓰꓼꓟ',
  'new-tai-lue': 'ᦉᦲᧇᦉᦸᧂ',
  'tai-le': 'ᥛᥫᥒᥰᥖᥭᥰ',
};
/* In no bundled font: shows that the question can be answered with no. */
const NOT_BUNDLED = 'ᎠᎡᎢ';

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

interface Drawn {
  own: number; // glyphs from a bundled font
  other: number;
}

async function show(page: Page, className: string, texts: readonly string[]): Promise<void> {
  await page.evaluate(
    ([name, all]) => {
      document.querySelector('#specimen')?.remove();
      const list = document.createElement('div');
      list.id = 'specimen';
      for (const text of all as string[]) {
        const line = document.createElement('p');
        line.className = name as string;
        line.textContent = text;
        list.appendChild(line);
      }
      document.body.appendChild(list);
      list.getBoundingClientRect();
    },
    [className, texts] as const,
  );
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

async function drawnLines(page: Page): Promise<Drawn[]> {
  const line = await page.context().newCDPSession(page);
  await line.send('DOM.enable');
  await line.send('CSS.enable');
  const { root } = await line.send('DOM.getDocument');
  const { nodeIds } = await line.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: '#specimen p' });
  const drawn: Drawn[] = [];
  for (const nodeId of nodeIds) {
    const { fonts } = await line.send('CSS.getPlatformFontsForNode', { nodeId });
    const count = (isOwn: boolean) =>
      fonts.filter((font) => font.isCustomFont === isOwn).reduce((sum, font) => sum + font.glyphCount, 0);
    drawn.push({ own: count(true), other: count(false) });
  }
  await line.detach();
  return drawn;
}

async function visit(path: string, run: (page: Page, fetched: string[]) => Promise<void>): Promise<void> {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  const fetched: string[] = [];
  person.page.on('response', (answer) => {
    if (!answer.url().endsWith('.woff2')) return;
    assert.equal(answer.status(), 200);
    assert.equal(answer.headers()['content-type'], 'font/woff2');
    assert.match(answer.headers()['cache-control'] ?? '', /immutable/);
    fetched.push(new URL(answer.url()).pathname);
  });
  await person.go(path);
  await person.page.evaluate(() => document.fonts.ready.then(() => undefined));
  await run(person.page, fetched);
  await person.leave();
}

for (const path of ['/pc', '/tv']) {
  test(`${path}: every language's own name is drawn with the small bundled fonts`, async () => {
    await visit(path, async (page, fetched) => {
      assert.deepEqual(fetched, [], 'a page without such names fetches no font');
      const rows = LANGUAGES.filter((row) => !/^Han[st]$/.test(row.script));
      await show(page, 'autonym', [...rows.map((row) => row.autonym), NOT_BUNDLED]);
      const drawn = await drawnLines(page);
      assert.equal(drawn.length, rows.length + 1);
      assert.equal(drawn.pop()!.own, 0);
      rows.forEach((row, i) => {
        const foreign = row.autonym.match(/[ -]/g)?.length ?? 0; // spaces and hyphens
        assert.ok(drawn[i]!.own > 0, `${row.tag} is not drawn with a bundled font`);
        assert.ok(drawn[i]!.other <= foreign, `${row.tag}: ${drawn[i]!.other} glyphs from elsewhere`);
      });
      assert.equal(fetched.length, FONTS.length);
      for (const file of fetched) assert.match(file, /^\/assets\/names-/);
    });
  });

  test(`${path}: a title in another script fetches that script once and is drawn with it`, async () => {
    await visit(path, async (page, fetched) => {
      for (const [name, title] of Object.entries(TITLES)) {
        const before = fetched.length;
        await show(page, '', [title]);
        const [drawn] = await drawnLines(page);
        assert.ok(drawn!.own > 0, name);
        assert.ok(drawn!.other <= (title.match(/ /g)?.length ?? 0), `${name}: ${drawn!.other} glyphs from elsewhere`);
        assert.deepEqual(fetched.slice(before).map((file) => file.replace(/-[\w-]{8}\.woff2$/, '')), [`/assets/script-${name}`]);
      }
    });
  });
}
