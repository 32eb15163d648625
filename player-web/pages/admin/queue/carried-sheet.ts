/* Hours from before as a spreadsheet has them: text of a CSV file or cells that were pasted, read into
 * rows, each with what is wrong with it. Pure. */
import { t } from '../../../shared/i18n/locale.ts';

export interface SheetRow {
  line: number; // of the sheet, from 1
  name: string;
  unit: string; // part of the unit's name or path; empty: not said
  title: string;
  began: string; // YYYY-MM-DD
  hours: number; // thousandths
  source: string;
  problem: string | null; // a sentence
}

export interface Sheet {
  rows: readonly SheetRow[];
  problem: string | null; // of the whole: a sentence
}

type Column = 'name' | 'unit' | 'title' | 'began' | 'hours' | 'source';

/* How a column may be headed; compared without spaces and case. Data of spreadsheets, not words of the page. */
const HEADS: Record<Column, RegExp> = {
  name: /^(姓名|name)$/i,
  unit: /^(组织|单位|所在(组织|单位|党支部|支部)|支部|党支部|unit)$/i,
  title: /^(课程(名称)?|名称|内容|活动|学习内容|title)$/i,
  began: /^((学习|开始)?(日期|时间)|date)$/i,
  hours: /^(学时(数)?|hours)$/i,
  source: /^(来源|平台|source)$/i,
};
const NEEDED: readonly Column[] = ['name', 'title', 'began', 'hours'];

export const MOST_ROWS = 500; // of one request
const MOST_MILLI = 1000000;

/* UTF-8, else the coding of Chinese spreadsheets. */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function separatorOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]|$/));
  const counted = ['\t', ',', ';'].map((sign) => ({ sign, count: line.split(sign).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign;
}

/* Fields in quotes may hold separators, line ends and doubled quotes. */
export function cellsOf(text: string): string[][] {
  const clean = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(clean);
  const lines: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    lines[lines.length - 1]?.push(cell.trim());
    cell = '';
  };
  for (let i = 0; i < clean.length; i++) {
    const sign = clean.charAt(i);
    if (isQuoted && sign === '"' && clean.charAt(i + 1) === '"') cell += clean.charAt(++i);
    else if (sign === '"' && (isQuoted || cell.trim() === '')) isQuoted = !isQuoted;
    else if (isQuoted) cell += sign;
    else if (sign === separator) endCell();
    else if (sign === '\n') {
      endCell();
      lines.push([]);
    } else if (sign !== '\r') cell += sign;
  }
  endCell();
  return lines;
}

/* YYYY-MM-DD of the ways in which spreadsheets write a day; null: none that there is. */
export function dayIn(text: string): string | null {
  const match = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(\s.*)?$/.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const at = new Date(year, month - 1, day);
  if (at.getMonth() !== month - 1 || at.getDate() !== day) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function columnsOf(head: readonly string[]): Partial<Record<Column, number>> {
  const found: Partial<Record<Column, number>> = {};
  for (const column of Object.keys(HEADS) as Column[]) {
    const at = head.findIndex((cell) => HEADS[column].test(cell.replace(/\s/g, '')));
    if (at >= 0) found[column] = at;
  }
  return found;
}

function problemOf(row: Omit<SheetRow, 'problem'>, began: string | null): string | null {
  if (row.name === '') return t('queue.sheet_no_name');
  if (row.title === '') return t('queue.sheet_no_title');
  if (began === null) return t('queue.sheet_bad_day');
  if (!(row.hours >= 1 && row.hours <= MOST_MILLI)) return t('queue.sheet_bad_hours');
  return null;
}

/* `source` stands for rows that do not say theirs. */
export function readSheet(text: string, source: string): Sheet {
  const lines = cellsOf(text);
  const columns = columnsOf(lines[0] ?? []);
  if (NEEDED.some((column) => columns[column] === undefined)) return { rows: [], problem: t('queue.sheet_bad_head') };
  const rows = lines.flatMap((cells, i): SheetRow[] => {
    if (i === 0 || cells.every((cell) => cell === '')) return [];
    const at = (column: Column) => cells[columns[column] ?? -1] ?? '';
    const began = dayIn(at('began'));
    const row = {
      line: i + 1, name: at('name').replace(/\s/g, ''), unit: at('unit'), title: at('title'), began: began ?? at('began'),
      hours: Math.round(Number(at('hours') || NaN) * 1000), source: at('source') || source,
    };
    return [{ ...row, problem: problemOf(row, began) }];
  });
  if (rows.length === 0) return { rows, problem: t('queue.sheet_empty') };
  return { rows, problem: rows.length > MOST_ROWS ? t('queue.sheet_too_long', { most: MOST_ROWS }) : null };
}
