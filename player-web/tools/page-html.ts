/* Fills a page template: {{zh-CN key}} and {{en key}} are words, {{script name}} a classic script,
 * {{later name}} one that the page loads by itself,
 * {{styles}} the page's style sheets, {{tv-style}} the television's, {{room-style}} that of its rooms,
 * {{check-style}} that of /check,
 * {{modules}} the page's own module script, {{ahead}} what fetches before it does. */
import { en } from '../shared/i18n/messages.en.ts';
import { zhCN } from '../shared/i18n/messages.zh-CN.ts';
import * as check from '../pages/check/messages.ts';
import * as tv from '../tv/messages.ts';

export interface PageAssets {
  scripts: ReadonlyMap<string, string>; // name → address
  later: ReadonlyMap<string, string>;
  styles: readonly string[];
  tvStyle: string;
  roomStyle: string;
  checkStyle: string;
  entry: string | null;
  imports: readonly string[]; // loaded by the entry: fetched early
  ahead: Readonly<Record<string, readonly string[]>>; // files by what an address names
}

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'zh-CN': { ...zhCN, ...tv.zhCN, ...check.zhCN },
  en: { ...en, ...tv.en, ...check.en },
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function moduleTags(assets: PageAssets): string {
  if (assets.entry === null) return '';
  const preloads = assets.imports.map((href) => `<link rel="modulepreload" href="${href}" />`);
  return [...preloads, `<script type="module" src="${assets.entry}"></script>`].join('\n    ');
}

function aheadTag(assets: PageAssets): string {
  const kinds = Object.entries(assets.ahead);
  if (kinds.length === 0) return '';
  const lists = kinds.map(([kind, files]) => ` data-${kind}="${files.join(' ')}"`);
  return `<script src="${assets.later.get('ahead') ?? ''}"${lists.join('')}></script>`;
}

export function fillTemplate(template: string, assets: PageAssets): string {
  return template.replace(/\{\{([\w-]+)(?: ([\w.]+))?\}\}/g, (whole, kind: string, name = '') => {
    const values: Record<string, string | undefined> = {
      script: assets.scripts.get(name),
      later: assets.later.get(name),
      styles: assets.styles.map((href) => `<link rel="stylesheet" href="${href}" />`).join('\n    '),
      'tv-style': assets.tvStyle,
      'room-style': assets.roomStyle,
      'check-style': assets.checkStyle,
      modules: moduleTags(assets),
      ahead: aheadTag(assets),
    };
    const words = WORDS[kind]?.[name];
    const value = words === undefined ? values[kind] : escapeHtml(words);
    if (value === undefined) throw new Error(`cannot fill page template: nothing for '${whole}'`);
    return value;
  });
}
