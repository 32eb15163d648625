/* The sheets of pages for old sets with the dark design tokens put in place of var(…), which sets before 2016 do not know. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { WEB_ROOT } from './paths.ts';

export type Tokens = ReadonlyMap<string, string>;

/* The custom properties of all rules whose selector list has one of `selectors`, later ones win. */
export function readTokens(css: string, selectors: readonly string[]): Tokens {
  const tokens = new Map<string, string>();
  const bare = css.replace(/\/\*[^]*?\*\//g, '');
  for (const [, head = '', body = ''] of bare.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const own = head.split(',').map((selector) => selector.trim());
    if (!own.some((selector) => selectors.includes(selector))) continue;
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g)) {
      tokens.set(name, value.replace(/\s+/g, ' ').trim());
    }
  }
  return tokens;
}

export function tokensOfTheme(theme: 'light' | 'dark'): Tokens {
  const css = readFileSync(join(WEB_ROOT, 'shared/theme/tokens.css'), 'utf8');
  return readTokens(css, [':root', `[data-theme='${theme}']`]);
}

/* By page; the room has the menu and the tiles of the other one. */
const SHEETS = {
  tv: ['tv/tv.css', 'tv/tv-watch.css', 'tv/tv-courses.css', 'tv/tv-roll.css', 'player/cues/cues.css'],
  tvroom: ['tv/tv.css', 'tv/tv-watch.css', 'tv/room/tv-room.css'],
  check: ['pages/check/check.css'],
} as const;

export type OldPage = keyof typeof SHEETS;

export function buildOldStyle(page: OldPage): string {
  const tokens = tokensOfTheme('dark');
  const sheets = SHEETS[page].map((name) => readFileSync(join(WEB_ROOT, name), 'utf8'));
  const css = sheets.join('\n').replace(/\/\*[^]*?\*\//g, '');
  return css.replace(/var\((--[\w-]+)\)/g, (_, name: string) => {
    const value = tokens.get(name);
    if (value === undefined) throw new Error(`cannot build the style of '${page}': no token '${name}'`);
    return value;
  });
}
