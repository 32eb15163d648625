/* First letters of Chinese names, so that "sq" finds 石桥, without a table of signs: the collation of
 * zh orders signs by pinyin, and these are the first ones of each letter. Where a browser's collation
 * has another order, nothing is found by letters and names still are. Pure. */

const LETTERS = 'abcdefghjklmnopqrstwxyz';
const FIRST_SIGNS = [
  0x963f, 0x516b, 0x5693, 0x54d2, 0x59b8, 0x53d1, 0x65ee, 0x54c8, 0x8ba5, 0x5494, 0x5783, 0x75f3,
  0x62cf, 0x5662, 0x5991, 0x4e03, 0x5465, 0x6268, 0x5b83, 0x7a75, 0x5915, 0x4e2b, 0x5e00,
].map((code) => String.fromCodePoint(code));

/* Made when it is needed: the table of a collation takes some 50 ms to load. */
let collator: Intl.Collator | null = null;
const known = new Map<string, string>();

function letterOf(sign: string): string {
  if (!/[\u3400-\u9fff]/.test(sign)) return sign.toLowerCase();
  const before = known.get(sign);
  if (before !== undefined) return before;
  collator ??= new Intl.Collator('zh-CN-u-co-pinyin');
  let [low, high] = [0, FIRST_SIGNS.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (collator.compare(sign, FIRST_SIGNS[middle]!) >= 0) low = middle + 1;
    else high = middle;
  }
  const letter = low === 0 ? '' : LETTERS.charAt(low - 1);
  known.set(sign, letter);
  return letter;
}

/* 石桥镇 → sqz; other signs stay as they are. */
export function pinyinInitials(name: string): string {
  return Array.from(name, letterOf).join('');
}
