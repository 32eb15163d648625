/* Where the reader is on /pc and /phone, kept in the query, so that links, back and bookmarks work. */
import { signal } from '@preact/signals';

export type Place =
  | { kind: 'home' }
  | { kind: 'meeting'; id: string }
  | { kind: 'courses'; query: string; topic: string; language: string }
  | { kind: 'course'; id: string }
  | { kind: 'lesson'; id: string }
  | { kind: 'taken' }; // what this device has taken along

const WITH_ID = ['meeting', 'course', 'lesson'] as const;

export function parsePlace(search: string): Place {
  const query = new URLSearchParams(search);
  for (const kind of WITH_ID) {
    const id = query.get(kind);
    if (id) return { kind, id };
  }
  if (query.has('taken')) return { kind: 'taken' };
  if (!query.has('courses')) return { kind: 'home' };
  return {
    kind: 'courses',
    query: query.get('query') ?? '',
    topic: query.get('topic') ?? '',
    language: query.get('language') ?? '',
  };
}

export function searchOf(place: Place): string {
  if (place.kind === 'home') return '';
  if ('id' in place) return `?${place.kind}=${encodeURIComponent(place.id)}`;
  if (place.kind === 'taken') return '?taken';
  const pairs = (['query', 'topic', 'language'] as const).filter((name) => place[name] !== '');
  return ['?courses', ...pairs.map((name) => `${name}=${encodeURIComponent(place[name])}`)].join('&');
}

export const place = signal<Place>(parsePlace(location.search));

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
