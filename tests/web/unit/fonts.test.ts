import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

import { autonymOf, languageOf, LANGUAGES, teachLanguages } from '../../../player-web/shared/i18n/languages.ts';
import { FONTS, namesIn, rangeOf } from '../../../player-web/tools/font-table.ts';
import { bundledFonts, fontStyle, pointsOf } from '../../../player-web/tools/fonts.ts';
import { WEB_ROOT } from '../../../player-web/tools/paths.ts';
import { programPath } from '../support/server.ts';

const NAMES_MAX_BYTES = 6 * 1024;
const SCRIPT_MAX_BYTES = 160 * 1024;

function assetsFolder(): string {
  return resolve(dirname(programPath()), '../player-web/dist/assets');
}

function assetOf(file: string): string {
  const start = file.replace(/\.woff2$/, '-');
  const found = readdirSync(assetsFolder()).filter((name) => name.startsWith(start) && name.endsWith('.woff2'));
  const fitting = found.filter((name) => name.length === start.length + '12345678.woff2'.length);
  assert.equal(fitting.length, 1, `${file}: ${found.join(' ')}`);
  return fitting[0]!;
}

const C_ROW = /\{"([\w-]+)", "([^"]+)", "([^"]+)", "([^"]+)", "(\w{4})", "\w{3}", (true|false), (true|false)\}/g;

test('the table has the rows of the server, in the same order', () => {
  const source = readFileSync(join(WEB_ROOT, '../base/language_table.c'), 'utf8');
  const rows = [...source.matchAll(C_ROW)].map(([, tag, autonym, chinese, english, script, isRtl, isVertical]) => ({
    tag, autonym, chinese, english, script, direction: isVertical === 'true' ? 'vertical' : isRtl === 'true' ? 'rtl' : 'ltr',
  }));
  assert.equal(rows.length, source.match(/^ {4}\{"/gm)?.length, 'every row was read');
  assert.ok(rows.length > 30, `${rows.length} rows read`);
  assert.deepEqual(LANGUAGES, rows);
});

test('a tag finds its longest row', () => {
  assert.equal(autonymOf('zh-CN'), '普通话');
  assert.equal(autonymOf('MN-cyrl-MN'), 'Монгол');
  assert.equal(languageOf('kk-CN')?.direction, 'rtl');
  assert.equal(languageOf('zh-a-bcd-Hant')?.tag, 'zh');
  assert.equal(autonymOf('mni'), 'mni');
  assert.equal(languageOf(''), null);
  assert.equal(languageOf('-bo'), null);
});

test("the office's rows come before the page's", () => {
  const row = { autonym: 'Rvwang', name_zh: '日旺语', name_en: 'Rawang', script: 'Latn', is_rtl: false, is_vertical: false };
  teachLanguages([{ ...row, tag: 'raw' }, { ...row, tag: 'bo', autonym: 'བོད་', name_zh: '藏文', script: 'Tibt' }, { ...row, tag: 'mn-x-a', is_vertical: true }]);
  assert.equal(autonymOf('raw-Latn'), 'Rvwang');
  assert.equal(languageOf('bo-CN')?.chinese, '藏文');
  assert.equal(languageOf('mn-x-a')?.direction, 'vertical');
  assert.equal(languageOf('ug')?.chinese, '维吾尔语');
  teachLanguages([]);
  assert.equal(languageOf('bo-CN')?.chinese, '藏语');
  assert.equal(languageOf('raw'), null);
});

test('every name but the Chinese ones has its letters in the font of its script', () => {
  for (const { autonym, script, tag } of LANGUAGES) {
    if (/^Han[st]$/.test(script)) continue;
    const row = FONTS.find((font) => font.script === script);
    assert.ok(row, `${tag}: no font for ${script}`);
    const claimed = new Set(pointsOf(rangeOf(namesIn(script))));
    const whole = row.whole ? new Set(pointsOf(row.whole)) : claimed;
    for (const sign of autonym.replace(/[ -]/g, '')) {
      assert.ok(claimed.has(sign.codePointAt(0)!), `${tag}: '${sign}' is in no range`);
      assert.ok(whole.has(sign.codePointAt(0)!), `${tag}: '${sign}' is not in the whole script`);
    }
    assert.ok(!claimed.has(0x20), 'no font claims the space');
  }
});

test('no letter of the names is claimed twice', () => {
  const all = bundledFonts().filter((font) => font.family === 'Tongping Names').flatMap((font) => pointsOf(font.range));
  assert.equal(new Set(all).size, all.length);
});

test('the build holds each font under a hash, small, and both style sheets name it', () => {
  const assets = assetsFolder();
  const styles = (start: string) =>
    readdirSync(assets)
      .filter((name) => name.startsWith(start) && name.endsWith('.css'))
      .map((name) => readFileSync(join(assets, name), 'utf8'));
  for (const { file } of bundledFonts()) {
    const name = assetOf(file);
    const most = file.startsWith('names-') ? NAMES_MAX_BYTES : SCRIPT_MAX_BYTES;
    assert.ok(statSync(join(assets, name)).size <= most, `${name}: more than ${most} bytes`);
    for (const start of ['shared-', 'tv-']) {
      assert.ok(styles(start).some((css) => css.includes(`/assets/${name}`)), `${start}*.css does not name ${name}`);
    }
  }
  assert.ok(existsSync(join(assets, '../fonts-licence.txt')));
});

test('the style sheet gives each file one range', () => {
  const css = fontStyle((file) => `/assets/${file}`);
  assert.equal(css.split('@font-face').length - 1, bundledFonts().length);
  assert.match(css, /font-family:'Tongping Scripts';src:url\(\/assets\/script-yi\.woff2\)[^}]*unicode-range:U\+A000-A4CF\}/);
});
