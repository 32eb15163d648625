/* Two lines of subtitles in every script of the table, as Chromium draws them with the bundled fonts, held
 * against pictures that were looked at. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { CueLook } from '../../../player-web/player/cues/cue-view.ts';
import { LANGUAGES, languageOf } from '../../../player-web/shared/i18n/languages.ts';
import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { buildLaterScript } from '../../../player-web/tools/classic-script.ts';
import { WEB_ROOT } from '../../../player-web/tools/paths.ts';
import { openBrowser, Person } from '../support/browser.ts';
import type { CuesWindow } from '../support/cues-page.ts';
import { FakeApi } from '../support/fake-api.ts';
import { differenceOf, keepPicture, reference, writesPictures } from '../support/pictures.ts';

/* Of the letters so much may differ: another version of the browser smooths in another way. A line that is
 * missing, moved or turned changes far more, as the last tests show. */
const TOLERANCE = 0.1;

interface Specimen {
  tag: string;
  lines: readonly [string, string];
}

const SPECIMENS: Readonly<Record<string, Specimen>> = {
  Hans: { tag: 'zh', lines: ['今天我们学习果树剪枝。', '请大家把手机调成静音。'] },
  Hant: { tag: 'zh-Hant', lines: ['今天我們學習果樹剪枝。', '請大家把手機調成靜音。'] },
  Tibt: { tag: 'bo', lines: ['རྫོང་གི་ཚོགས་འདུ་བསྒྲིགས།', 'བོད་ཡིག་སློབ་ཚན།'] },
  Mong: { tag: 'mn-Mong', lines: ['ᠬᠤᠷᠠᠯ ᠤᠨ ᠰᠤᠷᠭᠠᠯᠲᠠ', 'ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ 2026'] },
  Arab: { tag: 'ug', lines: ['يىغىن ۋە دەرس 2026', 'ئۇيغۇرچە GDP.'] },
  Yiii: { tag: 'ii', lines: ['ꃅꄷꌋꆀ', 'ꆈꌠꉙ'] },
  Lisu: { tag: 'lis', lines: ['ꓬꓰꓼꓟ', 'ꓡꓲ-ꓢꓴ'] },
  Talu: { tag: 'khb', lines: ['ᦉᦲᧇᦉᦸᧂ', 'ᦺᦑᦟᦹᧉ'] },
  Tale: { tag: 'tdd', lines: ['ᥛᥫᥒᥰᥖᥭᥰ', 'ᥖᥭᥰ ᥖᥬᥳ ᥑᥨᥒᥰ'] },
  Kore: { tag: 'ko', lines: ['조선말 강의를 시작합니다.', '잘 들어 주십시오.'] },
  Cyrl: { tag: 'kk-Cyrl', lines: ['Қазақ тілі сабағы', 'Қош келдіңіздер!'] },
  Latn: { tag: 'za', lines: ['Vahcuengh gangjvah', 'Haqniqdoq, Tiếng Việt'] },
};

function lookOf(tag: string): CueLook {
  const row = languageOf(tag)!;
  return { language: tag, script: row.script, isRtl: row.direction === 'rtl', isVertical: row.direction === 'vertical' };
}

const SIZE = { width: 800, height: 450 };

let api: FakeApi;
let browser: Browser;
let person: Person;

before(async () => {
  api = await FakeApi.start();
  browser = await openBrowser();
  person = await Person.open(browser, { url: api.url, size: SIZE });
  await person.go('/login');
  const style = readFileSync(join(WEB_ROOT, 'player/cues/cues.css'), 'utf8');
  await person.page.evaluate(await buildLaterScript('../tests/web/support/cues-page.ts'));
  await person.page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    /* What has no bundled font comes from Debian's, on any machine. Only letters are compared. */
    sheet.replaceSync(`${css}
      body { overflow: hidden; background: #0c1a1e; font-family: 'Tongping Scripts', 'Noto Sans', 'Noto Sans CJK SC' }
      :lang(ko) { font-family: 'Noto Sans CJK KR' }
      .cues-block { background: none }`);
    document.adoptedStyleSheets = [sheet];
    document.body.innerHTML = '';
    document.body.className = '';
  }, style);
});

after(async () => {
  await person?.leave();
  await browser?.close();
  await api?.dispose();
});

async function draw(look: CueLook, lines: readonly string[]): Promise<Buffer> {
  await person.page.evaluate(
    async ([how, what]) => {
      document.body.innerHTML = '';
      const box = document.createElement('div');
      document.body.append(box);
      const view = new (window as unknown as CuesWindow).tongpingCues.CueView(box);
      view.setLook(how as CueLook);
      view.setSize('xl');
      view.show(what as string[]);
      /* Asked for by the first drawing. */
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      await document.fonts.ready;
    },
    [look, lines] as const,
  );
  return person.page.screenshot();
}

test('every script of the table has a specimen', () => {
  const scripts = [...new Set(LANGUAGES.map((row) => row.script))].sort();
  assert.deepEqual(Object.keys(SPECIMENS).sort(), scripts);
});

for (const [script, { tag, lines }] of Object.entries(SPECIMENS)) {
  test(`${script}: two lines look as they should`, async () => {
    const picture = await draw(lookOf(tag), lines);
    if (writesPictures()) keepPicture(`cues-${script}`, picture);
    const kept = reference(`cues-${script}`);
    assert.ok(kept, 'no reference picture');
    const difference = await differenceOf(person.page, kept, picture);
    assert.ok(difference <= TOLERANCE, `${(difference * 100).toFixed(1)} % differs`);
  });
}

for (const [what, script, change] of [
  ['Mongolian that lies', 'Mong', { isVertical: false }],
  ['Uyghur from the left', 'Arab', { isRtl: false }],
  ['Tibetan in low lines', 'Tibt', { script: 'Latn' }],
] as const) {
  test(`${what} is noticed`, async () => {
    const { tag, lines } = SPECIMENS[script]!;
    const picture = await draw({ ...lookOf(tag), ...change }, lines);
    assert.ok((await differenceOf(person.page, reference(`cues-${script}`)!, picture)) > TOLERANCE);
  });
}

test('a missing second line is noticed in every script', async () => {
  for (const [script, { tag, lines }] of Object.entries(SPECIMENS)) {
    const picture = await draw(lookOf(tag), lines.slice(0, 1));
    assert.ok((await differenceOf(person.page, reference(`cues-${script}`)!, picture)) > 2 * TOLERANCE, script);
  }
});

/* A word as long as the screen twice: it must break, where ZWSP allows or anywhere. */
for (const [tag, word] of [['bo', 'བསྒྲིགས་'], ['khb', 'ᦉᦲᧇᦉᦸᧂ'], ['tdd', 'ᥛᥫᥒᥰᥖᥭᥰ\u200b'], ['mn-Mong', 'ᠰᠤᠷᠭᠠᠯᠲᠠ '], ['za', 'Vahcuengh']] as const) {
  test(`${tag}: a line that is too long breaks and stays on the screen`, async () => {
    await draw(lookOf(tag), [word.repeat(16)]);
    const box = await person.page.locator('.cues-block').boundingBox();
    assert.ok(box && box.x >= 0 && box.y >= 0, JSON.stringify(box));
    assert.ok(box.x + box.width <= SIZE.width && box.y + box.height <= SIZE.height, JSON.stringify(box));
    const inside = await person.page.evaluate(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector('.cues-line')!);
      const own = document.querySelector('.cues-block')!.getBoundingClientRect();
      return [...range.getClientRects()].every(
        (one) => one.left >= own.left - 1 && one.right <= own.right + 1 && one.top >= own.top - 1 && one.bottom <= own.bottom + 1,
      );
    });
    assert.ok(inside, 'letters reach out of the block');
  });
}
