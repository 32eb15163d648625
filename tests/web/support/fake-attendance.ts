/* Events and records for the auditor's pages, answered within the browser: a closed register with people in every
 * state, an open one, records with texts as the server writes them. */
import type { AttendanceRecord, AttendanceRecordWhole, PolicyList } from '../../../player-web/shared/contract/policies.ts';
import type { Register, RegisterPage } from '../../../player-web/shared/contract/registers.ts';
import type { PersonStanding, RecordPieces, RegisterStanding } from '../../../player-web/shared/contract/standing.ts';
import type { Page, Route } from '../../../player-web/tools/browser-driver.ts';
import { fakeId } from './fake-county.ts';

export const CLOSED_ID = fakeId(0x90, 1);
export const OPEN_ID = fakeId(0x90, 2);
export const RECORD_ID = fakeId(0x92, 1); // of the first one in part
const BEGAN = '2026-06-01T01:00:00.000Z';
const BEGAN_MS = Date.parse(BEGAN);
const REQUIRED_MS = 2520000;
const FAMILIES = ['李', '王', '张', '刘', '陈', '乌', '赵', '阿'] as const;
const STATES = ['present', 'partial', 'late', 'absent', 'excused', 'left_early', 'none'] as const;

const POLICIES: PolicyList = {
  presets: [],
  counting: [{ kind: 'meeting', id: 'p', version: 1 }],
  policies: [{
    id: 'p', version: 1, kind: 'meeting', from_year: 2000, preset: 'meeting', yearly_hours: 32000, yearly_hours_lead: 56000,
    reason: '', made_by: '', is_sealed: true, max_rate: 2000, replay_weight: 1000, offline_weight: 500, present_at: 850,
    absent_below: 100, late_after_ms: 300000, left_before_ms: 600000, least_ms: 120000, cap_ms: 0, counts: 'coverage', hour_ms: 3600000,
  }],
};

function personAt(i: number, isClosed: boolean): PersonStanding {
  const state = i === 0 ? 'partial' : STATES[i % STATES.length]!;
  const covered = { present: REQUIRED_MS, partial: 1500000, late: 2200000, left_early: 2200000, absent: 0, excused: 0, none: 0 }[state];
  const figures = state === 'none' ? {} : {
    how: i % 3 === 0 ? 'account' : 'remote', confidence: i % 4 === 0 ? 'high' as const : 'middle' as const, live_ms: covered, replay_ms: 0,
    offline_ms: 0, presence_ms: covered, covered_ms: covered, credited_ms: covered,
    ...(isClosed ? { record_id: fakeId(0x92, i + 1) } : {}),
  };
  return {
    member_id: fakeId(0x91, i + 1), name: `${FAMILIES[i % FAMILIES.length]}建国${i + 1}`, unit_id: fakeId(0x93, i % 4),
    unit_name: `第${(i % 4) + 1}村`, group_id: fakeId(0x94, 1), group_name: '石桥镇', is_expected: i % 11 !== 5, is_visiting: i % 13 === 7,
    is_excused: state === 'excused', state, ...figures,
  };
}

function recordOf(person: PersonStanding): AttendanceRecord {
  return {
    id: person.record_id!, register_id: CLOSED_ID, kind: 'meeting', event_id: 'e', type_id: 'meeting', title: '全县防汛工作会议', began_at: BEGAN,
    year: 2026, member_id: person.member_id, name: person.name, unit_id: person.unit_id, unit_name: person.unit_name,
    group_id: person.group_id, group_name: person.group_name, is_expected: true, policy_id: 'p', policy_version: 1,
    live_ms: 1200000, replay_ms: 300000, offline_ms: 0, presence_ms: 1500000, required_ms: REQUIRED_MS, covered_ms: 1500000,
    credited_ms: 1500000, hours: 416, state: 'partial', how: 'account', confidence: 'high', confidence_reason: 'contacts', is_newest: true,
    closed_at: '2026-06-05T02:00:00.000Z', leaf: 41, ...(person.record_id === RECORD_ID ? { replaces_id: fakeId(0x95, 1) } : {}),
  };
}

export const TEXT = [
  'tongping-record 1', `id ${RECORD_ID}`, 'rule credit-1', 'policy p 1', 'faults 600000-720000', 'live 0-600000,720000-1320000',
  'replay 2000000-2300000', 'offline -', `presence ${BEGAN_MS}-${BEGAN_MS + 1500000}`, 'how account', 'confirmed 李文书',
  `log 2026-06-01:${'ab'.repeat(32)}`, 'reason 当时在场', 'approved 赵敏', '',
].join('\n');
export const RECEIPT = `tongping-receipt 1\nkey AQAC\nsalt AAAA\nindex 41\nproof BBBB\n\n${TEXT}\nnode-1/1\n64\nCCCC\n\n— node-1/1 DDDD\n`;

const PIECES: RecordPieces = {
  made_at: BEGAN, is_cut: false,
  pieces: [
    {
      viewing_id: fakeId(0x96, 1), opened_at: BEGAN, mode: 'live', is_presence: true, device: 'Skyworth 65', title: '全县防汛工作会议', place_name: '河东村活动室',
      media: '0-600000,720000-1320000', wall: `${BEGAN_MS}-${BEGAN_MS + 1320000}`, media_ms: 1200000, wall_ms: 1320000,
    },
    {
      viewing_id: fakeId(0x96, 2), opened_at: '2026-06-01T09:00:00.000Z', mode: 'recording', is_presence: false, device: 'Mate 40', title: '全县防汛工作会议',
      media: '2000000-2300000', wall: `${BEGAN_MS + 28800000}-${BEGAN_MS + 29100000}`, media_ms: 300000, wall_ms: 300000,
    },
  ],
};

export class FakeAttendance {
  readonly asked: string[] = []; // paths with query, in order
  isGone = false; // the log is no longer kept
  private readonly people: number;

  constructor(people = 130) {
    this.people = people;
  }

  async serve(page: Page): Promise<void> {
    await page.route(/\/api\/v1\/(registers|records|policies)([/?]|$)/, (route) => this.answer(route));
  }

  private registers(): Register[] {
    const common = { kind: 'meeting', event_id: 'e', type_id: 'meeting', began_at: BEGAN, ended_at: '2026-06-01T01:42:00.000Z', revision: 1 } as const;
    return [
      { ...common, id: OPEN_ID, title: '党建例会', closes_at: '2026-06-04T01:42:00.000Z' },
      { ...common, id: CLOSED_ID, title: '全县防汛工作会议', closes_at: '2026-06-04T01:42:00.000Z', closed_at: '2026-06-05T02:00:00.000Z' },
    ];
  }

  private pageOf(id: string): RegisterPage {
    const said = { by: '李文书', at: BEGAN };
    return {
      now: BEGAN, register: this.registers().find((row) => row.id === id)!, expected: this.people, excused: 3, present: 80, came: 90, besides: 2, guests: 1,
      units: [], counts: [{ id: 'c', place_id: 'x', place_name: '河东村活动室', heads: 43, ...said }],
      confirmations: [{ id: 'd', place_id: 'x', place_name: '河东村活动室', present: 41, step: 'begin', ...said }],
      presences: [{ id: 'g', name: '周专家', place_id: 'x', place_name: '河东村活动室', from: BEGAN, how: 'remote', ...said }],
    };
  }

  private standing(id: string, query: URLSearchParams): RegisterStanding {
    const isClosed = id === CLOSED_ID;
    const all = Array.from({ length: this.people }, (_, i) => personAt(i, isClosed));
    const counts = { present: 0, late: 0, left_early: 0, partial: 0, absent: 0, excused: 0, none: 0 };
    for (const person of all) counts[person.state] += 1;
    const [state, q, member] = [query.get('state'), query.get('q'), query.get('member')];
    const found = all.filter((person) => (!state || person.state === state) && (!q || person.name.includes(q)) && (!member || person.member_id === member));
    const offset = Number(query.get('offset') ?? 0);
    const people = found.slice(offset, offset + Number(query.get('limit') ?? 200));
    return { made_at: BEGAN, is_closed: isClosed, required_ms: REQUIRED_MS, found: found.length, counts, people };
  }

  private whole(id: string): AttendanceRecordWhole | null {
    const person = Array.from({ length: this.people }, (_, i) => personAt(i, true)).find((one) => one.record_id === id);
    if (!person) return null;
    const record = recordOf(person);
    const first = { ...record, id: fakeId(0x95, 1), credited_ms: 0, state: 'absent' as const, is_newest: false, closed_at: '2026-06-04T02:00:00.000Z' };
    return {
      record, chain: record.replaces_id ? [first, record] : [record],
      readers: [{ day: '2026-06-06', reader: '陈文海', times: 2, leaf: 55, kind: 'record' }], proof: { text: TEXT, receipt: RECEIPT },
    };
  }

  private sample(query: URLSearchParams) {
    const count = Number(query.get('count'));
    const drawn = Array.from({ length: count }, (_, i) => personAt(i * 7 + 1, true)).filter((one) => one.record_id);
    return { seed: query.get('seed') ?? 'fixed-seed', records: drawn.map(recordOf) };
  }

  private async answer(route: Route): Promise<void> {
    const url = new URL(route.request().url());
    const [what, id = '', part = ''] = url.pathname.replace('/api/v1/', '').split('/');
    this.asked.push(url.pathname.replace('/api/v1/', '') + url.search);
    const say = (value: unknown, status = 200) =>
      route.fulfill({ status, contentType: status === 200 ? 'application/json' : 'application/problem+json', body: JSON.stringify(value) });
    const gone = { type: 'about:blank', title: 'x', status: 410, code: 'gone', detail: '2026-06-01 的观看日志已到期删除。' };
    if (what === 'policies') return url.search ? route.fallback() : say(POLICIES); // with a kind: the section of rules asks
    if (part === 'pieces' || url.pathname.endsWith('/pieces')) return this.isGone ? say(gone, 410) : say(PIECES);
    if (what === 'records') return say(this.whole(id));
    if (id === '') return say({ now: BEGAN, registers: this.found(url.searchParams) });
    if (part === 'figures') return say(this.standing(id, url.searchParams));
    if (part === 'sample') return say(this.sample(url.searchParams));
    return say(this.pageOf(id));
  }

  private found(query: URLSearchParams): Register[] {
    const [q, state] = [query.get('q') ?? '', query.get('state')];
    return this.registers().filter((row) => row.title.includes(q) && (!state || state === (row.closed_at ? 'closed' : 'open')));
  }
}
