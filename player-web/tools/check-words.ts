/* Every text of a page is a key: both tables have the same keys and parameters, no key is unused,
 * and no page or component carries words of its own. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

import { en, zhCN } from '../shared/i18n/all.ts';
import * as check from '../pages/check/messages.ts';
import * as tv from '../tv/messages.ts';
import * as tvRoom from '../tv/room/room-words.ts';
import { filesBelow, WEB_ROOT } from './paths.ts';

type Table = Readonly<Record<string, string>>;

function parametersOf(text: string): string {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join(' ');
}

export function compareTables(name: string, left: Table, right: Table): string[] {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].flatMap((key) => {
    const [a, b] = [left[key], right[key]];
    if (!a || !b) return [`${name}: '${key}' is missing or empty in one language`];
    return parametersOf(a) === parametersOf(b) ? [] : [`${name}: '${key}' has other parameters`];
  });
}

const SHOWN_ATTRIBUTES = new Set(['alt', 'aria-label', 'label', 'placeholder', 'title', 'text']);
const LETTERS = /\p{L}{2}/u;
const CHINESE = /\p{Script=Han}/u;

/* Words written into TSX or into a string where they would be shown. */
export function findWords(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const report = (node: ts.Node, text: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path}:${line + 1}: words outside the tables: ${text.trim().slice(0, 60)}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && LETTERS.test(node.text)) report(node, node.text);
    if (
      ts.isJsxAttribute(node) &&
      SHOWN_ATTRIBUTES.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer) &&
      LETTERS.test(node.initializer.text)
    ) {
      report(node, node.initializer.text);
    }
    if (ts.isStringLiteralLike(node) && CHINESE.test(node.text)) report(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/* Templates hold words only between {{ and }}. */
export function findTemplateWords(path: string, source: string): string[] {
  const bare = source.replace(/\{\{[^}]*\}\}/g, '').replace(/<[^>]*>/g, ' ');
  return LETTERS.test(bare) ? [`${path}: words outside the tables: ${bare.trim().slice(0, 60)}`] : [];
}

/* A key counts as used when its text stands in a source, or its beginning up to a made-up part. */
function findUnusedKeys(keys: readonly string[], sources: readonly string[]): string[] {
  const all = sources.join('\n');
  const prefixes = [...all.matchAll(/[`']([\w.]+[._])\$\{/g)].map((match) => match[1]!);
  return keys
    .filter((key) => !all.includes(`'${key}'`) && !new RegExp(`[ {]${key}\\}\\}`).test(all))
    .filter((key) => !prefixes.some((prefix) => key.startsWith(prefix)))
    .map((key) => `the message '${key}' is not used`);
}

export function checkWords(): string[] {
  const paths = ['components', 'pages', 'player', 'shared', 'tv'].flatMap((folder) =>
    filesBelow(join(WEB_ROOT, folder)),
  );
  const sources = paths
    .filter((path) => /\.(tsx?|html)$/.test(path) && !/messages\.?|room-words|i18n\/(languages|\w+\.(en|zh-CN))/.test(path))
    .map((path) => ({ path: relative(WEB_ROOT, path), text: readFileSync(path, 'utf8') }));
  return [
    ...compareTables('pages', zhCN, en),
    ...compareTables('tv', tv.zhCN, tv.en),
    ...compareTables('check', check.zhCN, check.en),
    ...compareTables('tvroom', tvRoom.zhCN, tvRoom.en),
    ...sources.flatMap(({ path, text }) =>
      path.endsWith('.html') ? findTemplateWords(path, text) : findWords(path, text),
    ),
    ...findUnusedKeys(
      [...Object.keys(zhCN), ...Object.keys(tv.zhCN), ...Object.keys(tvRoom.zhCN), ...Object.keys(check.zhCN)],
      sources.map((source) => source.text),
    ),
  ];
}
