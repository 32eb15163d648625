/* The language of the page: a signal, so that every text on screen follows the switch at once. The
 * words of all pages are here from the start; those of an area come with the page that adds them. */
import { computed, signal } from '@preact/signals';

import type { LocaleTag } from '../contract.ts';
import type { AreaMessages } from './areas.ts';
import { en } from './messages.en.ts';
import { zhCN } from './messages.zh-CN.ts';
import { fill, type Arguments } from './translate.ts';

type Messages = typeof zhCN & AreaMessages;
export type MessageKey = keyof Messages;
/* Keys of messages that need no parameters: what a table of keys may hold. */
export type PlainKey = {
  [K in MessageKey]: Arguments<Messages[K]> extends [] ? K : never;
}[MessageKey];

type Table = Readonly<Record<string, string>>;

const tables = signal<Record<LocaleTag, Table>>({ 'zh-CN': zhCN, en });

export const locale = signal<LocaleTag>('zh-CN');
const table = computed(() => tables.value[locale.value]);

/* The words of an area, in both languages. */
export function addWords(chinese: Table, english: Table): void {
  const now = tables.value;
  tables.value = { 'zh-CN': { ...now['zh-CN'], ...chinese }, en: { ...now.en, ...english } };
}

export function t<K extends MessageKey>(key: K, ...rest: Arguments<Messages[K]>): string {
  return fill(table.value[key] ?? key, rest[0]);
}

/* In this language, whatever the page's: for what leaves the page, such as headings of a spreadsheet. */
export function textIn(language: LocaleTag, key: PlainKey): string {
  return tables.value[language][key] ?? key;
}

/* For keys made at run time, such as the name of a part of the server. */
export function findText(key: string): string | null {
  return table.value[key] ?? null;
}
