/* The languages of meetings: BCP 47 tag, the name in the language itself, its Chinese name, script (ISO 15924)
 * and direction of text. Tags and names are those of base/language_table.c, which a test compares; the
 * bundled font follows from the script (tools/font-table.ts). ES5: /tv reads it too. */

export interface Language {
  tag: string;
  autonym: string;
  chinese: string;
  english: string;
  script: 'Arab' | 'Cyrl' | 'Hans' | 'Hant' | 'Kore' | 'Latn' | 'Lisu' | 'Mong' | 'Tale' | 'Talu' | 'Tibt' | 'Yiii';
  direction: 'ltr' | 'rtl' | 'vertical'; // vertical: in a line of other text from left to right
}

/* A tag with a script comes before the bare one: the longest row that matches counts. */
export const LANGUAGES: readonly Language[] = [
  { tag: 'mn-Mong', autonym: 'ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ', chinese: '蒙古语', english: 'Mongolian', script: 'Mong', direction: 'vertical' },
  { tag: 'mn-Cyrl', autonym: 'Монгол', chinese: '蒙古语（西里尔文）', english: 'Mongolian (Cyrillic)', script: 'Cyrl', direction: 'ltr' },
  { tag: 'mn', autonym: 'ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ', chinese: '蒙古语', english: 'Mongolian', script: 'Mong', direction: 'vertical' },
  { tag: 'zh-yue', autonym: '粤语', chinese: '粤语', english: 'Cantonese', script: 'Hans', direction: 'ltr' },
  { tag: 'yue', autonym: '粤语', chinese: '粤语', english: 'Cantonese', script: 'Hans', direction: 'ltr' },
  { tag: 'cmn', autonym: '普通话', chinese: '普通话', english: 'Mandarin', script: 'Hans', direction: 'ltr' },
  { tag: 'zh-Hant', autonym: '漢語', chinese: '汉语（繁体字）', english: 'Chinese (traditional)', script: 'Hant', direction: 'ltr' },
  { tag: 'zh', autonym: '普通话', chinese: '普通话', english: 'Chinese', script: 'Hans', direction: 'ltr' },
  { tag: 'bo', autonym: 'བོད་སྐད་', chinese: '藏语', english: 'Tibetan', script: 'Tibt', direction: 'ltr' },
  { tag: 'khg', autonym: 'ཁམས་སྐད་', chinese: '藏语（康方言）', english: 'Khams Tibetan', script: 'Tibt', direction: 'ltr' },
  { tag: 'adx', autonym: 'ཨ་མདོ་སྐད་', chinese: '藏语（安多方言）', english: 'Amdo Tibetan', script: 'Tibt', direction: 'ltr' },
  { tag: 'ug', autonym: 'ئۇيغۇرچە', chinese: '维吾尔语', english: 'Uyghur', script: 'Arab', direction: 'rtl' },
  { tag: 'za', autonym: 'Vahcuengh', chinese: '壮语', english: 'Zhuang', script: 'Latn', direction: 'ltr' },
  { tag: 'ii', autonym: 'ꆈꌠꉙ', chinese: '彝语', english: 'Yi', script: 'Yiii', direction: 'ltr' },
  { tag: 'lis', autonym: 'ꓡꓲ ꓢꓴ', chinese: '傈僳语', english: 'Lisu', script: 'Lisu', direction: 'ltr' },
  { tag: 'lis-Latn', autonym: 'Lisu', chinese: '傈僳语（新文字）', english: 'Lisu (Latin)', script: 'Latn', direction: 'ltr' },
  { tag: 'prk', autonym: 'Parauk', chinese: '佤语（巴饶克）', english: 'Wa (Parauk)', script: 'Latn', direction: 'ltr' },
  { tag: 'wbm', autonym: 'Vax', chinese: '佤语（佤）', english: 'Wa', script: 'Latn', direction: 'ltr' },
  { tag: 'vwa', autonym: 'Awa', chinese: '佤语（阿佤）', english: 'Wa (Awa)', script: 'Latn', direction: 'ltr' },
  { tag: 'duu', autonym: 'Tvrung', chinese: '独龙语', english: 'Derung', script: 'Latn', direction: 'ltr' },
  { tag: 'kk', autonym: 'قازاقشا', chinese: '哈萨克语', english: 'Kazakh', script: 'Arab', direction: 'rtl' },
  { tag: 'kk-Cyrl', autonym: 'Қазақша', chinese: '哈萨克语（西里尔文）', english: 'Kazakh (Cyrillic)', script: 'Cyrl', direction: 'ltr' },
  { tag: 'ky', autonym: 'قىرعىزچا', chinese: '柯尔克孜语', english: 'Kyrgyz', script: 'Arab', direction: 'rtl' },
  { tag: 'ko', autonym: '조선말', chinese: '朝鲜语', english: 'Korean', script: 'Kore', direction: 'ltr' },
  { tag: 'khb', autonym: 'ᦅᧄ ᦺᦑ ᦟᦹᧉ', chinese: '西双版纳傣语', english: 'Dai (Xishuangbanna)', script: 'Talu', direction: 'ltr' },
  { tag: 'tdd', autonym: 'ᥖᥭᥰ ᥖᥬᥲ ᥑᥨᥒᥰ', chinese: '德宏傣语', english: 'Dai (Dehong)', script: 'Tale', direction: 'ltr' },
  { tag: 'kac', autonym: 'Jinghpo', chinese: '景颇语', english: 'Jingpo', script: 'Latn', direction: 'ltr' },
  { tag: 'atb', autonym: 'Zaiwa', chinese: '载瓦语', english: 'Zaiwa', script: 'Latn', direction: 'ltr' },
  { tag: 'hmn', autonym: 'Hmoob', chinese: '苗语', english: 'Miao', script: 'Latn', direction: 'ltr' },
  { tag: 'hmd', autonym: 'A-Hmao', chinese: '苗语（滇东北）', english: 'Miao (A-Hmao)', script: 'Latn', direction: 'ltr' },
  { tag: 'hea', autonym: 'Hmub', chinese: '苗语（黔东）', english: 'Miao (Hmu)', script: 'Latn', direction: 'ltr' },
  { tag: 'mmr', autonym: 'Xongb', chinese: '苗语（湘西）', english: 'Miao (Xong)', script: 'Latn', direction: 'ltr' },
  { tag: 'cqd', autonym: 'Hmongb', chinese: '苗语（川黔滇）', english: 'Miao (Hmong)', script: 'Latn', direction: 'ltr' },
  { tag: 'lhu', autonym: 'Ladhof', chinese: '拉祜语', english: 'Lahu', script: 'Latn', direction: 'ltr' },
  { tag: 'hni', autonym: 'Haqniqdoq', chinese: '哈尼语', english: 'Hani', script: 'Latn', direction: 'ltr' },
  { tag: 'nxq', autonym: 'Naqxi', chinese: '纳西语', english: 'Naxi', script: 'Latn', direction: 'ltr' },
  { tag: 'bca', autonym: 'Baip', chinese: '白语', english: 'Bai', script: 'Latn', direction: 'ltr' },
  { tag: 'tg', autonym: 'Тоҷикӣ', chinese: '塔吉克语', english: 'Tajik', script: 'Cyrl', direction: 'ltr' },
  { tag: 'ru', autonym: 'Русский', chinese: '俄语', english: 'Russian', script: 'Cyrl', direction: 'ltr' },
  { tag: 'vi', autonym: 'Tiếng Việt', chinese: '越南语', english: 'Vietnamese', script: 'Latn', direction: 'ltr' },
  { tag: 'en', autonym: 'English', chinese: '英语', english: 'English', script: 'Latn', direction: 'ltr' },
];

/* A row as the server tells it (GET /api/v1/languages). */
export interface TaughtLanguage {
  tag: string;
  autonym: string;
  name_zh: string;
  name_en: string;
  script: string;
  is_rtl: boolean;
  is_vertical: boolean;
}

/* What a page needs to write in a language; the office may use a script that no font is bundled for. */
export interface SpokenLanguage {
  tag: string;
  autonym: string;
  chinese: string;
  english: string;
  script: string;
  direction: Language['direction'];
}

let officeRows: readonly SpokenLanguage[] = [];

/* The office's rows come before those of the page, until the next call. */
export function teachLanguages(rows: readonly TaughtLanguage[]): void {
  officeRows = rows.map(function (row): SpokenLanguage {
    const direction = row.is_vertical ? 'vertical' : row.is_rtl ? 'rtl' : 'ltr';
    return {
      tag: row.tag, autonym: row.autonym, chinese: row.name_zh, english: row.name_en, script: row.script, direction: direction,
    };
  });
}

function rowNamed(tag: string): SpokenLanguage | null {
  const tables: (readonly SpokenLanguage[])[] = [officeRows, LANGUAGES];
  for (let t = 0; t < tables.length; t++) {
    const rows = tables[t] as readonly SpokenLanguage[];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as SpokenLanguage;
      if (row.tag.toLowerCase() === tag) return row;
    }
  }
  return null;
}

/* RFC 4647 §3.4: the tag, then without its last subtag, and without a single letter before that. */
export function languageOf(tag: string): SpokenLanguage | null {
  for (let rest = tag.toLowerCase(); rest !== ''; rest = rest.replace(/(^|-)[^-]*$/, '').replace(/-.$/, '')) {
    const row = rowNamed(rest);
    if (row) return row;
  }
  return null;
}

export function autonymOf(tag: string): string {
  const row = languageOf(tag);
  return row ? row.autonym : tag;
}
