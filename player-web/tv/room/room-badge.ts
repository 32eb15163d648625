/* What the badge of the line says: the worst that holds, in words. ES5. */
import type { MediaLine } from '../../shared/contract/rooms.ts';
import type { RoomKey } from './room-words.ts';

export interface BadgeFacts {
  isOnline: boolean; // the signalling
  hasMedia: boolean; // this set can show pictures
  view: MediaLine | null; // of the connection that shows the others; null: none yet
  isUnsent: boolean; // what is on here reaches nobody
}

export interface Badge {
  tone: 'ok' | 'warn' | 'bad' | 'calm';
  says: RoomKey;
}

const BY_LINE: { [line in MediaLine]: Badge } = {
  full: { tone: 'ok', says: 'tvroom.line_full' },
  reduced: { tone: 'warn', says: 'tvroom.line_reduced' },
  low: { tone: 'warn', says: 'tvroom.line_low' },
  sound: { tone: 'bad', says: 'tvroom.line_sound' },
  gone: { tone: 'bad', says: 'tvroom.line_gone' },
};

export function badgeOf(facts: BadgeFacts): Badge {
  if (!facts.isOnline) return { tone: 'bad', says: 'tvroom.line_away' };
  if (!facts.hasMedia) return { tone: 'calm', says: 'tvroom.line_none' };
  if (facts.view === 'gone') return BY_LINE.gone;
  if (facts.isUnsent) return { tone: 'bad', says: 'tvroom.line_unsent' };
  return facts.view === null ? { tone: 'calm', says: 'tvroom.line_connecting' } : BY_LINE[facts.view];
}
