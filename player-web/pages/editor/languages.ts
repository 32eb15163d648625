/* The server's table of languages, with what the office added. */
import { signal } from '@preact/signals';

import { call } from '../../shared/api-client.ts';
import type { Language } from '../../shared/contract/courses.ts';
import { LANGUAGES } from '../../shared/i18n/languages.ts';
import { locale } from '../../shared/i18n/locale.ts';

export const languages = signal<readonly Language[]>([]);

export async function loadLanguages(): Promise<void> {
  if (languages.peek().length === 0) await reloadLanguages();
}

/* Somebody has added a language, named it differently or taken that back. */
export async function reloadLanguages(): Promise<void> {
  const result = await call('GET /api/v1/languages');
  if (result.ok) languages.value = result.value.languages;
}

/* A range matches a tag that it equals or that goes on with "-" (RFC 4647 §3.3.1); the longest counts. */
export function languageOf(tag: string): Language | null {
  const wanted = `${tag.toLowerCase()}-`;
  const fitting = languages.value.filter((one) => wanted.startsWith(`${one.tag.toLowerCase()}-`));
  return fitting.sort((a, b) => b.tag.length - a.tag.length)[0] ?? null;
}

export function autonymOf(tag: string): string {
  return languageOf(tag)?.autonym ?? LANGUAGES.find((one) => one.tag === tag)?.autonym ?? tag;
}

/* In the language of the page; empty when it is the same as the autonym. */
export function nameOf(tag: string): string {
  const row = languageOf(tag);
  const name = locale.value === 'en' ? (row?.name_en ?? '') : (row?.name_zh ?? '');
  return name === row?.autonym ? '' : name;
}

/* "བོད་ཡིག 藏语" */
export function bothNames(tag: string): string {
  const name = nameOf(tag);
  return name === '' ? autonymOf(tag) : `${autonymOf(tag)} ${name}`;
}
