/* Which people are seen in how many places, how large, and what the server is asked for. Pure. */
import type { MediaSource, MediaWish, RoomPerson } from '../contract/rooms.ts';

export type ViewMode = 'grid' | 'speaker';
export type TileSize = 'large' | 'small';

export interface Tile {
  session: string;
  source: MediaSource;
  size: TileSize;
  hasPicture: boolean; // else the name's sign
}

export interface StageAsk {
  people: readonly RoomPerson[];
  self: string; // own session: never among the tiles
  heard: readonly string[]; // who spoke last, first
  mode: ViewMode;
  places: number; // as many pictures at most
  before: readonly Tile[]; // shown until now: who stays keeps his place
}

export const PLACES_PC = 9;
export const PLACES_PHONE = 4;
/* Beside a large picture. */
const STRIP_PC = 5;
const STRIP_PHONE = 3;

export function placesFor(isNarrow: boolean): number {
  return isNarrow ? PLACES_PHONE : PLACES_PC;
}

function sends(person: RoomPerson, source: MediaSource): boolean {
  return person.on.includes(source) && !person.held.includes(source) && !person.away;
}

/* Who spoke lately comes first, then who has a picture, then the order of coming. */
function ranked(ask: StageAsk): readonly RoomPerson[] {
  const lately = new Set(ask.heard.slice(0, Math.ceil(ask.places / 2)));
  const others = ask.people.filter(({ session }) => session !== ask.self);
  const rank = (person: RoomPerson) => (lately.has(person.session) ? 0 : sends(person, 'camera') ? 1 : person.away ? 3 : 2);
  return [...others].sort((a, b) => rank(a) - rank(b));
}

/* The same people as `wanted`, whoever was seen before where he was. */
function inOldPlaces(wanted: readonly Tile[], before: readonly Tile[]): readonly Tile[] {
  const keyed = new Map(wanted.map((tile) => [keyOf(tile), tile]));
  const stays = before.map((tile) => keyed.get(keyOf(tile)) ?? null);
  const kept = new Set(stays.map((tile) => (tile ? keyOf(tile) : '')));
  const fresh = wanted.filter((tile) => !kept.has(keyOf(tile)));
  const filled = stays.map((tile) => tile ?? fresh.shift() ?? null);
  return [...filled, ...fresh].filter((tile): tile is Tile => tile !== null);
}

export function keyOf(tile: Pick<Tile, 'session' | 'source'>): string {
  return `${tile.session} ${tile.source}`;
}

function cameraTile(person: RoomPerson, size: TileSize): Tile {
  return { session: person.session, source: 'camera', size, hasPicture: sends(person, 'camera') };
}

/* A screen that somebody else shows is always large; else the view decides. The large tile is the first. */
export function planTiles(ask: StageAsk): readonly Tile[] {
  const people = ranked(ask);
  const isNarrow = ask.places <= PLACES_PHONE;
  const strip = isNarrow ? STRIP_PHONE : STRIP_PC;
  const shower = people.find((person) => sends(person, 'screen'));
  if (shower) {
    const screen: Tile = { session: shower.session, source: 'screen', size: 'large', hasPicture: true };
    return [screen, ...smallOnes(people.slice(0, strip), ask.before)];
  }
  if (ask.mode === 'grid') {
    const wanted = people.slice(0, ask.places).map((person) => cameraTile(person, 'small'));
    return inOldPlaces(wanted, ask.before);
  }
  const speaker = people.find(({ session }) => session === ask.heard.find((one) => one !== ask.self)) ?? people[0];
  if (!speaker) return [];
  const rest = people.filter((person) => person !== speaker).slice(0, strip);
  return [cameraTile(speaker, 'large'), ...smallOnes(rest, ask.before)];
}

function smallOnes(people: readonly RoomPerson[], before: readonly Tile[]): readonly Tile[] {
  return inOldPlaces(people.map((person) => cameraTile(person, 'small')), before.filter(({ size }) => size === 'small'));
}

/* Which place of the connection shows a tile: who has one keeps it. An empty place: ''. */
export function planPlaces(tiles: readonly Tile[], before: readonly string[], count: number): readonly string[] {
  const wanted = tiles.filter((tile) => tile.hasPicture).map(keyOf).slice(0, count);
  const next = Array.from({ length: count }, (_, place) => (wanted.includes(before[place] ?? '') ? before[place]! : ''));
  for (const key of wanted) if (!next.includes(key)) next[next.indexOf('')] = key;
  return next;
}

export interface StageBox {
  width: number; // CSS pixels
  height: number;
  ratio: number; // device pixels of one
}

/* Columns of a grid; the style sheet has the same table. */
export function columnsOf(count: number, isNarrow: boolean): number {
  if (count <= 1) return 1;
  if (isNarrow) return count === 2 ? 1 : 2;
  return count <= 4 ? 2 : 3;
}

/* The height of one tile of a stage, in device pixels. */
export function tileHeight(tile: Tile, count: number, box: StageBox): number {
  const isNarrow = box.width < box.height;
  if (tile.size === 'large') return Math.round(box.height * 0.78 * box.ratio);
  const columns = columnsOf(count, isNarrow);
  const rows = Math.ceil(count / columns);
  return Math.round(Math.min(box.height / rows, (box.width / columns) * 0.75) * box.ratio);
}

/* The heights that cameras are sent in (simulcast); a screen comes in one. */
const LAYERS_PX = [180, 360, 720] as const;
const SCREEN_MAX_PX = 1440;
const STRIP_PX = 180;
/* Which picture keeps its quality longer on a bad line, 0 to 100. */
const PRIORITY = { screen: 90, large: 60, speaking: 40, small: 20 } as const;

function layerFor(heightPx: number): number {
  return LAYERS_PX.find((layer) => layer >= heightPx * 0.9) ?? LAYERS_PX[LAYERS_PX.length - 1]!;
}

function heightWished(tile: Tile, tiles: readonly Tile[], box: StageBox): number {
  if (tile.source === 'screen') return SCREEN_MAX_PX;
  const isStrip = tile.size === 'small' && tiles.some(({ size }) => size === 'large');
  return isStrip ? STRIP_PX : layerFor(tileHeight(tile, tiles.length, box));
}

function priorityOf(tile: Tile, speakers: readonly string[]): number {
  if (tile.source === 'screen') return PRIORITY.screen;
  if (tile.size === 'large') return PRIORITY.large;
  return speakers.includes(tile.session) ? PRIORITY.speaking : PRIORITY.small;
}

/* What `media.show` says: all that is seen, in the places that `planPlaces` gave. */
export function wishesOf(
  tiles: readonly Tile[],
  places: readonly string[],
  box: StageBox,
  speakers: readonly string[],
): MediaWish[] {
  return tiles.flatMap((tile): MediaWish[] => {
    const place = places.indexOf(keyOf(tile));
    if (place < 0 || !tile.hasPicture) return [];
    const { session, source } = tile;
    const max_height_px = heightWished(tile, tiles, box);
    return [{ place, session, source, max_height_px, priority: priorityOf(tile, speakers) }];
  });
}
