/* The next seconds of other sounds, fetched while their menu is open: a press then costs no request. Bounded: few sounds,
 * of each the segment at the place and the one behind it; what nobody took goes when the next is asked for. */
import { askMedia, takeMedia } from './early-media.ts';

const MAX_SOUNDS = 3;

interface Segment {
  address: string;
  endS: number;
}

interface Sound {
  segments: readonly Segment[];
  init: string;
}

const valueOf = (line: string): string => /URI="([^"]*)"/.exec(line)?.[1] ?? '';

function readPlaylist(text: string, address: string): Sound {
  const folder = address.slice(0, address.lastIndexOf('/') + 1);
  const segments: Segment[] = [];
  let init = '';
  let endS = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith('#EXT-X-MAP:')) init = folder + valueOf(line);
    else if (line.startsWith('#EXTINF:')) endS += Number.parseFloat(line.slice(8));
    else if (line !== '' && !line.startsWith('#')) segments.push({ address: folder + line, endS });
  }
  return { segments, init };
}

export class SoundsAhead {
  private readonly known = new Map<string, Sound>(); // by the address of the playlist
  private asked: string[] = [];
  private readonly now: (address: string) => string;

  /* `now`: the address that is good at present. */
  constructor(now: (address: string) => string) {
    this.now = now;
  }

  /* `atS`: where the film is. */
  async prepare(playlists: readonly string[], atS: number): Promise<void> {
    this.drop();
    await Promise.all(playlists.slice(0, MAX_SOUNDS).map((address) => this.one(address, atS)));
  }

  drop(): void {
    for (const address of this.asked.splice(0)) takeMedia(address);
  }

  private ask(address: string): ReturnType<typeof askMedia> {
    this.asked.push(address);
    return askMedia(address, this.now(address));
  }

  private async one(address: string, atS: number): Promise<void> {
    const media = await this.ask(address).catch(() => null);
    const sound = this.known.get(address) ?? (media && readPlaylist(String(media.data), address));
    if (!sound) return;
    this.known.set(address, sound);
    const at = sound.segments.findIndex((segment) => segment.endS > atS);
    const wanted = at < 0 ? [] : sound.segments.slice(at, at + 2).map((segment) => segment.address);
    for (const one of [sound.init, ...wanted]) if (one !== '') this.ask(one).catch(() => undefined);
  }
}
