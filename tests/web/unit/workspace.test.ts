import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

import { checkBuild } from '../../../player-web/tools/check-build.ts';
import { PAGES } from '../../../player-web/tools/page-table.ts';
import { WEB_ROOT } from '../../../player-web/tools/paths.ts';
import { measurePages, sizeTable } from '../../../player-web/tools/size-report.ts';
import { programPath } from '../support/server.ts';

const PROJECTS = ['tsconfig.json', 'tsconfig.tv.json', 'tsconfig.tools.json', '../tests/web/tsconfig.json'];

/* The pages that were built together with the program. */
function builtPages(): string {
  const folder = resolve(dirname(programPath()), '../player-web/dist');
  assert.ok(existsSync(folder), `there are no built pages in '${folder}'`);
  return folder;
}

for (const project of PROJECTS) {
  test(`the types of ${project} fit`, () => {
    const compiler = join(WEB_ROOT, 'node_modules/typescript/bin/tsc');
    const run = spawnSync(process.execPath, [compiler, '-p', join(WEB_ROOT, project)], {
      encoding: 'utf8',
    });
    assert.equal(run.stdout.trim(), '');
    assert.equal(run.status, 0, run.stderr);
  });
}

test('the build: ES5 where promised, sizes, no other host, nothing inline', (context) => {
  const dist = builtPages();
  assert.deepEqual(checkBuild(dist), []);
  context.diagnostic(`sizes\n${sizeTable(measurePages(dist))}`);
});

test('every page is there, compressed too', () => {
  const dist = builtPages();
  for (const { file } of PAGES) {
    for (const ending of ['', '.br', '.gz']) assert.ok(existsSync(join(dist, file + ending)), file);
  }
});

test('the lock file pins every package by its hash and names no host', () => {
  const lock = JSON.parse(readFileSync(join(WEB_ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string; resolved?: string }>;
  };
  for (const [path, row] of Object.entries(lock.packages)) {
    if (path === '') continue;
    assert.ok(row.integrity, path);
    assert.equal(row.resolved, undefined, path);
  }
});
