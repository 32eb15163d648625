/* Builds the bundled fonts and the style sheet that names them. Two families: the letters of the languages' own
 * names, a few KB for menus, and whole scripts, which a browser fetches only when such a letter occurs. They are
 * two because a word may not take its letters from two files: stacks and joins would break. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Plugin } from 'vite';

import { FONTS, namesIn, rangeOf } from './font-table.ts';
import { WEB_ROOT } from './paths.ts';

const NAMES = 'Tongping Names';
const SCRIPTS = 'Tongping Scripts';
const MAKER = join(WEB_ROOT, 'tools/subset-fonts.py');
const THEME = join(WEB_ROOT, 'shared/theme/theme.css');

export interface BundledFont {
  family: string;
  file: string; // NAME.woff2 in the folder of the fonts
  range: string;
}

interface Job {
  source: string;
  index: number;
  unicodes: number[];
  required: number[]; // the font must have these
  out: string;
}

export function pointsOf(range: string): number[] {
  return range.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.slice(2).split('-').map((digits) => parseInt(digits, 16));
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

function pointsOfTexts(texts: readonly string[]): number[] {
  return [...new Set(texts.join(''))].map((sign) => sign.codePointAt(0)!);
}

export function bundledFonts(): BundledFont[] {
  return FONTS.flatMap((row) => [
    { family: NAMES, file: `names-${row.name}.woff2`, range: rangeOf(namesIn(row.script)) },
    ...(row.whole ? [{ family: SCRIPTS, file: `script-${row.name}.woff2`, range: row.whole }] : []),
  ]);
}

function jobs(): Job[] {
  return FONTS.flatMap(({ script, name, source, index, whole }) => {
    const letters = pointsOf(rangeOf(namesIn(script)));
    const texts = pointsOfTexts(namesIn(script));
    const names = { source, index, unicodes: texts, required: letters, out: `names-${name}.woff2` };
    const all = { source, index, unicodes: [...pointsOf(whole || 'U+0020'), ...texts], required: letters, out: `script-${name}.woff2` };
    return whole ? [names, all] : [names];
  });
}

function keyOf(wanted: readonly Job[]): string {
  const hash = createHash('sha256').update(JSON.stringify(wanted)).update(readFileSync(MAKER));
  for (const source of new Set(wanted.map((job) => job.source))) {
    if (!existsSync(source)) {
      throw new Error(`cannot build the fonts: there is no '${source}'; install what scripts/lib/packages names`);
    }
    hash.update(`${source} ${statSync(source).size} ${statSync(source).mtimeMs}`);
  }
  return hash.digest('hex');
}

/* The folder with the files of bundledFonts(). It is kept in `cache`: making them takes longer than the pages. */
export function makeFonts(cache: string): string {
  const wanted = jobs();
  const folder = join(cache, keyOf(wanted));
  if (existsSync(folder)) return folder;
  rmSync(cache, { recursive: true, force: true });
  const unfinished = join(cache, 'unfinished');
  mkdirSync(unfinished, { recursive: true });
  const input = JSON.stringify(wanted);
  const { status, error, stderr } = spawnSync('/usr/bin/python3', [MAKER], { cwd: unfinished, input, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`cannot build the fonts: ${stderr.trim()}`);
  renameSync(unfinished, folder);
  return folder;
}

export function fontStyle(addressOf: (file: string) => string): string {
  return bundledFonts()
    .map(
      ({ family, file, range }) =>
        `@font-face{font-family:'${family}';src:url(${addressOf(file)}) format('woff2');` +
        `font-display:swap;unicode-range:${range}}`,
    )
    .join('\n');
}

/* Joins them to the theme, so that they get hashed names like everything else. */
export function fontPlugin(folder: string): Plugin {
  return {
    name: 'bundled-fonts',
    enforce: 'pre',
    transform(code, id) {
      return id === THEME ? `${code}\n${fontStyle((file) => join(folder, file))}` : null;
    },
  };
}
