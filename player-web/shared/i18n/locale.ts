/* The language of the page: a signal, so that every text on screen follows the switch at once. */
import { computed, signal } from '@preact/signals';

import type { LocaleTag } from '../contract.ts';
import { en } from './messages.en.ts';
import { zhCN } from './messages.zh-CN.ts';
import { fill, type Arguments } from './translate.ts';

type Messages = typeof zhCN;
export type MessageKey = keyof Messages;
/* Keys of messages that need no parameters: what a table of keys may hold. */
export type PlainKey = {
  [K in MessageKey]: Arguments<Messages[K]> extends [] ? K : never;
}[MessageKey];

const TABLES: Record<LocaleTag, Record<MessageKey, string>> = { 'zh-CN': zhCN, en };

export const locale = signal<LocaleTag>('zh-CN');
const table = computed(() => TABLES[locale.value]);

export function t<K extends MessageKey>(key: K, ...rest: Arguments<Messages[K]>): string {
  return fill(table.value[key], rest[0]);
}

/* For keys made at run time, such as the name of a part of the server. */
export function findText(key: string): string | null {
  return key in table.value ? table.value[key as MessageKey] : null;
}
