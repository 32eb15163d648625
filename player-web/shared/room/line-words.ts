/* What the badge of the line says: in plain words what was reduced, never a figure alone. Pure. */
import type { MediaLine } from '../contract/rooms.ts';
import type { PlainKey } from '../i18n/locale.ts';

export interface LineFacts {
  isOnline: boolean; // the signalling
  view: MediaLine | null; // of the connection that shows the others; null: none yet
  sends: 'off' | 'connecting' | 'connected' | 'lost'; // of the own picture and sound
  wantsPictures: boolean; // false: the person asked for sound alone
}

export interface LineWords {
  tone: 'ok' | 'warn' | 'bad' | 'calm';
  short: PlainKey;
  long: PlainKey;
}

const BY_LINE: Readonly<Record<MediaLine, LineWords>> = {
  full: { tone: 'ok', short: 'room.line_full', long: 'room.line_full_long' },
  reduced: { tone: 'warn', short: 'room.line_reduced', long: 'room.line_reduced_long' },
  low: { tone: 'warn', short: 'room.line_low', long: 'room.line_low_long' },
  sound: { tone: 'bad', short: 'room.line_sound', long: 'room.line_sound_long' },
  gone: { tone: 'bad', short: 'room.line_gone', long: 'room.line_gone_long' },
};

/* The worst that holds is said, and nothing else. */
export function lineWords(facts: LineFacts): LineWords {
  if (!facts.isOnline) return { tone: 'bad', short: 'room.line_away', long: 'room.line_away_long' };
  if (facts.view === 'gone') return BY_LINE.gone;
  if (facts.sends === 'lost') return { tone: 'bad', short: 'room.line_unsent', long: 'room.line_unsent_long' };
  if (facts.view === null) return { tone: 'calm', short: 'room.line_connecting', long: 'room.line_connecting_long' };
  if (!facts.wantsPictures) return { tone: 'calm', short: 'room.line_chosen', long: 'room.line_chosen_long' };
  return BY_LINE[facts.view];
}
