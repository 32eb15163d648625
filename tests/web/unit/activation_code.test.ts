import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bareCode, findCodeFault, groupCode } from '../../../player-web/shared/activation-code.ts';

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
/* Made by the server: the rule is the same on both sides. */
const CODES = ['N2379HB3VY8S', '2K8VMX7A9SVX', 'V38TTKB4EZB9'];

test('codes of the server can be codes, however they are typed', () => {
  for (const code of CODES) {
    const wide = Array.from(code, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).join('');
    const spaced = ` ${code.slice(0, 3)}\u3000${code.slice(3)}\t`;
    for (const typed of [code, groupCode(code), code.toLowerCase(), wide, spaced, code.replace(/^..../, '$&\u2014')]) {
      assert.equal(findCodeFault(typed), null, typed);
      assert.equal(bareCode(typed), code);
    }
  }
  assert.equal(groupCode(CODES[0]!), 'N237-9HB3-VY8S');
  assert.equal(groupCode(''), '');
});

test('every single mistake and every swapped pair is found', () => {
  for (const code of CODES) {
    const signs = Array.from(code);
    signs.forEach((right, at) => {
      for (const wrong of ALPHABET) {
        const typed = signs.with(at, wrong).join('');
        assert.equal(findCodeFault(typed), wrong === right ? null : 'mistake');
      }
      for (let other = at + 1; other < signs.length; other++) {
        const typed = signs.with(at, signs[other]!).with(other, right).join('');
        assert.equal(findCodeFault(typed), signs[other] === right ? null : 'mistake');
      }
    });
  }
});

test('what is wrong is told apart', () => {
  assert.equal(findCodeFault(' - '), 'empty');
  assert.equal(findCodeFault('N237-9HB3-VY8'), 'length');
  assert.equal(findCodeFault('N237-9HB3-VY8S2'), 'length');
  assert.equal(findCodeFault('N237-9HB3-VY8O'), 'foreign');
  assert.equal(findCodeFault('N237-9HB3-VY8\u6cb3'), 'foreign');
});
