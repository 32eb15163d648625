/* Where the reader is on /pc and /phone, kept in the query, so that links, back and bookmarks work. */
import { signal } from '@preact/signals';

import { parsePlace, searchOf, type Place } from './place-of.ts';

export const place = signal<Place>(parsePlace(location.search));

export type { Place };

window.addEventListener('popstate', () => (place.value = parsePlace(location.search)));

export function hrefOf(to: Place): string {
  return location.pathname + searchOf(to);
}

export function goTo(to: Place): void {
  history.pushState(null, '', hrefOf(to));
  place.value = to;
  window.scrollTo(0, 0);
}

/* Another search: no step of the history. */
export function changePlace(to: Place): void {
  history.replaceState(null, '', hrefOf(to));
  place.value = to;
}

/* For links: a plain press stays on the page, all others (a new tab) are the browser's. */
export function follow(event: MouseEvent, to: Place): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  goTo(to);
}
