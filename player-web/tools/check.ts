/* All checks of the workspace that need no browser: types, the ES5 promise of the old sets' scripts,
 * words, hosts, sizes. Prints each finding; exit 1 when there is one. `check.ts DIST` checks a build. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { checkBuild } from './check-build.ts';
import { checkWords } from './check-words.ts';
import { WEB_ROOT } from './paths.ts';

const PROJECTS = ['tsconfig.json', 'tsconfig.tv.json', 'tsconfig.tools.json'];

function checkTypes(): string[] {
  const compiler = join(WEB_ROOT, 'node_modules/typescript/bin/tsc');
  return PROJECTS.flatMap((project) => {
    const run = spawnSync(process.execPath, [compiler, '-p', join(WEB_ROOT, project)], {
      encoding: 'utf8',
      cwd: WEB_ROOT,
    });
    return run.status === 0 ? [] : run.stdout.trim().split('\n');
  });
}

const dist = resolve(process.argv[2] ?? join(WEB_ROOT, 'dist'));
if (!existsSync(dist)) throw new Error(`cannot check the build in '${dist}': no such folder`);

const parts: readonly (readonly [string, () => string[]])[] = [
  ['types', checkTypes],
  ['words', checkWords],
  ['build', () => checkBuild(dist)],
];
let findings = 0;
for (const [name, run] of parts) {
  const found = run();
  findings += found.length;
  console.log(found.length === 0 ? `${name}: good` : `${name}:\n  ${found.join('\n  ')}`);
}
process.exit(findings === 0 ? 0 : 1);
