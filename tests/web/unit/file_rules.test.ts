/* What is told about files before they go, and the names that they come with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusalOf, FILE_MAX_BYTES } from '../../../player-web/pages/admin/import/file-rule.ts';
import { fileNameOf } from '../../../player-web/shared/file-transfer.ts';

test('files that cannot be a spreadsheet are refused before they are sent', () => {
  const refusals = [
    ['名册.xlsx', 10], ['名册.XLSX', 10], ['a.csv', FILE_MAX_BYTES], ['a.csv', FILE_MAX_BYTES + 1], ['a.csv', 0],
    ['a.xls', 10], ['a.et', 10], ['a.jpg', 10], ['xlsx', 10],
  ] as const;
  assert.deepEqual(
    refusals.map(([name, size]) => refusalOf({ name, size })),
    [null, null, null, 'too_large', 'empty', 'old_excel', 'old_excel', 'other_kind', 'other_kind'],
  );
});

test('the name of a file: RFC 6266, the extended one first', () => {
  const names = [
    'attachment; filename="slips.pdf"',
    "attachment; filename=\"x.csv\"; filename*=UTF-8''%E5%90%8D%E5%86%8C.csv",
    'attachment; filename=plain.csv',
    "attachment; filename*=UTF-8''%E0%A4%A",
    'attachment',
  ].map(fileNameOf);
  assert.deepEqual(names, ['slips.pdf', '名册.csv', 'plain.csv', null, null]);
});
