// Entry of the build, for whatever Node the machine has (Debian 12: 18): installs the workspace when
// it is not what the lock file says, then builds with the Node that the workspace pins.
//
//   node build.mjs --out DIR [--stamp FILE --depfile FILE]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { pinnedNode, WEB_ROOT } from './pinned-node.mjs';

const SOURCE_FOLDERS = ['components', 'pages', 'player', 'public', 'shared', 'tools', 'tv'];
const SOURCE_FILES = ['package.json', 'package-lock.json', '.npmrc', 'tsconfig.json'];

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

// npm keeps what it installed in a lock file of its own. Optional packages for other machines are
// missing there.
function isInstalled() {
  const wanted = readJson(join(WEB_ROOT, 'package-lock.json'))?.packages ?? {};
  const present = readJson(join(WEB_ROOT, 'node_modules/.package-lock.json'))?.packages;
  if (!present) return false;
  return Object.entries(wanted).every(([path, row]) => {
    if (path === '') return true;
    const own = present[path];
    if (!own) return row.optional === true && !(row.os && isForHere(row));
    return own.version === row.version && own.integrity === row.integrity;
  });
}

function allows(list, value) {
  return !list || (list.includes(value) && !list.includes(`!${value}`));
}

function isForHere(row) {
  const isMusl = !process.report.getReport().header.glibcVersionRuntime;
  return (
    allows(row.os, process.platform) &&
    allows(row.cpu, process.arch) &&
    allows(row.libc, isMusl ? 'musl' : 'glibc')
  );
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: WEB_ROOT, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function sourcesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourcesBelow(path) : [path];
  });
}

// Folders are named too: a new file must start a build.
function foldersBelow(folder) {
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...below.flatMap((entry) => foldersBelow(join(folder, entry.name)))];
}

function writeDepfile(path, target) {
  const folders = SOURCE_FOLDERS.map((name) => join(WEB_ROOT, name));
  const sources = [
    ...SOURCE_FILES.map((name) => join(WEB_ROOT, name)),
    ...folders.flatMap(sourcesBelow),
    ...folders.flatMap(foldersBelow),
  ];
  writeFileSync(path, `${target}: ${sources.map((name) => name.replace(/ /g, '\\ ')).join(' ')}\n`);
}

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    stamp: { type: 'string' },
    depfile: { type: 'string' },
  },
});
if (!values.out) {
  console.error('usage: build.mjs --out DIR [--stamp FILE --depfile FILE]');
  process.exit(2);
}
const out = resolve(values.out);
if (!isInstalled()) run('npm', ['ci', '--no-audit', '--no-fund']);
run(pinnedNode(), [join(WEB_ROOT, 'tools/build-pages.ts'), out]);
if (values.depfile && values.stamp) writeDepfile(values.depfile, values.stamp);
if (values.stamp) writeFileSync(values.stamp, '');
