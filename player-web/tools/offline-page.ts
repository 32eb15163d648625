/* The page that goes into bundles of records and is opened from a disk: one file with its script and
 * style inside, which only this page may have. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { buildLaterScript } from './classic-script.ts';
import { WEB_ROOT } from './paths.ts';

export const OFFLINE_PAGE = 'offline/verify.html';

const SOURCE = join(WEB_ROOT, 'verify');

export async function writeOfflinePage(outDir: string): Promise<void> {
  const script = (await buildLaterScript('verify/main.ts')).replace(/<\/(script)/gi, '<\\/$1');
  const style = readFileSync(join(SOURCE, 'verify.css'), 'utf8');
  const html = readFileSync(join(SOURCE, 'verify.html'), 'utf8')
    .replace('{{style}}', () => style)
    .replace('{{script}}', () => script);
  const path = join(outDir, OFFLINE_PAGE);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, html);
}
