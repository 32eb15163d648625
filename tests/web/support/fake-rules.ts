/* Policies, duties, objections, corrections and leaves of the fake server. What it keeps belongs to one
 * FakeApi; tests may change it between two steps. */
import type {
  AttendanceRecord,
  CarriedRow,
  CorrectionRow,
  DutyRow,
  DutyStatus,
  LeaveRow,
  ObjectionRow,
  PolicyInput,
  PolicyRow,
  PolicyTrial,
  PolicyValues,
} from '../../../player-web/shared/contract/policies.ts';
import type { FakeApi } from './fake-api.ts';
import { fakeId } from './fake-county.ts';
import { notFound, Refusal, type Asked, type Handlers } from './fake-handler.ts';

export interface Rules {
  policies: PolicyRow[];
  trial: PolicyTrial;
  tried: PolicyInput[];
  duties: DutyRow[];
  status: DutyStatus[];
  objections: ObjectionRow[];
  corrections: CorrectionRow[];
  leaves: LeaveRow[];
  record: AttendanceRecord;
  answers: Record<string, unknown>[]; // bodies of decisions, in order
}

const DAY_MS = 86400000;
const VALUES: PolicyValues = {
  max_rate: 2000, replay_weight: 1000, offline_weight: 1000, present_at: 850, absent_below: 100, late_after_ms: 300000,
  left_before_ms: 600000, least_ms: 120000, cap_ms: 0, counts: 'coverage', hour_ms: 3600000,
};

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

function firstPolicies({ county }: FakeApi): PolicyRow[] {
  const row = (n: number, kind: string, rest: Partial<PolicyRow>): PolicyRow => ({
    id: fakeId(20, n), version: 1, kind, from_year: 2000, preset: 'meeting', yearly_hours: kind === 'study' ? 32000 : 0,
    yearly_hours_lead: kind === 'study' ? 56000 : 0, reason: '-', made_by: '', is_sealed: true, ...VALUES, ...rest,
  });
  const own = { unit_id: county.units[2]!.id, unit_name: county.units[2]!.name, made_by: '赵敏', made_at: inDays(-9) };
  return [
    ...['meeting', 'study', 'lesson'].map((kind, n) => row(n, kind, {})),
    row(7, 'meeting', { ...own, version: 2, from_year: 2026, late_after_ms: 600000, reason: '山区路远' }),
    row(7, 'meeting', { ...own, from_year: 2026, reason: '试行' }),
  ];
}

function firstTrial(): PolicyTrial {
  const rows = ['王建国', '李秀英'].map((name, n) => ({
    record_id: fakeId(21, n), member_id: fakeId(3, n), name, unit_name: '石桥村', title: '年度工作会议',
    hours_before: 1000, hours_after: n === 0 ? 0 : 1000, state_before: 'present', state_after: n === 0 ? 'partial' : 'late',
    is_exact: n === 0,
  }));
  return {
    records: 480, changed: 3, more: 0, less: 1, states: 2, members: 2, inexact: 1, hours_before: 3000,
    hours_after: 2000, is_cut: false, rows,
  };
}

function firstRecord({ county }: FakeApi): AttendanceRecord {
  const member = county.members[5]!;
  return {
    id: fakeId(22, 1), register_id: fakeId(23, 1), kind: 'meeting', event_id: fakeId(24, 1), type_id: 'lecture',
    title: '党课', began_at: inDays(-2), year: 2026, member_id: member.id, name: member.name,
    unit_id: member.memberships[0]!.unit_id, unit_name: '石桥村', group_id: fakeId(1, 1), group_name: '石桥镇',
    is_expected: true, policy_id: fakeId(20, 0), policy_version: 1, live_ms: 0, replay_ms: 0, offline_ms: 0,
    presence_ms: 0, required_ms: 5400000, covered_ms: 0, credited_ms: 0, hours: 0, state: 'absent', how: '-',
    confidence: 'low', confidence_reason: 'nothing', is_newest: true, closed_at: inDays(-1), leaf: 3,
  };
}

function firstObjections(record: AttendanceRecord): ObjectionRow[] {
  const row = (n: number, rest: Partial<ObjectionRow>): ObjectionRow => ({
    id: fakeId(25, n), record_id: record.id, member_id: record.member_id, member_name: record.name, title: '党课',
    unit_id: record.group_id, unit_name: record.group_name, text: '我当天在活动室', state: 'open', raised_at: inDays(-1),
    due_at: inDays(14), is_overdue: false, answer: '', is_mine: false, ...rest,
  });
  return [
    row(1, {}), row(2, { due_at: inDays(-1), is_overdue: true, text: '停电二十分钟', title: '主题党日' }),
    row(3, { is_mine: true, text: '代为提出' }), row(4, { state: 'refused', answer: '没有记录' }),
  ];
}

function firstCorrections(record: AttendanceRecord): CorrectionRow[] {
  const row = (n: number, kind: CorrectionRow['kind'], content: object, rest: Partial<CorrectionRow> = {}): CorrectionRow => ({
    id: fakeId(26, n), member_id: record.member_id, member_name: record.name, unit_id: record.group_id, kind,
    content: JSON.stringify(content), reason: '已核实', asked_by: '李秀英', asked_at: inDays(-1), state: 'asked', answer: '',
    is_mine: false, ...rest,
  });
  const carried = { title: '旧课', began: '2025-05-01', hours: 2500, source: '旧平台' };
  const ofRecord = { record_id: record.id, title: record.title };
  return [
    row(1, 'excuse', {}, ofRecord), row(2, 'carried', carried), row(3, 'carried', { ...carried, title: '又一课' }),
    row(4, 'fault', { fromMs: 600000, toMs: 900000 }, { ...ofRecord, is_mine: true }),
    row(5, 'presence', { claim: 'room', placeId: fakeId(5, 0), from: inDays(-2), until: inDays(-1.9) }, ofRecord),
  ];
}

function firstLeaves(record: AttendanceRecord): LeaveRow[] {
  const row = (n: number, rest: Partial<LeaveRow>): LeaveRow => ({
    id: fakeId(27, n), member_id: record.member_id, member_name: record.name, has_reason: true, state: 'asked',
    asked_at: inDays(-1), answer: '', ...rest,
  });
  return [row(1, { from: '2026-11-24', until: '2026-11-27' }), row(2, { event_kind: 'meeting', event_title: '党课', has_reason: false })];
}

function firstDuty({ county }: FakeApi): DutyRow {
  return {
    id: fakeId(28, 1), unit_id: county.units[1]!.id, unit_name: county.units[1]!.name, type_id: 'lecture', type_name: '党课',
    period: 'quarter', times: 1, from: '2026-01-01', made_at: inDays(-30),
  };
}

function firstStatus(duty: DutyRow): DutyStatus {
  const standings = ['done', 'overdue', 'due', 'coming'] as const;
  const { id, unit_id = '', unit_name = '', type_id, type_name, period, times } = duty;
  return {
    duty_id: id, unit_id, unit_name, type_id, type_name, period, times,
    periods: standings.map((standing, n) => ({
      from: `2026-${String(n * 3 + 1).padStart(2, '0')}-01`, until: `2026-${String(n * 3 + 3).padStart(2, '0')}-28`,
      held: n === 0 ? 1 : 0, standing,
    })),
  };
}

const all = new WeakMap<FakeApi, Rules>();

export function rulesOf(api: FakeApi): Rules {
  const known = all.get(api);
  if (known) return known;
  const [record, duty] = [firstRecord(api), firstDuty(api)];
  const made: Rules = {
    policies: firstPolicies(api), trial: firstTrial(), tried: [], duties: [duty], status: [firstStatus(duty)],
    objections: firstObjections(record), corrections: firstCorrections(record), leaves: firstLeaves(record), record, answers: [],
  };
  all.set(api, made);
  return made;
}

function found<T extends { id: string }>(rows: T[], id: string | undefined): T {
  const row = rows.find((one) => one.id === id);
  if (!row) throw notFound();
  return row;
}

function ofState<T extends { state: string }>(rows: T[], query: URLSearchParams): T[] {
  const state = query.get('state');
  return rows.filter((row) => !state || row.state === state);
}

/* The unit's own, else that of the whole tree. */
function counting(rules: Rules, unit: string | null): object[] {
  return ['meeting', 'study', 'lesson'].map((kind) => {
    const own = rules.policies.filter((row) => row.kind === kind && row.unit_id === (unit ?? undefined));
    const rows = own.length > 0 ? own : rules.policies.filter((row) => row.kind === kind && !row.unit_id);
    const newest = rows.reduce((best, row) => (row.version > best.version ? row : best));
    return { kind, id: newest.id, version: newest.version };
  });
}

function putPolicy({ api, county, account, body }: Asked): PolicyRow {
  const rules = rulesOf(api);
  const input = body as unknown as PolicyInput;
  const before = rules.policies.filter((row) => row.kind === input.kind && row.unit_id === input.unit_id);
  const unit = county.units.find((row) => row.id === input.unit_id);
  const row: PolicyRow = {
    yearly_hours: 0, yearly_hours_lead: 0, ...input, id: before[0]?.id ?? api.newId(), version: before.length + 1,
    made_by: account.display_name, made_at: inDays(0), is_sealed: true, ...(unit ? { unit_name: unit.name } : {}),
  };
  rules.policies.unshift(row);
  return row;
}

function answerObjection({ api, path, body }: Asked): ObjectionRow {
  const row = found(rulesOf(api).objections, path[0]);
  rulesOf(api).answers.push(body);
  if (body['is_granted'] && !body['correction']) throw new Refusal(400, 'invalid', 'a correction is missing');
  row.state = body['is_granted'] ? 'granted' : 'refused';
  row.answer = String(body['answer']);
  return row;
}

function decideCorrections({ api, account, body }: Asked): CorrectionRow[] {
  const rules = rulesOf(api);
  rules.answers.push(body);
  return (body['ids'] as string[]).map((id) => {
    const row = found(rules.corrections, id);
    row.state = body['is_approved'] ? 'approved' : 'refused';
    row.decided_by = account.display_name;
    row.answer = String(body['answer'] ?? '');
    return row;
  });
}

function carry({ api, body }: Asked): object {
  const rows = body['rows'] as CarriedRow[];
  rulesOf(api).answers.push(body);
  const lines = rows.map((row) => ({
    member_id: row.member_id, ...(row.title === '重复' ? { problem: '这些学时已经转入过。' } : { id: api.newId() }),
  }));
  const good = rows.filter((row) => row.title !== '重复');
  return {
    lines, n_good: good.length, hours: good.reduce((sum, row) => sum + row.hours, 0), is_preview: body['is_preview'] === true,
  };
}

export const RULE_ROUTES: Handlers = {
  'GET /api/v1/policies': ({ api, query }) => {
    const rules = rulesOf(api);
    const kind = query.get('kind');
    const presets = [{ name: 'meeting', ...VALUES }, { name: 'strict', ...VALUES, max_rate: 1000, replay_weight: 0, late_after_ms: 0 }];
    return {
      presets, counting: counting(rules, query.get('unit')), policies: rules.policies.filter((row) => !kind || row.kind === kind),
    };
  },
  'PUT /api/v1/policies': putPolicy,
  'POST /api/v1/policies/dry-run': ({ api, body, query }) => {
    const { trial, tried } = rulesOf(api);
    tried.push(body as unknown as PolicyInput);
    const last = { ...trial.rows[0]!, record_id: fakeId(21, 9), name: '最后一个' };
    return query.get('skip') ? { ...trial, rows: [last] } : trial;
  },
  'GET /api/v1/duties': ({ api }) => ({
    presets: [{ name: 'congress', type_name: '支部党员大会', period: 'quarter', times: 1 }], duties: rulesOf(api).duties,
  }),
  'POST /api/v1/duties': ({ api, body }) => {
    const row = { type_name: '支部党员大会', made_at: inDays(0), ...body, id: api.newId() } as unknown as DutyRow;
    rulesOf(api).duties.push(row);
    return row;
  },
  'DELETE /api/v1/duties/{id}': ({ api, path }) => {
    found(rulesOf(api).duties, path[0]).until = '2026-11-22';
    return null;
  },
  'GET /api/v1/duties/status': ({ api, query }) => {
    const state = query.get('state');
    return rulesOf(api).status.filter((row) => !state || row.periods.some((one) => one.standing === state));
  },
  'POST /api/v1/meeting-types': ({ api, body }) => ({ id: api.newId(), name: String(body['name']), is_builtin: false }),
  'GET /api/v1/queue': ({ api }) => {
    const { objections, corrections, leaves } = rulesOf(api);
    const open = objections.filter((row) => row.state === 'open' && !row.is_mine);
    return {
      objections: open.length, overdue: open.filter((row) => row.is_overdue).length,
      corrections: corrections.filter((row) => row.state === 'asked' && !row.is_mine).length,
      leaves: leaves.filter((row) => row.state === 'asked').length,
    };
  },
  'GET /api/v1/records/{id}': ({ api }) => ({ record: rulesOf(api).record, chain: [rulesOf(api).record], proof: {} }),
  'GET /api/v1/objections': ({ api, query }) => ofState(rulesOf(api).objections, query),
  'PATCH /api/v1/objections/{id}': answerObjection,
  'GET /api/v1/corrections': ({ api, query }) => ofState(rulesOf(api).corrections, query),
  'POST /api/v1/corrections/decision': decideCorrections,
  'DELETE /api/v1/corrections/{id}': ({ api, path }) => {
    found(rulesOf(api).corrections, path[0]).state = 'withdrawn';
    return null;
  },
  'POST /api/v1/corrections/carried': carry,
  'GET /api/v1/leaves': ({ api, query }) => ofState(rulesOf(api).leaves, query),
  'POST /api/v1/leaves/{id}/decision': ({ api, path, body }) => {
    const row = found(rulesOf(api).leaves, path[0]);
    row.state = body['is_granted'] ? 'granted' : 'refused';
    return row;
  },
  'POST /api/v1/leaves/{id}/reason': () => ({ reason: '陪母亲看病' }),
};
