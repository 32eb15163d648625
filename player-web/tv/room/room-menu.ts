/* What the key OK offers in a room. ES5. */
import type { LocaleTag } from '../../shared/contract.ts';
import type { RoomPerson } from '../../shared/contract/rooms.ts';
import type { SiteDevice, SiteMedia } from '../../shared/room/site-port.ts';
import type { MenuRow } from '../watch-menu.ts';
import type { RoomCamera } from './room-camera.ts';
import { words, type RoomKey } from './room-words.ts';

export interface RoomMenuHost {
  locale: LocaleTag;
  media: SiteMedia | null; // null: this set shows no pictures
  devices: SiteDevice[]; // that this set has
  camera: RoomCamera;
  self: RoomPerson | null;
  isGrid: boolean;
  isCodeShown: boolean;
  toggle(kind: SiteDevice): void;
  raise(raised: boolean): void;
  swapLayout(): void;
  swapCode(): void;
  goToCheck(): void;
  askLeave(): void;
}

const DEVICE_WORDS: { [kind in SiteDevice]: { start: RoomKey; stop: RoomKey; held: RoomKey } } = {
  microphone: { start: 'tvroom.microphone_start', stop: 'tvroom.microphone_stop', held: 'tvroom.microphone_held' },
  camera: { start: 'tvroom.camera_start', stop: 'tvroom.camera_stop', held: 'tvroom.camera_held' },
};

function row(host: RoomMenuHost, key: RoomKey, choose: () => void): MenuRow {
  return { label: words(host.locale, key), language: '', isChosen: false, choose: choose };
}

function deviceRow(host: RoomMenuHost, media: SiteMedia, kind: SiteDevice): MenuRow {
  const isHeld = host.self !== null && host.self.held.indexOf(kind) >= 0;
  const own = DEVICE_WORDS[kind];
  return row(host, isHeld ? own.held : media.isOn(kind) ? own.stop : own.start, function () {
    if (!isHeld) host.toggle(kind);
  });
}

/* While the meeting cannot be entered: what may be wrong, or away from here. */
export function outsideRows(host: RoomMenuHost, leave: () => void): MenuRow[] {
  return [row(host, 'tvroom.check', host.goToCheck), row(host, 'tvroom.leave', leave)];
}

export function menuRows(host: RoomMenuHost): MenuRow[] {
  const media = host.media;
  const isUp = host.self !== null && host.self.hand !== undefined;
  const isOwn = host.camera.state === 'none'; // else the telephone's are this site's
  const rows = media && isOwn
    ? host.devices.map(function (kind) {
        return deviceRow(host, media, kind);
      })
    : [];
  host.camera.rows().forEach(function (one) {
    rows.push(one);
  });
  rows.push(
    row(host, isUp ? 'tvroom.hand_down' : 'tvroom.hand_up', function () {
      host.raise(!isUp);
    }),
  );
  if (media) {
    rows.push(row(host, host.isGrid ? 'tvroom.see_speaker' : 'tvroom.see_grid', host.swapLayout));
    rows.push(row(host, host.isCodeShown ? 'tvroom.phone_away' : 'tvroom.phone', host.swapCode));
  }
  rows.push(row(host, 'tvroom.check', host.goToCheck));
  rows.push(row(host, 'tvroom.leave', host.askLeave));
  return rows;
}
