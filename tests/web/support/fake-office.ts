/* Guide, imports, slips, appointments, screens, exports and the audit log of the fake server. What it
 * keeps belongs to one FakeApi; tests may change it between two steps. */
import type { AuditRow } from '../../../player-web/shared/contract.ts';
import type { Slip } from '../../../player-web/shared/contract/activation.ts';
import type { RetentionClass, RetentionInput, RetentionTrial } from '../../../player-web/shared/contract/policies.ts';
import type { AppointmentRow } from '../../../player-web/shared/contract/rights.ts';
import type { ScreenPatch, ScreenRow } from '../../../player-web/shared/contract/screens.ts';
import type { ExportRow } from '../../../player-web/shared/contract/sheets.ts';
import type { Guide } from '../../../player-web/shared/contract/units.ts';
import type { FakeApi } from './fake-api.ts';
import { fakeId } from './fake-county.ts';
import { notFound, Refusal, SentFile, type Asked, type Handlers } from './fake-handler.ts';
import { FakeImport } from './fake-import.ts';
import { idsWithin, unitOf } from './fake-units.ts';

export interface Office {
  guide: Guide;
  imports: Map<string, FakeImport>;
  appointments: AppointmentRow[];
  screens: ScreenRow[];
  exports: ExportRow[];
  audit: AuditRow[];
  codes: number; // how many were made
}

const NOTHING: Guide = {
  levels: 0, units: 0, members: 0, slips: 0, accounts: 1, clerks: 0, screens: 0, sample: false,
};
const SAMPLE: Guide = {
  levels: 4, units: 32, members: 480, slips: 0, accounts: 7, clerks: 0, screens: 0, sample: true,
};

const KEPT: RetentionClass[] = [
  {
    class: 'viewing_log', setting: 'viewing.keep_logs', keep_days: 0, why: '每条记录的依据：答复申诉时要查它。',
    how_long: '到了设置的天数，当天的文件就删除，校验值留在审计日志里。', rows: 40, bytes: 5000000, oldest_day: '2026-09-01',
  },
  {
    class: 'guest_names', setting: 'attendance.keep_guest_names', keep_days: 365, why: '事后还有人询问时，管理员能分清来宾。',
    how_long: '签到册关闭后满这些天就擦除，来宾人数不变。', rows: 1200, oldest_day: '2025-12-01',
  },
  { class: 'audit', why: '操作日志至少要保存六个月。', how_long: '长期保存：不能更改，也不能删除。', rows: 90, oldest_day: '2026-01-01' },
];

function tryKeeping({ class: word, days }: RetentionInput): RetentionTrial {
  if (!Number.isInteger(days) || days < 0) throw new Refusal(400, 'invalid', 'days');
  if (days === 0 || days > 300) return { class: word, days, rows: 0 };
  return { class: word, days, rows: 37, oldest_day: '2025-12-01', newest_day: '2026-03-05' };
}

const MINUTE_MS = 60000;

function ago(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE_MS).toISOString();
}

const PROBE = {
  user_agent: 'Mozilla/5.0 (Web0S; Linux/SmartTV)', width: 1920, height: 1080, pixel_ratio: 1,
  codecs: ['h264', 'h265', 'aac'], hls: true, mse: true, webrtc: false, websocket: true, clock_off_ms: 120,
};

function makeScreens({ county }: FakeApi): ScreenRow[] {
  const [first, second] = [county.units[30]!, county.units[31]!];
  return [
    {
      id: fakeId(10, 1), name: `${first.name}活动室电视`, kind: 'tv', unit_id: first.id, unit_name: first.name,
      place_name: '党员活动室', version: '0.3.0', probe: PROBE, peer: '10.21.3.40', online: true,
      paired_at: ago(90000), last_seen_at: ago(0),
    },
    {
      id: fakeId(10, 2), name: `${second.name}便民服务中心`, kind: 'pc', unit_id: second.id,
      unit_name: second.name, version: '0.2.9', peer: '10.21.4.8', online: false,
      probe: { ...PROBE, width: 1366, height: 768, codecs: ['h264', 'aac', 'opus'], clock_off_ms: -11 * MINUTE_MS },
      paired_at: ago(90000), last_seen_at: ago(190), copied_at: ago(200),
    },
    {
      id: fakeId(10, 3), name: '县委党校大厅', kind: 'kiosk', unit_id: county.units[0]!.id,
      unit_name: county.units[0]!.name, online: false, paired_at: ago(20),
    },
  ];
}

function makeAppointments({ county }: FakeApi): AppointmentRow[] {
  return [
    ['李秀英', 'clerk', 1], ['周志强', 'clerk', 2], ['陈文海', 'auditor', 0], ['杨玉兰', 'administrator', 3],
  ].map(([name, role, unit], n) => ({
    id: fakeId(7, 10 + n), account_id: fakeId(9, 50 + n), account_name: `person${n}`,
    display_name: String(name), role: role as AppointmentRow['role'], unit_id: county.units[Number(unit)]!.id,
    unit_name: county.units[Number(unit)]!.name, appointed_by: '赵敏', appointed_at: '2026-09-01T02:00:00Z',
  }));
}

function makeExports({ county }: FakeApi): ExportRow[] {
  const unit = county.units[1]!;
  const row = (n: number, rest: Partial<ExportRow>): ExportRow => ({
    id: fakeId(11, n), kind: 'members', unit_id: unit.id, unit_name: unit.name, format: 'xlsx', with_numbers: true,
    rows: 1402, state: 'waiting', asked_by: '李秀英', asked_at: ago(35), mine: false,
    expires_at: ago(-23 * 60), ...rest,
  });
  return [
    row(1, { reason: '换届选举核对选民名册' }),
    row(2, { state: 'ready', with_numbers: false, mine: true, asked_by: '赵敏', decided_by: '陈文海' }),
    row(3, { state: 'taken', kind: 'units', format: 'csv', with_numbers: false, rows: 61, asked_by: '周志强' }),
  ];
}

const AUDITED: readonly (readonly [string, string, string])[] = [
  ['member.numbers', '李秀英', 'ok'], ['session.create', '李秀英', 'ok'], ['export.ask', '李秀英', 'ok'],
  ['session.create', '', 'unauthenticated'], ['appointment.create', '赵敏', 'ok'], ['import', '赵敏', 'ok'],
  ['account.password', '赵敏', 'ok'], ['unit.update', '周志强', 'not_found'],
];

function makeAudit(): AuditRow[] {
  return Array.from({ length: 120 }, (_, n): AuditRow => {
    const [action, actor, outcome] = AUDITED[n % AUDITED.length]!;
    return {
      id: fakeId(12, n), at: ago(n * 17 + 1), actor_name: actor, action, outcome, peer: `10.21.3.${n + 1}`,
      ...(actor === '' ? {} : { actor_id: fakeId(9, actor.codePointAt(0) ?? 0) }),
    };
  });
}

const offices = new WeakMap<FakeApi, Office>();

export function officeOf(api: FakeApi): Office {
  const known = offices.get(api);
  if (known) return known;
  const made: Office = {
    guide: NOTHING, imports: new Map(), appointments: makeAppointments(api), screens: makeScreens(api),
    exports: makeExports(api), audit: makeAudit(), codes: 0,
  };
  offices.set(api, made);
  return made;
}

function without<T extends { id: string }>(rows: T[], id: string | undefined): T[] {
  if (!rows.some((row) => row.id === id)) throw notFound();
  return rows.filter((row) => row.id !== id);
}

/* Named people, or all of a unit who have neither account nor code. */
function issue({ api, county, body }: Asked): Slip[] {
  const office = officeOf(api);
  const ids = body['member_ids'] as string[] | undefined;
  const unitId = String(body['unit_id'] ?? '');
  const units = new Set(ids ? [] : body['below'] ? idsWithin(county, unitId) : [unitId]);
  const chosen = county.members.filter((member) =>
    ids
      ? ids.includes(member.id)
      : units.has(member.memberships[0]!.unit_id) && !member.account_name && (!member.has_code || body['again']),
  );
  return chosen.map((member) => {
    const code = `K7QM-3FXW-${String(1000 + office.codes++)}`;
    member.has_code = true;
    return {
      member_id: member.id, name: member.name, unit_name: unitOf(county, member.memberships[0]!.unit_id).name,
      kind: member.account_name ? 'reset' : 'activate', code,
      link: `${api.url}/activate#${code.replace(/-/g, '')}`, expires_at: ago(-30 * 24 * 60),
    };
  });
}

function appoint({ api, county, account, body }: Asked): AppointmentRow {
  const office = officeOf(api);
  const member = county.members.find((row) => row.id === body['member_id']);
  const unit = unitOf(county, String(body['unit_id']));
  const row: AppointmentRow = {
    id: api.newId(), account_id: api.newId(), account_name: member?.account_name ?? 'somebody',
    display_name: member?.name ?? '某人', role: body['role'] as AppointmentRow['role'], unit_id: unit.id,
    unit_name: unit.name, appointed_by: account.display_name, appointed_at: ago(0),
  };
  office.appointments = [row, ...office.appointments];
  return row;
}

function changeScreen({ api, county, path, body }: Asked): ScreenRow {
  const screen = officeOf(api).screens.find((row) => row.id === path[0]);
  if (!screen) throw notFound();
  const patch: ScreenPatch = body;
  if (patch.name !== undefined) screen.name = patch.name;
  if (patch.unit_id !== undefined) {
    screen.unit_id = patch.unit_id;
    screen.unit_name = unitOf(county, patch.unit_id).name;
    delete screen.place_name;
  }
  return screen;
}

function askExport({ api, county, account, body }: Asked): ExportRow {
  const unit = body['unit_id'] ? unitOf(county, String(body['unit_id'])) : null;
  const row: ExportRow = {
    id: api.newId(), kind: body['kind'] as ExportRow['kind'], format: body['format'] as ExportRow['format'],
    with_numbers: body['with_numbers'] === true, rows: 24, asked_by: account.display_name, asked_at: ago(0),
    state: body['with_numbers'] === true ? 'waiting' : 'ready', mine: true, expires_at: ago(-24 * 60),
    ...(unit ? { unit_id: unit.id, unit_name: unit.name } : {}),
    ...(body['reason'] ? { reason: String(body['reason']) } : {}),
    ...(body['report'] ? { report: String(body['report']), rows: 700, state: 'waiting' } : {}),
  };
  officeOf(api).exports = [row, ...officeOf(api).exports];
  return row;
}

function exportOf({ api, path }: Asked): ExportRow {
  const row = officeOf(api).exports.find((one) => one.id === path[0]);
  if (!row) throw notFound();
  return row;
}

function listAudit({ api, query }: Asked): AuditRow[] {
  const rows = officeOf(api).audit.filter(
    (row) =>
      (!query.get('action') || row.action === query.get('action')) &&
      (!query.get('actor') || row.actor_id === query.get('actor')),
  );
  const start = rows.findIndex((row) => row.id === query.get('after')) + 1;
  return rows.slice(start, start + Number(query.get('limit') ?? 50));
}

function importOf({ api, path }: Asked): FakeImport {
  const found = officeOf(api).imports.get(path[0] ?? '');
  if (!found) throw notFound();
  return found;
}

export const OFFICE_ROUTES: Handlers = {
  'GET /api/v1/guide': ({ api }) => officeOf(api).guide,
  'POST /api/v1/sample': ({ api }) => (officeOf(api).guide = SAMPLE),
  'DELETE /api/v1/sample': ({ api }) => (officeOf(api).guide = NOTHING),

  'POST /api/v1/imports': ({ api, query }) => {
    const made = new FakeImport(api.newId(), query);
    officeOf(api).imports.set(made.state.id, made);
    return made.state;
  },
  'GET /api/v1/imports/{id}': (asked) => importOf(asked).step(),
  'PATCH /api/v1/imports/{id}': (asked) => importOf(asked).change(asked.body),
  'DELETE /api/v1/imports/{id}': ({ api, path }) => {
    officeOf(api).imports.delete(path[0] ?? '');
    return null;
  },
  'GET /api/v1/imports/{id}/rows': (asked) => importOf(asked).rows(asked.query),
  'POST /api/v1/imports/{id}/apply': (asked) => importOf(asked).apply(),
  'GET /api/v1/imports/{id}/report': (asked) =>
    new SentFile('report.csv', 'text/csv', importOf(asked).report()),

  'POST /api/v1/activations': issue,
  'POST /api/v1/activations/slips': (asked) => {
    if (issue(asked).length === 0) throw new Refusal(409, 'conflict', 'nobody here needs a slip');
    return new SentFile('slips.pdf', 'application/pdf', '%PDF-1.7');
  },

  'GET /api/v1/appointments': ({ api, county, query }) => {
    const unit = query.get('unit');
    const ids = unit ? idsWithin(county, unit) : null;
    return officeOf(api).appointments.filter((row) => !ids || ids.has(row.unit_id ?? ''));
  },
  'POST /api/v1/appointments': appoint,
  'DELETE /api/v1/appointments/{id}': ({ api, path }) => {
    officeOf(api).appointments = without(officeOf(api).appointments, path[0]);
    return null;
  },
  'GET /api/v1/accounts': () => [],

  'GET /api/v1/screens': ({ api, county, query }) => {
    const unit = query.get('unit');
    const ids = unit ? idsWithin(county, unit) : null;
    return officeOf(api).screens.filter((row) => !ids || ids.has(row.unit_id));
  },
  'PATCH /api/v1/screens/{id}': changeScreen,
  'DELETE /api/v1/screens/{id}': ({ api, path }) => {
    officeOf(api).screens = without(officeOf(api).screens, path[0]);
    return null;
  },

  'GET /api/v1/exports': ({ api }) => officeOf(api).exports,
  'POST /api/v1/exports': askExport,
  'POST /api/v1/exports/{id}/decision': (asked) => {
    const row = exportOf(asked);
    row.state = asked.body['allow'] === true ? 'ready' : 'refused';
    row.decided_by = asked.account.display_name;
    return row;
  },
  'GET /api/v1/exports/{id}/file': (asked) => {
    const row = exportOf(asked);
    if (row.state !== 'ready') throw new Refusal(409, 'conflict', 'this export was taken already');
    row.state = 'taken';
    return new SentFile('members.xlsx', 'application/octet-stream', 'PK');
  },
  'GET /api/v1/audit': listAudit,
  'GET /api/v1/retention': () => KEPT,
  'POST /api/v1/retention/dry-run': ({ body }) => tryKeeping(body as unknown as RetentionInput),
};
