/* Which of several meetings that are open for this television: one tile each, in the order in which they began. ES5. */
import type { LocaleTag } from '../shared/contract.ts';
import type { MeetingRow } from '../shared/contract/live.ts';
import { timeText } from './clock-text.ts';
import { text } from './messages.ts';

/* More than fit on the picture are not open for one place. */
const ROWS_MAX = 5;

export interface RoomsScreenHost {
  locale(): LocaleTag;
  rooms(): MeetingRow[];
  enter(room: MeetingRow): void;
  onLeave(): void;
}

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function part(parent: HTMLElement, tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  parent.appendChild(made);
  return made;
}

export class RoomsScreen {
  private readonly host: RoomsScreenHost;
  private shown = ''; // ids

  constructor(host: RoomsScreenHost) {
    this.host = host;
    byId('rooms-back').onclick = () => {
      if (window.history.state === 'rooms') window.history.back();
      else this.back();
    };
  }

  isOpen(): boolean {
    return !byId('rooms').hidden;
  }

  /* One is entered at once. */
  open(): void {
    const all = this.host.rooms();
    if (all.length === 1) this.host.enter(all[0] as MeetingRow);
    if (all.length < 2) return;
    byId('home').hidden = true;
    byId('rooms').hidden = false;
    if (window.history.pushState) window.history.pushState('rooms', '');
    this.shown = '';
    this.draw();
  }

  /* True when there was something to close. */
  back(): boolean {
    if (!this.isOpen()) return false;
    byId('rooms').hidden = true;
    byId('home').hidden = false;
    this.host.onLeave();
    return true;
  }

  /* Meetings begin and end while somebody chooses: the focus stays on what it stood on. */
  draw(): void {
    if (!this.isOpen()) return;
    const locale = this.host.locale();
    const all = this.host.rooms().slice(0, ROWS_MAX);
    const ids = locale + ' ' + all.map(idOf).join(' ');
    byId('rooms-title').textContent = text(locale, 'tv.rooms');
    byId('rooms-back').textContent = text(locale, 'tv.back');
    if (ids === this.shown) return;
    if (all.length === 0) {
      this.back();
      return;
    }
    const before = document.activeElement;
    const at = before && byId('rooms').contains(before) ? before.id : '';
    this.shown = ids;
    byId('rooms-rows').textContent = '';
    all.forEach((room) => this.add(room, locale));
    (document.getElementById(at) || (byId('rooms-rows').firstChild as HTMLElement)).focus();
  }

  private add(room: MeetingRow, locale: LocaleTag): void {
    const tile = part(byId('rooms-rows'), 'button', 'tile rooms-tile') as HTMLButtonElement;
    tile.type = 'button';
    tile.id = 'room-' + room.id;
    part(tile, 'span', 'tile-text').textContent = room.title;
    const time = timeText(new Date(Date.parse(room.starts_at)));
    part(tile, 'span', 'rooms-note').textContent = text(locale, 'tv.rooms_note', { unit: room.unit_name, time: time });
    tile.onclick = () => this.host.enter(room);
  }
}

function idOf(room: MeetingRow): string {
  return room.id;
}
