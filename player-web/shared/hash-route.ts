/* Where the reader is on a page of several places (/admin, /studio), kept in the fragment: #/section/id?name=value. Links are plain
 * anchors, so that back, forward and bookmarks work. */
import { signal } from '@preact/signals';

export interface Route {
  section: string; // on /admin a row of sections.ts; empty: none chosen
  id: string; // what is opened in it; may be empty
  query: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\//, '').split('?') as [string, string?];
  const [section = '', ...rest] = path.split('/');
  const pairs = search
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=') as [string, string?]);
  return {
    section,
    id: decode(rest.join('/')),
    query: Object.fromEntries(pairs.map(([name, value = '']) => [name, decode(value)])),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/* The address of a section, or of something in it. */
export function linkTo(section: string, id = '', query: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== '');
  const search = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const path = id === '' ? section : `${section}/${encodeURIComponent(id)}`;
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

const isRoute = (hash: string) => hash.startsWith('#/');

export const route = signal<Route>(parseRoute(isRoute(location.hash) ? location.hash : ''));

/* Other fragments (#main of the skip link) are no places of ours. */
window.addEventListener('hashchange', () => {
  if (isRoute(location.hash)) route.value = parseRoute(location.hash);
});

export function go(section: string, id = '', query: Readonly<Record<string, string>> = {}): void {
  location.hash = linkTo(section, id, query);
}

/* The same place with another query: not a step of the history. */
export function replaceQuery(query: Readonly<Record<string, string>>): void {
  const { section, id } = route.value;
  history.replaceState(null, '', linkTo(section, id, query));
  route.value = parseRoute(location.hash);
}
