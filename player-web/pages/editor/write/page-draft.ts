/* Pages of a lesson as they are edited. Pure. */
import type { LessonPage, LessonPageText, LessonPageWish } from '../../../shared/contract/lessons.ts';

export const PAGES_MAX = 200;
export const PAGE_TITLE_MAX = 128;
export const PAGE_BODY_MAX = 8000;
export const LEAST_S = 5; // as the server has it for what says nothing
export const LEAST_S_MAX = 3600;

export interface PageDraft {
  key: string; // the server's id, or one of this page's own
  title: string;
  body: string;
  picture_id: string;
  least_s: string; // as typed
  texts: readonly LessonPageText[];
}

const FRESH = /^new-/;
let nextKey = 1;

export function freshPage(picture_id = ''): PageDraft {
  return { key: `new-${nextKey++}`, title: '', body: '', picture_id, least_s: String(LEAST_S), texts: [] };
}

export function pagesOf(pages: readonly LessonPage[]): PageDraft[] {
  return pages.map(({ id, title, body, picture_id, least_s, texts }) => ({
    key: id, title, body, picture_id, least_s: String(least_s), texts,
  }));
}

export function wishOf(page: PageDraft): LessonPageWish {
  const texts = page.texts.filter((text) => text.title.trim() !== '' || text.body.trim() !== '');
  return {
    ...(FRESH.test(page.key) ? {} : { id: page.key }),
    title: page.title.trim(),
    body: page.body.trim(),
    picture_id: page.picture_id,
    least_s: Number(page.least_s),
    texts,
  };
}

/* Alike for the server. */
export function samePages(a: readonly PageDraft[], b: readonly PageDraft[]): boolean {
  return JSON.stringify(a.map(wishOf)) === JSON.stringify(b.map(wishOf));
}

export type PageProblem = 'page_empty' | 'title_long' | 'body_long' | 'least_wrong';

const chars = (text: string) => [...text].length;

/* What is wrong with a page, for the field where it is. */
export function problemOfPage(page: PageDraft): PageProblem | null {
  if (page.title.trim() === '' && page.body.trim() === '' && page.picture_id === '') return 'page_empty';
  const words = [page, ...page.texts];
  if (words.some(({ title }) => chars(title) > PAGE_TITLE_MAX)) return 'title_long';
  if (words.some(({ body }) => chars(body) > PAGE_BODY_MAX)) return 'body_long';
  const least = Number(page.least_s);
  return /^\d+$/.test(page.least_s) && least <= LEAST_S_MAX ? null : 'least_wrong';
}

/* "pages[3].body: …": which one the server means; -1: none. */
export function placeIn(detail: string): number {
  return Number(/\b(?:pages|questions)\[(\d+)\]/.exec(detail)?.[1] ?? -1);
}
