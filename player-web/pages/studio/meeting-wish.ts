/* What stands in the form of a meeting, and what of it the server is told. Pure. */
import type {
  AgendaWish,
  Meeting,
  MeetingChange,
  MeetingKind,
  MeetingLanguage,
  MeetingVisibility,
  MeetingWish,
  RepeatWord,
} from '../../shared/contract/live.ts';
import { BEIJING, momentOf, wallOf } from './zone-time.ts';

export interface Draft {
  kind: MeetingKind;
  title: string;
  note: string;
  type_id: string;
  unit_id: string;
  visibility: MeetingVisibility;
  day: string;
  clock: string;
  endDay: string;
  endClock: string;
  zone: string;
  repeat: RepeatWord;
  repeatUntil: string; // a day; empty: for ever
  languages: MeetingLanguage[];
  agenda: AgendaWish[];
  unit_ids: string[];
  is_recorded: boolean;
  publishes_itself: boolean;
}

const HOUR_MS = 3600000;
const LASTS_MS = 2 * HOUR_MS;

/* The next full hour but one. */
export function newDraft(nowMs: number, unitId: string, kind: MeetingKind = 'broadcast'): Draft {
  const fromMs = (Math.floor(nowMs / HOUR_MS) + 2) * HOUR_MS;
  const [from, to] = [wallOf(fromMs, BEIJING), wallOf(fromMs + LASTS_MS, BEIJING)];
  return {
    kind, title: '', note: '', type_id: '', unit_id: unitId, visibility: 'invited',
    day: from.day, clock: from.clock, endDay: to.day, endClock: to.clock, zone: BEIJING,
    repeat: 'none', repeatUntil: '',
    languages: [{ tag: 'zh', is_floor: true, offset_ms: 0 }],
    agenda: [], unit_ids: [], is_recorded: true, publishes_itself: false,
  };
}

export function draftOf(meeting: Meeting): Draft {
  const zone = meeting.time_zone || BEIJING;
  const from = wallOf(Date.parse(meeting.starts_at), zone);
  const to = wallOf(Date.parse(meeting.ends_at), zone);
  const { kind, title, note, type_id, unit_id, visibility, repeat, languages, is_recorded, publishes_itself } = meeting;
  return {
    kind, title, note, type_id, unit_id, visibility, repeat, languages, is_recorded, publishes_itself, zone,
    day: from.day, clock: from.clock, endDay: to.day, endClock: to.clock,
    repeatUntil: meeting.repeat_until ? wallOf(Date.parse(meeting.repeat_until), zone).day : '',
    agenda: meeting.agenda.map((item) => ({ title: item.title, minutes: item.minutes })),
    unit_ids: meeting.units.map((unit) => unit.id),
  };
}

export interface Span {
  fromMs: number;
  toMs: number;
}

export function spanOf(draft: Draft): Span | null {
  const fromMs = momentOf(draft.day, draft.clock, draft.zone);
  const toMs = momentOf(draft.endDay, draft.endClock, draft.zone);
  return fromMs === null || toMs === null ? null : { fromMs, toMs };
}

export type Missing = 'title' | 'unit_id' | 'day' | 'end' | 'languages';

/* The first thing that the server would refuse. */
export function missingIn(draft: Draft): Missing | null {
  if (draft.title.trim() === '') return 'title';
  if (draft.unit_id === '') return 'unit_id';
  const span = spanOf(draft);
  if (!span) return 'day';
  if (span.toMs <= span.fromMs) return 'end';
  return draft.languages.filter((one) => one.is_floor).length === 1 ? null : 'languages';
}

function agendaOf(draft: Draft): AgendaWish[] {
  return draft.agenda
    .filter((item) => item.title.trim() !== '')
    .map((item) => ({ title: item.title.trim(), minutes: item.minutes }));
}

export function wishOf(draft: Draft): MeetingWish | null {
  const span = spanOf(draft);
  if (!span) return null;
  const hasProgramme = draft.kind === 'broadcast';
  const until = draft.repeatUntil === '' ? null : momentOf(draft.repeatUntil, '23:59', draft.zone);
  return {
    title: draft.title.trim(),
    note: draft.note.trim(),
    type_id: draft.type_id,
    unit_id: draft.unit_id,
    ...(hasProgramme ? {} : { kind: draft.kind }),
    visibility: draft.visibility,
    starts_at: new Date(span.fromMs).toISOString(),
    ends_at: new Date(span.toMs).toISOString(),
    time_zone: draft.zone,
    repeat: draft.repeat,
    ...(draft.repeat !== 'none' && until !== null ? { repeat_until: new Date(until).toISOString() } : {}),
    languages: draft.languages,
    agenda: agendaOf(draft),
    unit_ids: draft.unit_ids,
    is_recorded: draft.is_recorded && hasProgramme,
    publishes_itself: draft.publishes_itself && hasProgramme,
  };
}

const CHANGEABLE = [
  'title',
  'note',
  'type_id',
  'visibility',
  'starts_at',
  'ends_at',
  'languages',
  'agenda',
  'unit_ids',
  'is_recorded',
  'publishes_itself',
] as const;

/* Only what is another than before: what runs already refuses some of it. */
export function changeOf(before: Draft, after: Draft): MeetingChange {
  const [old, now] = [wishOf(before), wishOf(after)];
  if (!old || !now) return {};
  const pairs = CHANGEABLE.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key])).map((key) => [
    key,
    now[key],
  ]);
  return Object.fromEntries(pairs) as MeetingChange;
}

/* A start on another day takes the end with it. */
export function withDay(draft: Draft, day: string): Draft {
  return { ...draft, day, endDay: draft.endDay === draft.day || draft.endDay < day ? day : draft.endDay };
}

export function withFloor(languages: readonly MeetingLanguage[], tag: string): MeetingLanguage[] {
  return languages.map((one) => ({ ...one, is_floor: one.tag === tag }));
}

/* The floor cannot be taken away: another language is made the floor first. */
export function toggledLanguage(languages: readonly MeetingLanguage[], tag: string): MeetingLanguage[] {
  const found = languages.find((one) => one.tag === tag);
  if (!found) return [...languages, { tag, is_floor: languages.length === 0, offset_ms: 0 }];
  return found.is_floor ? [...languages] : languages.filter((one) => one !== found);
}
