/* Filling in of messages; shared by the pages and the TV. Pure; runs on TVs too. */
import type { LocaleTag } from '../contract.ts';

/* The names in braces: ParamsOf<'{a} of {b}'> is 'a' | 'b'. */
export type ParamsOf<S extends string> = S extends `${string}{${infer P}}${infer Rest}`
  ? P | ParamsOf<Rest>
  : never;

/* A message without parameters takes no second argument. */
export type Arguments<S extends string> = [ParamsOf<S>] extends [never]
  ? []
  : [params: Record<ParamsOf<S>, string | number>];

export function fill(template: string, params: { [name: string]: string | number } | undefined): string {
  return template.replace(/\{(\w+)\}/g, function (whole: string, name: string): string {
    const value = params ? params[name] : undefined;
    return value === undefined ? whole : String(value);
  });
}

/* Browsers in one of China's languages get Chinese, all others English. */
export function localeForLanguage(language: string): LocaleTag {
  return /^(zh|bo|mn|ug|ii|za|kk|ko-cn)\b/i.test(language) ? 'zh-CN' : 'en';
}

export function isLocale(value: string | null): value is LocaleTag {
  return value === 'zh-CN' || value === 'en';
}
