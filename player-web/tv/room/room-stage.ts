/* The pictures: who speaks large and others in a strip, or all in a grid. Elements stay while their tile does: a picture that is set anew goes dark. ES5. */
import type { LocaleTag } from '../../shared/contract.ts';
import type { SiteTile } from '../../shared/room/site-port.ts';
import type { RoomBook } from './room-book.ts';
import { words } from './room-words.ts';

/* As columnsOf() of shared/room/stage-plan.ts. */
function columnsOf(count: number): number {
  return count <= 1 ? 1 : count <= 4 ? 2 : 3;
}

/* The style sheet knows where these are: in the grid "columns rows column row". */
function placeOf(tiles: SiteTile[], at: number): string {
  const first = tiles[0];
  if (first && first.isLarge) {
    if (tiles.length === 1) return 'whole';
    return at === 0 ? 'large' : 'strip-' + at;
  }
  const columns = columnsOf(tiles.length);
  const rows = Math.ceil(tiles.length / columns);
  return 'c' + columns + ' r' + rows + ' c' + columns + '-' + (at % columns) + ' r' + rows + '-' + Math.floor(at / columns);
}

/* Of a Chinese name the last two characters, else the first letter. */
export function signOf(name: string): string {
  return /[\u3400-\u9fff]/.test(name) ? name.slice(-2) : name.slice(0, 1).toUpperCase();
}

function child(parent: HTMLElement, tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  parent.appendChild(element);
  return element;
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export class RoomStage {
  private readonly root: HTMLElement;
  private readonly attach: (video: HTMLMediaElement, stream: MediaStream | null) => void;
  private cells: { [key: string]: HTMLElement } = {};

  constructor(root: HTMLElement, attach: RoomStage['attach']) {
    this.root = root;
    this.attach = attach;
  }

  draw(tiles: SiteTile[], book: RoomBook, locale: LocaleTag): void {
    const stays: { [key: string]: HTMLElement } = {};
    tiles.forEach((tile, at) => {
      const key = tile.session + ' ' + tile.source;
      const cell = this.cells[key] || this.add(tile);
      stays[key] = cell;
      cell.setAttribute('data-place', placeOf(tiles, at));
      cell.setAttribute('data-size', tile.isLarge ? 'large' : 'small');
      cell.setAttribute('data-speaking', book.speakers.indexOf(tile.session) >= 0 ? 'yes' : 'no');
      this.show(cell, tile, book, locale);
    });
    for (const key in this.cells) {
      if (!stays[key]) this.root.removeChild(this.cells[key] as HTMLElement);
    }
    this.cells = stays;
  }

  private add(tile: SiteTile): HTMLElement {
    const cell = child(this.root, 'div', 'room-tile');
    cell.setAttribute('data-session', tile.session);
    cell.setAttribute('data-source', tile.source);
    const frame = child(cell, 'div', 'room-frame');
    child(frame, 'span', 'room-sign').setAttribute('aria-hidden', 'true');
    const video = child(frame, 'video', 'room-picture') as HTMLVideoElement;
    video.muted = true;
    video.setAttribute('playsinline', '');
    child(frame, 'p', 'room-name');
    return cell;
  }

  private show(cell: HTMLElement, tile: SiteTile, book: RoomBook, locale: LocaleTag): void {
    const frame = cell.children[0] as HTMLElement;
    const video = frame.children[1] as HTMLVideoElement;
    const person = book.person(tile.session);
    const name = person ? person.display_name : '';
    write(frame.children[0] as HTMLElement, signOf(name));
    video.hidden = tile.picture === null;
    video.setAttribute('aria-label', name);
    if (video.srcObject !== tile.picture) this.attach(video, tile.picture);
    const isMuted = !person || person.on.indexOf('microphone') < 0 || person.held.indexOf('microphone') >= 0;
    const more = person && person.away ? 'tvroom.away' : isMuted ? 'tvroom.muted' : null;
    const line = tile.source === 'screen' ? words(locale, 'tvroom.screen_of', { name: name }) : more ? name + ' · ' + words(locale, more) : name;
    write(frame.children[2] as HTMLElement, line);
    frame.setAttribute('data-hand', person && person.hand !== undefined ? 'yes' : 'no');
  }
}

/* Names alone, for sets that show no pictures. */
export function drawNames(list: HTMLElement, book: RoomBook): void {
  const names = book.present().map(function (person) {
    return person.display_name;
  });
  while (list.children.length > names.length) list.removeChild(list.lastChild as Node);
  while (list.children.length < names.length) child(list, 'li', 'room-person');
  names.forEach(function (name, i) {
    write(list.children[i] as HTMLElement, name);
  });
}
