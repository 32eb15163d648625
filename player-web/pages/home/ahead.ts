/* Runs before the modules of /pc and /phone: what the address names is on its way while they still come, the files of
 * its part of the page (the build writes them into data-… of this script's element) and the server's first answers.
 * No module; an engine that cannot read it goes without. */
import type { Lesson } from '../../shared/contract/courses.ts';
import type { Viewing } from '../../shared/contract/live.ts';
import { CALL_TIMEOUT_MS, callHeaders, lessonWish } from '../../shared/call-facts.ts';
import { keepEarly } from '../../shared/early-answers.ts';
import { keptSound } from '../../shared/kept-sound.ts';
import { isPlayable } from '../../shared/playable.ts';
import { loadSettings, signedInHint } from '../../shared/settings.ts';
import { goodViewing } from '../../shared/viewing-memory.ts';
import { askFilm } from './film-ahead.ts';
import { parsePlace } from './place-of.ts';

const API = '/api/v1/';
const { locale } = loadSettings();

function ask(method: string, path: string, body = ''): Promise<Response> {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), CALL_TIMEOUT_MS);
  const answer = fetch(API + path, {
    method,
    headers: callHeaders(method, body !== '', locale),
    ...(body === '' ? {} : { body }),
    credentials: 'same-origin',
    cache: 'no-store',
    signal: abort.signal,
  });
  keepEarly(method, API + path, body, answer);
  return answer;
}

function addLink(rel: string, href: string): void {
  const link = document.createElement('link');
  link.rel = rel;
  link.href = href;
  link.onerror = () => link.remove(); // whoever needs it asks again
  document.head.appendChild(link);
}

/* Style sheets come behind the page's own, which are in the document by then. */
function fetchFiles(files: readonly string[]): void {
  const styles = files.filter((href) => href.endsWith('.css'));
  for (const href of files) if (!styles.includes(href)) addLink('modulepreload', href);
  document.addEventListener('readystatechange', () => {
    for (const href of styles.splice(0)) addLink('stylesheet', href);
  });
}

async function askFor<T>(method: string, path: string, body = ''): Promise<T> {
  const response = await ask(method, path, body);
  if (!response.ok) throw new Error(String(response.status));
  return (await response.clone().json()) as T;
}

/* The lesson, and of a film its viewing and what its player asks for first. A viewing takes the person: none is opened
 * that no player goes on with. */
async function askLesson(id: string): Promise<void> {
  const lesson = await askFor<Lesson>('GET', `lessons/${encodeURIComponent(id)}`);
  if (!isPlayable(lesson)) return;
  const viewing = await (goodViewing(id) ?? askFor<Viewing>('POST', 'viewings', JSON.stringify(lessonWish(id))));
  if (viewing.meeting_id) return; // a recording has another time line
  const address = location.pathname === '/phone' ? viewing.phone_url : viewing.live_url;
  await askFilm({ address, isFromStart: viewing.resume_ms === 0, sound: keptSound() });
}

function askPlace(): void {
  const place = parsePlace(location.search);
  if (signedInHint()) void ask('GET', 'session');
  if (place.kind === 'lesson') askLesson(place.id).catch(() => undefined); // the page asks again, and says what is wrong
  const files = document.currentScript?.dataset[place.kind]; // after the questions: few are under way at a time
  if (files) fetchFiles(files.split(' '));
}

askPlace();
