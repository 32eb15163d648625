/* The code beside the stage: the one for a telephone as camera, while there is one, else that for phones. ES5. */
import type { LocaleTag } from '../../shared/contract.ts';
import { byId, write } from './room-element.ts';
import { words } from './room-words.ts';

export interface CodeFacts {
  room: string;
  secret: string; // of the camera; '': none
  isShown: boolean; // the one for phones
  locale: LocaleTag;
}

export function drawCode(facts: CodeFacts): void {
  const picture = byId('room-qr') as HTMLImageElement;
  const isCamera = facts.secret !== '';
  const isShown = isCamera || facts.isShown;
  byId('room-code').hidden = !isShown;
  byId('room-code').setAttribute('data-camera', isCamera ? 'yes' : 'no');
  write('room-scan', words(facts.locale, isCamera ? 'tvroom.tele_scan' : 'tvroom.scan'));
  const address = '/pairing/qr.svg?' + (isCamera ? 'camera=' + facts.secret : 'room=' + encodeURIComponent(facts.room));
  if (isShown && picture.getAttribute('src') !== address) picture.setAttribute('src', address);
}
