/* Files that a player will ask for, asked for before it does: the first of a film, before there is a player
 * (pages/home/film-ahead.ts), and those of another sound, while its menu is open (sounds-ahead.ts). The player takes
 * each once. They lie on `window`, since the first two share no modules. */

export interface EarlyMedia {
  data: ArrayBuffer | string; // a playlist is text
  startMs: number; // performance.now(): asked, first byte, whole
  firstMs: number;
  endMs: number;
}

interface Shelf {
  tongpingMedia?: Record<string, Promise<EarlyMedia> | undefined>;
}

const shelf: Shelf = typeof window === 'undefined' ? {} : (window as Shelf);

async function fetchMedia(address: string): Promise<EarlyMedia> {
  const startMs = performance.now();
  const response = await fetch(address, { credentials: 'same-origin' });
  const firstMs = performance.now();
  if (!response.ok) throw new Error(String(response.status));
  const data = await (address.endsWith('.m3u8') ? response.text() : response.arrayBuffer());
  return { data, startMs, firstMs, endMs: performance.now() };
}

const keyOf = (address: string): string => new URL(address, location.href).pathname;

/* `now`: the address that is good at present. */
export function askMedia(address: string, now = address): Promise<EarlyMedia> {
  const media = fetchMedia(now);
  media.catch(() => undefined); // whoever takes it asks again
  (shelf.tongpingMedia ??= {})[keyOf(address)] = media;
  return media;
}

export function takeMedia(address: string): Promise<EarlyMedia> | undefined {
  const pathname = keyOf(address);
  const media = shelf.tongpingMedia?.[pathname];
  if (media) delete shelf.tongpingMedia![pathname];
  return media;
}
