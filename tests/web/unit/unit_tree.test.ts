import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addDays, endOfDay } from '../../../player-web/shared/days.ts';
import { pinyinInitials } from '../../../player-web/shared/pinyin.ts';
import {
  expandedTo,
  findUnits,
  forestOf,
  isWithin,
  membersBelow,
  pathText,
  visibleRows,
  withAncestors,
} from '../../../player-web/shared/unit-tree.ts';
import { FAKE_MEMBERS, FAKE_UNITS, fakeCounty } from '../support/fake-county.ts';

const ROWS = [
  { id: 'c', name: '云岭县', members: 1 },
  { id: 't', parent_id: 'c', name: '石桥镇', members: 2 },
  { id: 'v', parent_id: 't', name: '东河村', members: 3 },
  { id: 'w', parent_id: 't', name: '石泉村', members: 4, code: '530900100200' },
  { id: 'u', parent_id: 'c', name: '金沟镇', members: 5 },
  { id: 'x', parent_id: 'u', name: '东河村', members: 6 },
];
const FOREST = forestOf(ROWS);
const ids = (rows: readonly { unit: { id: string } }[]) => rows.map((row) => row.unit.id).join(' ');

test('a unit whose parent is not visible is a root', () => {
  const forest = forestOf(ROWS.slice(1));
  assert.deepEqual(forest.roots.map((unit) => unit.id), ['t', 'u']);
});

test('paths, and who is within whom', () => {
  assert.equal(pathText(FOREST, 'v'), '云岭县 › 石桥镇 › 东河村');
  assert.equal(isWithin(FOREST, 'v', 't'), true);
  assert.equal(isWithin(FOREST, 't', 't'), true);
  assert.equal(isWithin(FOREST, 't', 'v'), false);
});

test('what is folded is not visible', () => {
  assert.equal(ids(visibleRows(FOREST, new Set(), null)), 'c');
  assert.equal(ids(visibleRows(FOREST, expandedTo(FOREST, 2), null)), 'c t u');
  assert.equal(ids(visibleRows(FOREST, new Set(['c', 'u']), null)), 'c t u x');
  const [, first, second] = visibleRows(FOREST, expandedTo(FOREST, 2), null);
  assert.deepEqual([first?.depth, first?.index, first?.siblings, second?.index], [2, 1, 2, 2]);
});

test('found by name, by names above, by first letters, by code; the tree shows the way there', () => {
  const found = (text: string) => findUnits(FOREST, text, 10).map((unit) => unit.id).join(' ');
  assert.equal(found('东河'), 'v x');
  assert.equal(found('金沟 东河'), 'x');
  assert.equal(found('sq dh'), 'v');
  assert.equal(found('sq'), 't w');
  assert.equal(found('530900100200'), 'w');
  assert.equal(found('没有'), '');
  assert.equal(found('  '), '');
  const only = withAncestors(FOREST, findUnits(FOREST, '金沟 东河', 10));
  assert.equal(ids(visibleRows(FOREST, new Set(), only)), 'c u x');
});

test('people are counted with those below', () => {
  const counts = membersBelow(FOREST);
  assert.deepEqual(['c', 't', 'u', 'v'].map((id) => counts.get(id)), [21, 9, 11, 3]);
});

test('first letters by the collation of pinyin', () => {
  assert.equal(pinyinInitials('石桥镇'), 'sqz');
  assert.equal(pinyinInitials('额济纳旗'), 'ejnq');
  assert.equal(pinyinInitials('青白江 3'), 'qbj 3');
});

test('days: the next one across a year, the last moment of one', () => {
  assert.equal(addDays('2026-12-31', 1), '2027-01-01');
  assert.equal(addDays('2028-02-28', 1), '2028-02-29');
  assert.equal(Date.parse(endOfDay('2026-11-21')) + 1, new Date(2026, 10, 22).getTime());
});

test('the county of the tests is as large as the design says', () => {
  const county = fakeCounty();
  assert.equal(county.units.length, FAKE_UNITS);
  assert.equal(county.members.length, FAKE_MEMBERS);
  assert.equal(membersBelow(forestOf(county.units)).get(county.units[0]!.id), FAKE_MEMBERS);
});
