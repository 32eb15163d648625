/* One's own records, objections, leaves and readers, as the contract has them; nothing is asked of anybody until a test
 * says so. */
import type {
  AttendanceRecord, AttendanceRecordWhole, DutyStatus, LeaveInput, LeaveRow, ObjectionRow, OwnHours, PolicyRow, RecordReader,
} from '../../../player-web/shared/contract/policies.ts';
import { fakeId } from './fake-county.ts';
import { notFound, Refusal, type Handlers } from './fake-handler.ts';

const MINUTE_MS = 60000;
const DAY_MS = 86400000;
export const RECEIPT = 'a receipt, signed\n';

const POLICY: PolicyRow = {
  id: fakeId(0x92, 1), version: 3, kind: 'meeting', from_year: 2026, preset: 'meeting', yearly_hours: 0, yearly_hours_lead: 0,
  reason: '试行', made_by: '赵敏', is_sealed: true, max_rate: 2000, replay_weight: 500, offline_weight: 1000, present_at: 850,
  absent_below: 100, late_after_ms: 5 * MINUTE_MS, left_before_ms: 10 * MINUTE_MS, least_ms: 2 * MINUTE_MS, cap_ms: 60 * MINUTE_MS,
  counts: 'coverage', hour_ms: 45 * MINUTE_MS,
};

/* A row of the list, an hour long unless said otherwise. */
export function fakeRecord(n: number, more: Partial<AttendanceRecord> = {}): AttendanceRecord {
  const began = `${more.year ?? new Date().getFullYear()}-03-${String(10 + n).padStart(2, '0')}T01:00:00Z`;
  return {
    id: fakeId(0x90, n), register_id: fakeId(0x91, n), kind: 'meeting', event_id: fakeId(0x93, n), type_id: 'meeting', title: `会议 ${n}`,
    began_at: began, year: new Date().getFullYear(), member_id: '', name: '王建国', unit_id: fakeId(1, 30), unit_name: '石桥村',
    group_id: fakeId(1, 1), group_name: '石桥镇', is_expected: true, policy_id: POLICY.id, policy_version: 3, live_ms: 30 * MINUTE_MS,
    replay_ms: 10 * MINUTE_MS, offline_ms: 0, presence_ms: 40 * MINUTE_MS, required_ms: 60 * MINUTE_MS, covered_ms: 40 * MINUTE_MS,
    credited_ms: 35 * MINUTE_MS, hours: 777, state: 'partial', how: 'account,qr', confidence: 'middle', confidence_reason: 'nothing',
    is_newest: true, closed_at: began.replace('T01', 'T09'), leaf: n, ...more,
  };
}

export class FakeRecords {
  records: AttendanceRecord[] = []; // the replaced ones too
  texts = new Map<string, string>(); // by record; others have one that fits
  hasReceipt = true;
  asked = 0;
  duties: DutyStatus[] = [];
  objections: ObjectionRow[] = [];
  leaves: LeaveRow[] = [];
  readers: RecordReader[] = [];

  hours(year: number): OwnHours {
    const rows = this.records.filter((row) => row.is_newest && row.year === year);
    const sum = (isCarried: boolean) => rows.filter((row) => (row.kind === 'carried') === isCarried).reduce((all, row) => all + row.hours, 0);
    const [hours, carried] = [sum(false), sum(true)];
    return {
      year, hours, carried, asked: this.asked, missing: Math.max(0, this.asked - hours - carried), records: rows.length, is_lead: false,
      last_day: `${year}-12-31`, years: [...new Set(this.records.map((row) => row.year))].sort((a, b) => b - a),
    };
  }

  list(year: number, after: string, limit: number): AttendanceRecord[] {
    const rows = this.records.filter((row) => row.is_newest && (!year || row.year === year)).sort((a, b) => b.id.localeCompare(a.id));
    return rows.filter((row) => !after || row.id < after).slice(0, limit);
  }

  whole(id: string): AttendanceRecordWhole {
    const record = this.records.find((row) => row.id === id);
    if (!record) throw notFound();
    const text = this.texts.get(id) ?? textOf(record);
    return {
      record, chain: this.chain(record), readers: [], proof: { text, ...(this.hasReceipt ? { receipt: RECEIPT } : {}) },
      ...(record.kind === 'carried' ? {} : { policy: POLICY }),
    };
  }

  private chain(record: AttendanceRecord): AttendanceRecord[] {
    const before = this.records.find((row) => row.id === record.replaces_id);
    const older = before ? this.chain(before) : [];
    return [...older.filter((row) => row.id !== record.id), record, ...this.newer(record)];
  }

  private newer(record: AttendanceRecord): AttendanceRecord[] {
    const next = this.records.find((row) => row.replaces_id === record.id);
    return next ? [next, ...this.newer(next)] : [];
  }

  object(id: string, text: string, memberId: string): ObjectionRow {
    const { record } = this.whole(id);
    if (this.objections.some((row) => row.record_id === id && row.state === 'open')) throw new Refusal(409, 'conflict', 'there is one already');
    const row: ObjectionRow = {
      id: fakeId(0x94, this.objections.length + 1), record_id: id, member_id: memberId, member_name: '王建国', title: record.title,
      unit_id: record.group_id, unit_name: record.group_name, text, state: 'open', raised_at: new Date().toISOString(),
      due_at: new Date(Date.now() + 15 * DAY_MS).toISOString(), is_overdue: false, answer: '', is_mine: true,
    };
    this.objections.push(row);
    return row;
  }

  leave(input: LeaveInput, memberId: string): LeaveRow {
    const { reason = '', ...what } = input;
    const row: LeaveRow = {
      id: fakeId(0x95, this.leaves.length + 1), member_id: memberId, member_name: '王建国', ...what,
      ...(what.event_id ? { event_title: '全县防汛工作会议' } : {}), has_reason: reason !== '', state: 'asked',
      asked_at: new Date().toISOString(), answer: '',
    };
    this.leaves.push(row);
    return row;
  }
}

function textOf(record: AttendanceRecord): string {
  const lines = ['tongping-record 1', `id ${record.id}`, 'faults 3000000-3060000', 'live 0-1800000', 'replay 2400000-3000000', 'offline -', 'confirmed 李文书'];
  return [...lines, `replaces ${record.replaces_id ?? '-'}`, 'reason -', 'approved -', ''].join('\n');
}

function withdraw<T extends { id: string; state: string }>(rows: T[], id: string | undefined): T {
  const row = rows.find((one) => one.id === id);
  if (!row) throw notFound();
  row.state = 'withdrawn';
  return row;
}

export const RECORD_ROUTES: Handlers = {
  'GET /api/v1/me/hours': ({ api, query }) => api.records.hours(Number(query.get('year') ?? new Date().getFullYear())),
  'GET /api/v1/me/duties': ({ api }) => api.records.duties,
  'GET /api/v1/me/records': ({ api, query }) =>
    api.records.list(Number(query.get('year') ?? 0), query.get('after') ?? '', Number(query.get('limit') ?? 200)),
  'GET /api/v1/me/readers': ({ api }) => api.records.readers,
  'GET /api/v1/records/{id}': ({ api, path }) => api.records.whole(path[0] ?? ''),
  'GET /api/v1/objections': ({ api }) => api.records.objections,
  'POST /api/v1/records/{id}/objections': ({ api, county, path, body }) =>
    api.records.object(path[0] ?? '', String(body['text']), county.members[5]!.id),
  'DELETE /api/v1/objections/{id}': ({ api, path }) => withdraw(api.records.objections, path[0]),
  'GET /api/v1/leaves': ({ api }) => api.records.leaves,
  'POST /api/v1/leaves': ({ api, county, body }) => api.records.leave(body as LeaveInput, county.members[5]!.id),
  'DELETE /api/v1/leaves/{id}': ({ api, path }) => withdraw(api.records.leaves, path[0]),
};
