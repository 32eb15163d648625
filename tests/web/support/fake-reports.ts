/* Reports of the fake server: figures that follow from a member's place in the county, so that a test knows them. */
import type { Registers } from '../../../player-web/shared/contract/registers.ts';
import type { Report, ReportRow, ReportSum } from '../../../player-web/shared/contract/reports.ts';
import { countedIndicators, INDICATOR_ROUTES } from './fake-indicators.ts';
import { fakeId, type FakeMember } from './fake-county.ts';
import { notFound, Refusal, SentFile, type Asked, type Handlers } from './fake-handler.ts';
import { idsWithin, unitOf } from './fake-units.ts';

export const FAKE_ASKED = 32000;
export const FAKE_ROOT = 'q8mZ4JtqG3b0ZxX8m1Zz1n2b3v4c5x6y7u8i9o0pAbc=';
const PAGE_ROWS = 100;
const MOST_ALONE = 500;
const LEAST_MEMBERS = 10;
export const FAKE_EVENT = { id: fakeId(12, 1), title: '全县防汛工作会议', began_at: '2026-06-03T01:00:00Z' };

/* Every third person lacks an hour for each step of his number. */
export function fakeMissing(n: number): number {
  return n % 3 === 0 ? 1000 * (1 + (n % 7)) : 0;
}

function yearRow({ county }: Asked, member: FakeMember, n: number): ReportRow {
  const unit = unitOf(county, member.memberships[0]!.unit_id);
  const missing = fakeMissing(n);
  return {
    member_id: member.id, unit_id: unit.id, unit_name: unit.name, name: member.name, hours: FAKE_ASKED - missing, asked: FAKE_ASKED,
    missing, present: 8, late: n % 4, left_early: 0, partial: n % 2, absent: missing > 0 ? 2 : 0, excused: 0, besides: 1, lessons: n % 5,
  };
}

function yearRows(asked: Asked): ReportRow[] {
  const unit = asked.query.get('unit');
  const within = unit ? idsWithin(asked.county, unit) : null;
  return asked.county.members
    .map((member, n) => ({ member, row: yearRow(asked, member, n) }))
    .filter(({ member }) => !within || within.has(member.memberships[0]!.unit_id))
    .map(({ row }) => row)
    .filter((row) => asked.query.get('only') !== 'short' || (row.missing ?? 0) > 0);
}

function sumOf(rows: readonly ReportRow[]): ReportSum {
  const all = (key: 'hours' | 'missing') => rows.reduce((sum, row) => sum + (row[key] ?? 0), 0);
  return {
    members: rows.length, asked: rows.length, short: rows.filter((row) => (row.missing ?? 0) > 0).length,
    hours: all('hours'), missing: all('missing'),
  };
}

/* The last of them is too small. */
function unitRows({ county, query }: Asked): ReportRow[] {
  const root = query.get('unit') ?? county.units[0]!.id;
  const below = county.units.filter((unit) => unit.parent_id === root);
  return below.map((unit, n): ReportRow => {
    const isSmall = n === below.length - 1;
    return {
      unit_id: unit.id, unit_name: unit.name, members: isSmall ? LEAST_MEMBERS - 1 : 120, expected: 960, attended: 900 - n,
      attended_share: 937, hours_mean: 28500, hours_share: 912, met_share: 660, score: 871 - n, ...(isSmall ? {} : { rank: n + 1 }),
    };
  });
}

const weight = (query: URLSearchParams, name: string, usual: number) => Number(query.get(`weight_${name}`) ?? usual);

function personRows(member: FakeMember): ReportRow[] {
  return (['present', 'late', 'absent'] as const).map((state, n) => ({
    record_id: fakeId(13, n), member_id: member.id, name: member.name, event_kind: 'meeting', title: `党课第${n + 1}讲`, state,
    how: 'remote', confidence: 'high', began_at: '2026-03-05T01:00:00Z', is_expected: 1, credited_ms: 3_000_000 - n * 600_000, hours: 1000 - n * 250,
  }));
}

function eventRows(asked: Asked): ReportRow[] {
  if (asked.query.get('register') !== FAKE_EVENT.id) throw notFound();
  return yearRows(asked).slice(0, 20).map((row, n) => ({
    record_id: fakeId(14, n), member_id: row.member_id!, name: row.name!, unit_name: row.unit_name!, title: FAKE_EVENT.title, state: 'present',
    is_expected: 1, credited_ms: 3_600_000, hours: 1000,
  }));
}

/* Half an hour less than what is missing. */
function gapRows(missing: number): ReportRow[] {
  if (missing === 0) return [];
  return [{
    lesson_id: fakeId(15, 1), course_id: fakeId(15, 2), course_title: '乡村振兴', title: '第一讲', is_required: 1,
    hours: missing - 500, reach: missing - 500,
  }];
}

function memberOf({ county, query }: Asked): { member: FakeMember; n: number } {
  const n = county.members.findIndex((one) => one.id === query.get('member'));
  if (n < 0) throw notFound();
  return { member: county.members[n]!, n };
}

function rowsOf(asked: Asked): ReportRow[] {
  switch (asked.path[0]) {
    case 'year': return yearRows(asked);
    case 'units': return unitRows(asked);
    case 'event': return eventRows(asked);
    case 'course': return yearRows(asked).map((row) => ({ ...row, done: 1, total: 3, done_lessons: '2', sessions: 1, credited_ms: 600_000, hours: 250 }));
    case 'person': return personRows(memberOf(asked).member);
    case 'gaps': return gapRows(fakeMissing(memberOf(asked).n));
    default: throw new Refusal(404, 'not_found', 'There is no report of this kind.');
  }
}

function moreOf(asked: Asked, rows: readonly ReportRow[]): Partial<Report> {
  const { query } = asked;
  if (asked.path[0] === 'year') return { sum: sumOf(rows) };
  if (asked.path[0] === 'event') return { about: FAKE_EVENT.title };
  if (asked.path[0] === 'person') return { about: memberOf(asked).member.name };
  if (asked.path[0] === 'gaps') return { sum: sumOf([yearRow(asked, memberOf(asked).member, memberOf(asked).n)]) };
  if (asked.path[0] !== 'units') return {};
  return {
    formula: {
      score: 'sum(weight * share) / sum(weight)', least_members: LEAST_MEMBERS,
      terms: [
        { of: 'attended_share', weight: weight(query, 'attended', 40), is: 'attended / expected' },
        { of: 'hours_share', weight: weight(query, 'hours', 40), is: 'mean(min(hours / asked, 1))' },
        { of: 'met_share', weight: weight(query, 'met', 20), is: 'members with hours >= asked / members with asked > 0' },
      ],
      with_drafts: query.get('draft') === '1', indicators: countedIndicators(asked),
    },
  };
}

const IDS: Readonly<Record<string, keyof ReportRow>> = { year: 'member_id', course: 'member_id', units: 'unit_id', gaps: 'lesson_id' };

function report(asked: Asked): Report {
  const kind = asked.path[0] as Report['kind'];
  const rows = rowsOf(asked);
  const after = asked.query.get('after');
  const id = IDS[kind] ?? 'record_id';
  const from = after ? rows.findIndex((row) => row[id] === after) + 1 : 0;
  const page = rows.slice(from, from + PAGE_ROWS);
  return {
    kind, year: Number(asked.query.get('year')), rule: 'credit-1', made_at: '2026-11-22T08:00:00Z',
    checkpoint: { epoch: 1, size: 4711, root: FAKE_ROOT }, ...(after ? {} : moreOf(asked, rows)), rows: page,
    ...(from + PAGE_ROWS < rows.length ? { next: String(page.at(-1)![id]) } : {}),
  };
}

function file(asked: Asked): SentFile {
  const people = asked.path[0] === 'units' ? 0 : rowsOf(asked).length;
  if (people > MOST_ALONE) {
    throw new Refusal(409, 'conflict', `cannot give this file at once: it names ${people} people; ask for it as an export, which somebody else allows`);
  }
  const format = asked.query.get('format') ?? '';
  return new SentFile(`${asked.path[0]}.${format}`, 'text/csv', rowsOf(asked).map((row) => row.name ?? row.unit_name).join('\r\n'));
}

/* Closed ones, for whoever looks back; nothing is open. */
const registers = ({ query }: Asked): Registers => ({
  now: '2026-11-22T08:00:00Z',
  registers: query.get('before')
    ? [{ ...FAKE_EVENT, kind: 'meeting', event_id: fakeId(12, 2), type_id: 'lecture', closed_at: '2026-06-05T01:00:00Z', revision: 1 }]
    : [],
});

export const REPORT_ROUTES: Handlers = {
  ...INDICATOR_ROUTES,
  'GET /api/v1/registers': registers,
  'GET /api/v1/reports/{kind}': report,
  'GET /api/v1/reports/{kind}/file': file,
};
