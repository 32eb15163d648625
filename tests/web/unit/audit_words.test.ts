/* The audit log of /admin says every action of the server in words. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { WEB_ROOT } from '../../../player-web/tools/paths.ts';

const CATALOG = join(dirname(WEB_ROOT), 'catalog');

/* Words in quotes on lines that set an action, and the table of rights. */
function actionsOfServer(): string[] {
  const sources = readdirSync(CATALOG, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.c'))
    .map((path) => readFileSync(join(CATALOG, path), 'utf8'));
  const set = sources.flatMap((text) => text.match(/action = [^;,]*/g) ?? []);
  return [...new Set(set.flatMap((line) => [...line.matchAll(/"([a-z_]+(?:\.[a-z_]+)?)"/g)].map((one) => one[1]!)))];
}

function rightsOfServer(): string[] {
  const table = readFileSync(join(CATALOG, 'rights/rights.h'), 'utf8');
  return [...table.matchAll(/X\([A-Z_]+,\s+"([a-z._]+)"/g)].map((one) => one[1]!);
}

const words: Readonly<Record<string, string>> = zhCN;

test('every action that the server writes down has words', () => {
  const actions = actionsOfServer();
  assert.ok(actions.includes('setup') && actions.length > 20, actions.join(' '));
  const bare = actions.filter(
    (action) => !words[`action.${action.replace(/\./g, '_')}`] && !words[`right.${action}`],
  );
  assert.deepEqual(bare, []);
});

test('every right has words', () => {
  const rights = rightsOfServer();
  assert.ok(rights.length > 30, rights.join(' '));
  assert.deepEqual(rights.filter((action) => !words[`right.${action}`]), []);
});
