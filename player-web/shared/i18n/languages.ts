/* The languages of meetings: BCP 47 tag, the name in the language itself, its Chinese name, script (ISO 15924)
 * and direction of text. Tags and names are those of media/package/language.c, which a test compares; the
 * bundled font follows from the script (tools/font-table.ts). ES5: /tv reads it too. */

export interface Language {
  tag: string;
  autonym: string;
  chinese: string;
  script: 'Arab' | 'Cyrl' | 'Hans' | 'Hant' | 'Kore' | 'Latn' | 'Lisu' | 'Mong' | 'Tale' | 'Talu' | 'Tibt' | 'Yiii';
  direction: 'ltr' | 'rtl' | 'vertical'; // vertical: in a line of other text from left to right
}

/* A tag with a script comes before the bare one: the longest row that matches counts. */
export const LANGUAGES: readonly Language[] = [
  { tag: 'mn-Mong', autonym: 'ᠮᠣᠩᠭᠣᠯ', chinese: '蒙古语', script: 'Mong', direction: 'vertical' },
  { tag: 'mn-Cyrl', autonym: 'Монгол', chinese: '蒙古语（西里尔文）', script: 'Cyrl', direction: 'ltr' },
  { tag: 'mn', autonym: 'ᠮᠣᠩᠭᠣᠯ', chinese: '蒙古语', script: 'Mong', direction: 'vertical' },
  { tag: 'zh-yue', autonym: '粤语', chinese: '粤语', script: 'Hans', direction: 'ltr' },
  { tag: 'yue', autonym: '粤语', chinese: '粤语', script: 'Hans', direction: 'ltr' },
  { tag: 'cmn', autonym: '普通话', chinese: '普通话', script: 'Hans', direction: 'ltr' },
  { tag: 'zh-Hant', autonym: '漢語', chinese: '汉语（繁体字）', script: 'Hant', direction: 'ltr' },
  { tag: 'zh', autonym: '普通话', chinese: '普通话', script: 'Hans', direction: 'ltr' },
  { tag: 'bo', autonym: 'བོད་ཡིག', chinese: '藏语', script: 'Tibt', direction: 'ltr' },
  { tag: 'ug', autonym: 'ئۇيغۇرچە', chinese: '维吾尔语', script: 'Arab', direction: 'rtl' },
  { tag: 'za', autonym: 'Vahcuengh', chinese: '壮语', script: 'Latn', direction: 'ltr' },
  { tag: 'ii', autonym: 'ꆈꌠꉙ', chinese: '彝语', script: 'Yiii', direction: 'ltr' },
  { tag: 'lis', autonym: 'ꓡꓲ-ꓢꓴ', chinese: '傈僳语', script: 'Lisu', direction: 'ltr' },
  { tag: 'prk', autonym: 'Parauk', chinese: '佤语（巴饶克）', script: 'Latn', direction: 'ltr' },
  { tag: 'wbm', autonym: 'Va', chinese: '佤语（佤）', script: 'Latn', direction: 'ltr' },
  { tag: 'vwa', autonym: 'Awa', chinese: '佤语（阿佤）', script: 'Latn', direction: 'ltr' },
  { tag: 'duu', autonym: 'Dvrung', chinese: '独龙语', script: 'Latn', direction: 'ltr' },
  { tag: 'kk', autonym: 'قازاقشا', chinese: '哈萨克语', script: 'Arab', direction: 'rtl' },
  { tag: 'kk-Cyrl', autonym: 'Қазақша', chinese: '哈萨克语（西里尔文）', script: 'Cyrl', direction: 'ltr' },
  { tag: 'ky', autonym: 'قىرعىزچا', chinese: '柯尔克孜语', script: 'Arab', direction: 'rtl' },
  { tag: 'ko', autonym: '조선말', chinese: '朝鲜语', script: 'Kore', direction: 'ltr' },
  { tag: 'khb', autonym: 'ᦺᦑᦟᦹᧉ', chinese: '西双版纳傣语', script: 'Talu', direction: 'ltr' },
  { tag: 'tdd', autonym: 'ᥖᥭᥰ ᥖᥬᥳ ᥑᥨᥒᥰ', chinese: '德宏傣语', script: 'Tale', direction: 'ltr' },
  { tag: 'kac', autonym: 'Jingpo', chinese: '景颇语', script: 'Latn', direction: 'ltr' },
  { tag: 'hmn', autonym: 'Hmoob', chinese: '苗语', script: 'Latn', direction: 'ltr' },
  { tag: 'lhu', autonym: 'Ladhof', chinese: '拉祜语', script: 'Latn', direction: 'ltr' },
  { tag: 'hni', autonym: 'Haqniqdoq', chinese: '哈尼语', script: 'Latn', direction: 'ltr' },
  { tag: 'nxq', autonym: 'Naqxi', chinese: '纳西语', script: 'Latn', direction: 'ltr' },
  { tag: 'bca', autonym: 'Baipngvp', chinese: '白语', script: 'Latn', direction: 'ltr' },
  { tag: 'tg', autonym: 'Тоҷикӣ', chinese: '塔吉克语', script: 'Cyrl', direction: 'ltr' },
  { tag: 'ru', autonym: 'Русский', chinese: '俄语', script: 'Cyrl', direction: 'ltr' },
  { tag: 'vi', autonym: 'Tiếng Việt', chinese: '越南语', script: 'Latn', direction: 'ltr' },
  { tag: 'en', autonym: 'English', chinese: '英语', script: 'Latn', direction: 'ltr' },
];

/* RFC 4647 §3.3.1: a range matches a tag that it equals or that goes on with "-". */
export function languageOf(tag: string): Language | null {
  const wanted = tag.toLowerCase() + '-';
  let best: Language | null = null;
  for (let i = 0; i < LANGUAGES.length; i++) {
    const row = LANGUAGES[i] as Language;
    const isFitting = wanted.indexOf(row.tag.toLowerCase() + '-') === 0;
    if (isFitting && (!best || row.tag.length > best.tag.length)) best = row;
  }
  return best;
}

export function autonymOf(tag: string): string {
  const row = languageOf(tag);
  return row ? row.autonym : tag;
}
