// The Node that the workspace pins: the tools are newer than Debian 12's Node 18. Taken by its path,
// because npm 9 does not link programs of optional packages. Falls back to the machine's own Node on
// an architecture without a package.
//
//   node pinned-node.mjs            prints the path
//   node pinned-node.mjs FILE ARG…  runs it
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WEB_ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export function pinnedNode() {
  const path = join(WEB_ROOT, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  return existsSync(path) ? path : process.execPath;
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2);
  if (given.length === 0) console.log(pinnedNode());
  else process.exit(spawnSync(pinnedNode(), given, { stdio: 'inherit' }).status ?? 1);
}
