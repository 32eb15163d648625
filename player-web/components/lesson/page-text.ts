/* A page's words in the language that was chosen. Pure. */
import type { LessonPageText } from '../../shared/contract/lessons.ts';

interface Written {
  title: string;
  body: string;
  texts: readonly LessonPageText[];
}

/* In which further languages there is something to read, in the order in which they first come. */
export function languagesOf(pages: readonly Written[]): string[] {
  return [...new Set(pages.flatMap((page) => page.texts.map((text) => text.language)))];
}

export interface PageWords {
  title: string;
  body: string;
  lang: string | undefined; // BCP 47; undefined: that of the lesson
}

/* What is missing in a language is shown as it was written first. */
export function pageIn(page: Written, language: string): PageWords {
  const text = page.texts.find((one) => one.language === language);
  if (!text || (text.title === '' && text.body === '')) return { title: page.title, body: page.body, lang: undefined };
  return { title: text.title || page.title, body: text.body || page.body, lang: language };
}
