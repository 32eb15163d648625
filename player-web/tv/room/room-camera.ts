/* A telephone as camera and microphone of this set: asked for by a key here, shown as a code, ended by a key here. ES5. */
import type { ClientMessage, LocaleTag, ServerMessage } from '../../shared/contract.ts';
import type { CameraDevice, CameraState } from '../../shared/contract/rooms.ts';
import type { MenuRow } from '../watch-menu.ts';
import { words, type RoomKey } from './room-words.ts';

/* Of the room's sound, while the telephone's microphone is on: it hears this set. */
const DUCKED = 0.2;

export interface RoomCameraHost {
  ask(make: (id: number) => ClientMessage, done: (answer: ServerMessage | null) => void): void;
  tell(key: RoomKey): void;
  onChange(): void;
}

export class RoomCamera {
  secret = ''; // that waits to be scanned; empty: none
  state: CameraState = 'none';
  private name = '';
  private on: CameraDevice[] = [];
  private timer = 0;
  private readonly locale: LocaleTag;
  private readonly host: RoomCameraHost;

  constructor(locale: LocaleTag, host: RoomCameraHost) {
    this.locale = locale;
    this.host = host;
  }

  /* True: something was changed by it. */
  hear(message: ServerMessage): boolean {
    if (message.type === 'room') {
      this.keep('', 0);
      this.is('none', '', []); // what is so follows
      return true;
    }
    if (message.type !== 'camera.changed') return false;
    if (message.state === 'here' && this.state !== 'here') this.host.tell('tvroom.tele_told_here');
    if (message.state === 'lost' && this.state === 'here') this.host.tell('tvroom.tele_told_lost');
    if (message.state === 'none' && this.state !== 'none') this.host.tell('tvroom.tele_told_ended');
    if (!message.waiting) this.keep('', 0);
    this.is(message.state, message.display_name || '', message.on);
    return true;
  }

  isHere(): boolean {
    return this.state === 'here';
  }

  volume(): number {
    return this.on.indexOf('microphone') >= 0 ? DUCKED : 1;
  }

  /* For the last line; null: there is none. */
  line(): string | null {
    if (this.state === 'none') return null;
    const hasSound = this.on.indexOf('microphone') >= 0;
    const hasPicture = this.on.indexOf('camera') >= 0;
    const key: RoomKey =
      this.state === 'lost'
        ? 'tvroom.tele_lost'
        : hasSound && hasPicture
          ? 'tvroom.tele_both'
          : hasSound
            ? 'tvroom.tele_sound'
            : hasPicture
              ? 'tvroom.tele_picture'
              : 'tvroom.tele_off';
    return words(this.locale, key, { name: this.name });
  }

  rows(): MenuRow[] {
    const offer: MenuRow = this.secret
      ? this.row('tvroom.tele_code_away', () => this.withdraw())
      : this.row(this.state === 'none' ? 'tvroom.tele_start' : 'tvroom.tele_other', () => this.offer());
    return this.state === 'none' ? [offer] : [this.row('tvroom.tele_end', () => this.end()), offer];
  }

  withdraw(): void {
    this.keep('', 0);
    this.ask(function (id) {
      return { type: 'camera.end', id: id, code_only: true };
    });
    this.host.onChange();
  }

  private offer(): void {
    this.ask(function (id) {
      return { type: 'camera.offer', id: id };
    });
  }

  private end(): void {
    this.ask(function (id) {
      return { type: 'camera.end', id: id };
    });
  }

  private ask(make: (id: number) => ClientMessage): void {
    this.host.ask(make, (answer) => {
      if (answer && answer.type === 'camera.offered') this.keep(answer.secret, answer.valid_s * 1000);
      else if (!answer || answer.type === 'error') this.host.tell('tvroom.not_done');
      this.host.onChange();
    });
  }

  private is(state: CameraState, name: string, on: CameraDevice[]): void {
    this.state = state;
    this.name = name;
    this.on = on;
  }

  private keep(secret: string, ms: number): void {
    this.secret = secret;
    window.clearTimeout(this.timer);
    if (secret) {
      this.timer = window.setTimeout(() => {
        this.keep('', 0);
        this.host.onChange();
      }, ms);
    }
  }

  private row(key: RoomKey, choose: () => void): MenuRow {
    return { label: words(this.locale, key), language: '', isChosen: false, choose: choose };
  }
}
