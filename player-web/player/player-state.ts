/* What a page shows of a player. */
import type { Chapter, Choice } from './engine.ts';

/* opening: nothing seen yet. touch: the browser wants a key or a tap before it plays. */
export type Phase = 'opening' | 'touch' | 'playing' | 'paused' | 'waiting' | 'ended';

/* live: at the edge and kept there. behind: rewound or paused. recording: it has an end, as a lesson has. */
export type Mode = 'live' | 'behind' | 'recording';

/* line: the server does not answer. closed: there is nothing to see (yet, any more). denied: not for this
 * person. busy: the server asks for patience. unsupported: this browser cannot play it. stuck: it was
 * begun anew and still does not move. */
export type Trouble = 'line' | 'closed' | 'denied' | 'busy' | 'unsupported' | 'stuck';

export const TROUBLE_OF_STATUS: { [status: number]: Trouble | undefined } = {
  0: 'line',
  401: 'denied',
  403: 'denied',
  404: 'closed',
  409: 'closed',
  410: 'closed',
  429: 'busy',
};

export interface PlayerState {
  phase: Phase;
  mode: Mode;
  trouble: Trouble | null;
  positionMs: number;
  startMs: number;
  edgeMs: number;
  latencyMs: number | null;
  languages: Choice[];
  language: string;
  qualities: Choice[];
  quality: string; // '': by itself
  height: number;
  chapters: Chapter[];
  isMuted: boolean;
  volume: number;
  rate: number;
  isSoundOnly: boolean;
  canSoundOnly: boolean;
  isSaving: boolean;
  isElsewhere: boolean; // another screen of this account counts now; this one plays on
  creditedMs: number; // of the event so far; -1: not known
}

export function firstState(): PlayerState {
  return {
    phase: 'opening',
    mode: 'live',
    trouble: null,
    positionMs: 0,
    startMs: 0,
    edgeMs: 0,
    latencyMs: null,
    languages: [],
    language: '',
    qualities: [],
    quality: '',
    height: 0,
    chapters: [],
    isMuted: false,
    volume: 1,
    rate: 1,
    isSoundOnly: false,
    canSoundOnly: false,
    isSaving: false,
    isElsewhere: false,
    creditedMs: -1,
  };
}
