/* What plays: hls.js, or the browser or set by itself. All times are media time in milliseconds. */

export interface Choice {
  id: string;
  label: string;
}

export interface Chapter {
  atMs: number;
  title: string;
}

/* null: at the live edge, or at the beginning of a recording. */
export type Place = number | null;

export interface EngineEvents {
  onTracks(): void;
  /* A playlist was refused: the token is old, or the meeting is over. */
  onRefused(status: number): void;
  onLine(isUp: boolean): void;
  /* It has given up and must be replaced. */
  onLost(): void;
}

/* meeting: segments are numbered, media time follows from the number (grid-time.ts), also of its recording.
 * lesson: media time is the time of the <video>. */
export type TimeLine = 'meeting' | 'lesson';

export interface EngineOptions {
  video: HTMLVideoElement;
  events: EngineEvents;
  profile: 'live' | 'phone';
  timeLine: TimeLine;
  startsWallUs: number;
  nowWallMs(): number;
  /* The address that is good now for one that was good once: another token. */
  currentAddress(address: string): string;
}

export interface Range {
  startMs: number;
  edgeMs: number;
}

export interface Engine {
  open(address: string, place: Place): void;
  destroy(): void;
  positionMs(): number | null;
  range(): Range | null;
  isLive(): boolean;
  /* Behind the encoder; null when nobody knows. */
  latencyMs(): number | null;
  targetMs(): number;
  seek(mediaMs: number): void;
  toLive(): void;
  languages(): Choice[];
  language(): string;
  setLanguage(id: string): void;
  /* Somebody looks at the other sounds: a press may follow. */
  prepareLanguages(): void;
  qualities(): Choice[]; // without "auto"
  setQuality(id: string): void; // "": by itself
  saveData(isSaving: boolean): void;
  /* The sound of a language alone, the one of fewest bytes; '' where that is not to be had. */
  soundAddress(language: string): string;
  chapters(): Chapter[];
  /* What is on screen: lines of the picture; 0 unknown. */
  height(): number;
}

export type MakeEngine = (options: EngineOptions) => Engine;
