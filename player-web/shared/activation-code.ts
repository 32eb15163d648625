/* Codes on activation slips: twelve characters without look-alikes, one of them a check character
 * with a weight of its own for each place. The same rule as the server's, so that a typing mistake is
 * told at once. Pure. */

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 12;
const MODULUS = 31;
const GROUP = 4;

export type CodeFault = 'empty' | 'foreign' | 'length' | 'mistake';

/* What counts of what was typed: capitals, without space and dashes, full width as half width. */
export function bareCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}._\u2212\u3002\u30fc]/gu, '');
}

export function groupCode(bare: string): string {
  return bare.match(new RegExp(`.{1,${GROUP}}`, 'gu'))?.join('-') ?? '';
}

/* Null for a code that can be one. */
export function findCodeFault(typed: string): CodeFault | null {
  const bare = bareCode(typed);
  if (bare === '') return 'empty';
  const values = Array.from(bare, (sign) => ALPHABET.indexOf(sign));
  if (values.includes(-1)) return 'foreign';
  if (values.length !== CHARACTERS) return 'length';
  const sum = values.reduce((total, value, at) => total + (at + 1) * value, 0);
  return sum % MODULUS === 0 ? null : 'mistake';
}
