/* Checks of a finished build: old sets' scripts, sizes, no other host, nothing inline. */
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';

import { checkEs5, checkOldCss } from './es5.ts';
import { OFFLINE_PAGE } from './offline-page.ts';
import { CLASSIC_SCRIPTS } from './page-table.ts';
import { filesBelow } from './paths.ts';
import { measurePages, PAGE_MAX_GZIP_BYTES, TV_MAX_GZIP_BYTES } from './size-report.ts';

/* Names of namespaces and formats, never fetched. */
const NAMESPACES =
  /https?:\/\/(?:www\.w3\.org\/(?:2000\/svg|1999\/(?:xlink|xhtml)|1998\/Math\/MathML)|aomedia\.org\/emsg\/ID3)/g;
const OTHER_HOST = /(?:https?|wss?):\/\/[\w[]|["'(=]\/\/[a-z0-9][\w.-]+\.[a-z]/i;
const INLINE = /<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle\s*=|\son\w+\s*=|javascript:/i;

/* A built file may not name another host: pages work in a county network without a way out. */
export function findOtherHosts(name: string, text: string): string[] {
  const found = OTHER_HOST.exec(text.replace(NAMESPACES, ''));
  if (!found) return [];
  return [`${name}: names another host: ${text.replace(NAMESPACES, '').slice(found.index, found.index + 60)}`];
}

/* The CSP refuses what stands inside a page. */
export function findInline(name: string, html: string): string[] {
  const found = INLINE.exec(html);
  return found ? [`${name}: script or style inside the page: ${found[0]}`] : [];
}

function checkSizes(dist: string): string[] {
  return measurePages(dist).flatMap(({ file, gzipBytes }) => {
    const max = /^tv(room)?\.html$/.test(file) ? TV_MAX_GZIP_BYTES : PAGE_MAX_GZIP_BYTES;
    return gzipBytes <= max ? [] : [`${file}: ${gzipBytes} bytes with gzip, at most ${max}`];
  });
}

export function checkBuild(dist: string): string[] {
  const texts = filesBelow(dist).filter((path) => /\.(html|js|css|svg)$/.test(path));
  const found = texts.flatMap((path) => {
    const name = relative(dist, path);
    const text = readFileSync(path, 'utf8');
    const script = /^(\w+)-[\w-]{8}\.js$/.exec(basename(path))?.[1] ?? '';
    const isClassic = script in CLASSIC_SCRIPTS;
    return [
      ...findOtherHosts(name, text),
      ...(path.endsWith('.html') && name !== OFFLINE_PAGE ? findInline(name, text) : []),
      ...(isClassic ? checkEs5(name, text) : []),
      ...(/^(tv|tvroom|check)-[\w-]{8}\.css$/.test(basename(path)) ? checkOldCss(name, text) : []),
    ];
  });
  return [...found, ...checkSizes(dist)];
}
