/* The fonts that the pages bundle, by script: Noto fonts of Debian (fonts-noto-core, fonts-noto-cjk), SIL Open
 * Font License 1.1. Every file of the table gives the letters of the languages' own names; `whole` is the
 * script's block, a file of its own that is loaded when such text occurs. */
import { LANGUAGES, type Language } from '../shared/i18n/languages.ts';

export type Script = Language['script'];

export interface FontRow {
  script: Script;
  name: string; // of the built file
  source: string;
  index: number; // in a collection; -1: the file is one font
  whole: string; // unicode-range; '': what devices bring is enough
}

const NOTO = '/usr/share/fonts/truetype/noto/';
const CJK = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
const KOREAN_IN_CJK = 1;

/* Chinese is missing: no device in a county lacks it. */
export const FONTS: readonly FontRow[] = [
  { script: 'Tibt', name: 'tibetan', source: `${NOTO}NotoSerifTibetan-Regular.ttf`, index: -1, whole: 'U+0F00-0FFF' },
  { script: 'Mong', name: 'mongolian', source: `${NOTO}NotoSansMongolian-Regular.ttf`, index: -1, whole: 'U+1800-18AF,U+202F' },
  {
    script: 'Arab', name: 'arabic', source: `${NOTO}NotoSansArabic-Regular.ttf`, index: -1,
    whole: 'U+0600-06FF,U+0750-077F,U+FB50-FDFF,U+FE70-FEFC',
  },
  { script: 'Yiii', name: 'yi', source: `${NOTO}NotoSansYi-Regular.ttf`, index: -1, whole: 'U+A000-A4CF' },
  { script: 'Lisu', name: 'lisu', source: `${NOTO}NotoSansLisu-Regular.ttf`, index: -1, whole: 'U+A4D0-A4FF' },
  { script: 'Talu', name: 'new-tai-lue', source: `${NOTO}NotoSansNewTaiLue-Regular.ttf`, index: -1, whole: 'U+1980-19DF' },
  { script: 'Tale', name: 'tai-le', source: `${NOTO}NotoSansTaiLe-Regular.ttf`, index: -1, whole: 'U+1950-197F' },
  { script: 'Kore', name: 'korean', source: CJK, index: KOREAN_IN_CJK, whole: '' },
  { script: 'Cyrl', name: 'cyrillic', source: `${NOTO}NotoSans-Regular.ttf`, index: -1, whole: '' },
  { script: 'Latn', name: 'latin', source: `${NOTO}NotoSans-Regular.ttf`, index: -1, whole: '' },
];

export function namesIn(script: Script): string[] {
  return LANGUAGES.filter((row) => row.script === script).map((row) => row.autonym);
}

/* Letters and marks only: a font that claims the space would set the height of lines. */
export function rangeOf(texts: readonly string[]): string {
  const signs = new Set(texts.join('').match(/[\p{L}\p{M}\p{Po}]/gu) ?? []);
  const points = [...signs].map((sign) => sign.codePointAt(0)!).sort((a, b) => a - b);
  return points.map((point) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`).join(',');
}
