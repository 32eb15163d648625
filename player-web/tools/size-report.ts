/* How many bytes each page costs on the line, first visit, and whether it keeps its budget. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { PAGES } from './page-table.ts';

export interface PageSize {
  file: string;
  plainBytes: number;
  gzipBytes: number;
  brotliBytes: number;
}

/* A phone on 200 kbit/s opens a page within about two seconds. */
export const PAGE_MAX_GZIP_BYTES = 50 * 1024;
/* DESIGN.md section 7. */
export const TV_MAX_GZIP_BYTES = 100 * 1024;

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/* The page and all that it names: scripts, preloaded modules, style sheets. */
export function measurePages(folder: string): PageSize[] {
  return PAGES.map(({ file }) => {
    const html = readFileSync(join(folder, file), 'utf8');
    const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]!);
    const paths = [file, ...new Set(named)].map((name) => join(folder, name));
    const sum = (ending: string) => paths.reduce((n, path) => n + sizeOf(path + ending), 0);
    return { file, plainBytes: sum(''), gzipBytes: sum('.gz'), brotliBytes: sum('.br') };
  });
}

export function sizeTable(sizes: readonly PageSize[]): string {
  const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`.padStart(12);
  return [
    `${'page'.padEnd(14)}${'plain'.padStart(12)}${'gzip'.padStart(12)}${'brotli'.padStart(12)}`,
    ...sizes.map(
      (row) =>
        row.file.padEnd(14) + kib(row.plainBytes) + kib(row.gzipBytes) + kib(row.brotliBytes),
    ),
  ].join('\n');
}
