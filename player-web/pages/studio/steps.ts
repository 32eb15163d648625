/* The steps of a meeting as the operator sees them. Pure: which are allowed the server says. */
import type { IconName } from '../../components/icon.tsx';
import type { PillTone } from '../../components/status-pill.tsx';
import type { Meeting, MeetingState, MeetingStep } from '../../shared/contract/live.ts';

/* In this order the buttons stand. */
const ORDER: readonly MeetingStep[] = [
  'undo_end',
  'rehearse',
  'open',
  'go_live',
  'end',
  'make_ready',
  'publish',
  'unpublish',
  'cancel',
];

/* The way forward, the button that stands out. */
const FORWARD: Partial<Record<MeetingState, MeetingStep>> = {
  scheduled: 'open',
  rehearsal: 'open',
  open: 'go_live',
  ended: 'make_ready',
  ready: 'publish',
};

/* What others notice and what is not undone by another press is asked first. */
const ASKED: ReadonlySet<MeetingStep> = new Set(['end', 'publish', 'unpublish', 'cancel']);

export const STEP_ICONS: Readonly<Record<MeetingStep, IconName>> = {
  rehearse: 'eye_off',
  open: 'unlock',
  go_live: 'live',
  end: 'stop',
  undo_end: 'undo',
  make_ready: 'check',
  publish: 'flag',
  unpublish: 'lock',
  cancel: 'cross',
};

export const STATE_TONES: Readonly<Record<MeetingState, PillTone>> = {
  scheduled: 'calm',
  rehearsal: 'warn',
  open: 'warn',
  live: 'ok',
  ended: 'calm',
  ready: 'calm',
  published: 'ok',
  cancelled: 'bad',
};

export type StepKind = 'primary' | 'plain' | 'danger' | 'quiet';

export interface StepButton {
  step: MeetingStep;
  kind: StepKind;
  isAsked: boolean;
}

function kindOf(step: MeetingStep, state: MeetingState): StepKind {
  if (step === FORWARD[state]) return 'primary';
  if (step === 'end') return 'danger';
  return step === 'cancel' ? 'quiet' : 'plain';
}

/* Without a picture a start is asked about too: everybody would see the slate. */
export function stepButtons(
  { state, steps }: Pick<Meeting, 'state' | 'steps'>,
  hasPicture: boolean,
): StepButton[] {
  return ORDER.filter((step) => steps.includes(step)).map((step) => ({
    step,
    kind: kindOf(step, state),
    isAsked: ASKED.has(step) || (step === 'go_live' && !hasPicture),
  }));
}

/* The programme runs: health, preview, slate. */
export function isRunning(state: MeetingState): boolean {
  return state === 'rehearsal' || state === 'open' || state === 'live';
}

export function isOver(state: MeetingState): boolean {
  return state === 'ended' || state === 'ready' || state === 'published';
}

/* Until when the end may be undone; 0: no more. */
export function undoLeftMs(undoUntil: string | null, nowMs: number): number {
  return undoUntil === null ? 0 : Math.max(0, Date.parse(undoUntil) - nowMs);
}
