/* What hls.js asks for first, asked for while it is on its way itself: the playlists of the first variant and its
 * sound, their heads, and when the film begins at its beginning their first segments. */
import { askMedia } from '../../player/early-media.ts';
import { tagOfSound } from '../../player/sound-ids.ts';

interface Film {
  address: string; // its master playlist
  isFromStart: boolean;
  sound: string; // the id of the wished sound; '': any
}

const valueOf = (line: string, name: string): string => new RegExp(`[:,]${name}="?([^",]*)`).exec(line)?.[1] ?? '';

const beside = (address: string, name: string): string => address.slice(0, address.lastIndexOf('/') + 1) + name;

function soundOf(lines: readonly string[], group: string, sound: string): string {
  const rows = lines.filter((line) => line.startsWith('#EXT-X-MEDIA:TYPE=AUDIO') && valueOf(line, 'GROUP-ID') === group);
  const wished = rows.find((line) => valueOf(line, 'LANGUAGE') === tagOfSound(sound));
  const row = wished ?? rows.find((line) => valueOf(line, 'DEFAULT') === 'YES') ?? rows[0];
  return row ? valueOf(row, 'URI') : '';
}

async function linesOf(address: string): Promise<string[]> {
  return String((await askMedia(address)).data).split('\n');
}

async function askTrack(address: string, isFromStart: boolean): Promise<void> {
  const lines = await linesOf(address);
  const head = lines.find((line) => line.startsWith('#EXT-X-MAP:'));
  const first = lines.find((line) => line !== '' && !line.startsWith('#'));
  if (head) void askMedia(beside(address, valueOf(head, 'URI')));
  if (first && isFromStart) void askMedia(beside(address, first));
}

export async function askFilm({ address, isFromStart, sound }: Film): Promise<void> {
  const lines = await linesOf(address);
  const at = lines.findIndex((line) => line.startsWith('#EXT-X-STREAM-INF:'));
  const variant = lines[at + 1];
  if (at < 0 || !variant) return;
  const tracks = [variant, soundOf(lines, valueOf(lines[at]!, 'AUDIO'), sound)].filter((name) => name !== '');
  await Promise.all(tracks.map((name) => askTrack(beside(address, name), isFromStart)));
}
