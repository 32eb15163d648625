/* What this set keeps over a power cut: its secret and what it was told, and an open code. Nothing of
 * it depends on the set's clock. */
import type { OwnScreen, PairingOffer } from '../shared/contract/screens.ts';

export interface Kept {
  token: string;
  screen: OwnScreen;
}

const KEY_SCREEN = 'tongping.screen';
const KEY_OFFER = 'tongping.pairing';
const KEY_LANGUAGE = 'tongping.courses_language';
const KEY_ROLL = 'tongping.roll_open';

function read(key: string): unknown {
  try {
    return JSON.parse(window.localStorage.getItem(key) || 'null');
  } catch (_refused) {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, JSON.stringify(value));
  } catch (_refused) {
    /* a set without storage is paired until it is switched off */
  }
}

/* A half-written or foreign value is none. */
export function readScreen(): Kept | null {
  const kept = read(KEY_SCREEN) as Kept | null;
  const whole = kept && typeof kept.token === 'string' && kept.screen && typeof kept.screen.name === 'string';
  return whole ? kept : null;
}

export function writeScreen(kept: Kept | null): void {
  write(KEY_SCREEN, kept);
}

export function readOffer(): PairingOffer | null {
  const offer = read(KEY_OFFER) as PairingOffer | null;
  return offer && typeof offer.device_code === 'string' && typeof offer.wait === 'string' ? offer : null;
}

export function writeOffer(offer: PairingOffer | null): void {
  write(KEY_OFFER, offer);
}

/* The language that courses were last looked for in; '': all. */
export function readLanguage(): string {
  const tag = read(KEY_LANGUAGE);
  return typeof tag === 'string' ? tag : '';
}

export function writeLanguage(tag: string): void {
  write(KEY_LANGUAGE, tag || null);
}

/* The register whose roll call is open on this set; '': none. */
export function readRollOpen(): string {
  const id = read(KEY_ROLL);
  return typeof id === 'string' ? id : '';
}

export function writeRollOpen(registerId: string): void {
  write(KEY_ROLL, registerId || null);
}
