/* Members, transfers, exemptions, activation and /me of the fake server. */
import type { MemberDetail, MemberRow, TransferRow, TransferTarget } from '../../../player-web/shared/contract/members.ts';
import { notFound, Refusal, type Asked, type Handlers } from './fake-handler.ts';
import { fakeId, type FakeCounty, type FakeMember } from './fake-county.ts';
import { idsWithin, stepOf, unitOf } from './fake-units.ts';

const LIMIT = 50;

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

function homeOf(member: FakeMember): string {
  return member.memberships.find((row) => row.home && !row.until)?.unit_id ?? member.memberships[0]!.unit_id;
}

function memberOf(county: FakeCounty, id: unknown): FakeMember {
  const member = county.members.find((row) => row.id === id);
  if (!member) throw notFound();
  return member;
}

export function rowOf(county: FakeCounty, member: FakeMember): MemberRow {
  const unit = unitOf(county, homeOf(member));
  return {
    id: member.id,
    name: member.name,
    kind_id: member.kind_id,
    unit_id: unit.id,
    unit_name: unit.name,
    phone: maskPhone(member.phone),
    has_account: member.account_name !== undefined,
    has_code: member.has_code,
    exempt: member.exemptions.some((row) => !row.revoked_at && row.from <= today() && row.until > today()),
    ...(member.left_at ? { left_at: member.left_at } : {}),
  };
}

function detailOf(county: FakeCounty, member: FakeMember): MemberDetail {
  return {
    id: member.id,
    name: member.name,
    kind_id: member.kind_id,
    phone: maskPhone(member.phone),
    identity_number: `${member.identity_number.slice(0, 3)}***********${member.identity_number.slice(-4)}`,
    has_code: member.has_code,
    ...(member.account_name ? { account_name: member.account_name, last_sign_in_at: '2026-11-20T08:00:00Z' } : {}),
    memberships: member.memberships.map((row) => ({ ...row, unit_name: unitOf(county, row.unit_id).name })),
    exemptions: member.exemptions.map(({ reason, ...row }) => ({
      ...row,
      unit_name: unitOf(county, row.unit_id).name,
      has_reason: reason !== '',
    })),
    transfers: county.transfers.filter((row) => row.member_id === member.id),
    created_at: '2019-07-01T00:00:00Z',
    ...(member.left_at ? { left_at: member.left_at } : {}),
  };
}

function fits(member: FakeMember, text: string): boolean {
  const word = text.toLowerCase();
  if (/^\d+$/.test(word)) return member.phone.endsWith(word) || member.phone.startsWith(word);
  return member.name.includes(word) || member.pinyin.startsWith(word) || member.initials.startsWith(word);
}

function listMembers({ county, query }: Asked): MemberRow[] {
  const unit = query.get('unit');
  const within = unit ? (query.get('below') ? idsWithin(county, unit) : new Set([unit])) : null;
  const text = query.get('query') ?? '';
  const kind = query.get('kind');
  const after = query.get('after');
  const rows = county.members.filter(
    (member) =>
      (query.get('left') === '1' || !member.left_at) &&
      (!within || member.memberships.some((row) => !row.until && within.has(row.unit_id))) &&
      (!kind || member.kind_id === kind) &&
      (text === '' || fits(member, text)),
  );
  const start = after ? rows.findIndex((member) => member.id === after) + 1 : 0;
  const limit = Number(query.get('limit') ?? LIMIT);
  return rows.slice(start, start + limit).map((member) => rowOf(county, member));
}

function addMember({ api, county, body }: Asked): MemberDetail {
  const unit = unitOf(county, body['unit_id']);
  const number = String(body['identity_number'] ?? '');
  if (county.members.some((row) => row.identity_number === number)) {
    throw new Refusal(409, 'conflict', 'somebody with this identity number is in the roster already');
  }
  const member: FakeMember = {
    id: api.newId(),
    name: String(body['name']),
    pinyin: '',
    initials: '',
    kind_id: String(body['kind_id'] ?? 'full'),
    phone: String(body['phone'] ?? ''),
    identity_number: number,
    has_code: false,
    memberships: [{ id: api.newId(), unit_id: unit.id, home: true, from: String(body['from'] ?? today()) }],
    exemptions: [],
  };
  county.members.unshift(member);
  unit.members += 1;
  return detailOf(county, member);
}

function askTransfer({ api, county, body, path, account }: Asked): TransferRow {
  const member = memberOf(county, path[0]);
  const transfer: TransferRow = {
    id: api.newId(),
    member_id: member.id,
    member_name: member.name,
    from_unit: stepOf(county, homeOf(member)),
    to_unit: stepOf(county, String(body['unit_id'])),
    from: String(body['from'] ?? today()),
    state: 'asked',
    asked_by: account.display_name,
    asked_at: new Date().toISOString(),
    mine_to_decide: false,
  };
  county.transfers.unshift(transfer);
  api.push('demo-clerk', { type: 'notice', kind: 'transfer.asked', subject: transfer.id });
  return transfer;
}

function transferOf(county: FakeCounty, id: unknown): TransferRow {
  const transfer = county.transfers.find((row) => row.id === id);
  if (!transfer) throw notFound();
  return transfer;
}

function decide({ api, county, body, path }: Asked): TransferRow {
  const transfer = transferOf(county, path[0]);
  if (transfer.state !== 'asked') throw new Refusal(409, 'conflict', 'this transfer is decided already');
  transfer.state = body['accept'] ? 'accepted' : 'refused';
  transfer.decided_at = new Date().toISOString();
  if (body['reason']) transfer.reason = String(body['reason']);
  if (body['accept']) {
    const member = memberOf(county, transfer.member_id);
    for (const row of member.memberships) if (row.home && !row.until) row.until = transfer.from;
    member.memberships.unshift({ id: api.newId(), unit_id: transfer.to_unit.id, home: true, from: transfer.from });
  }
  api.push('demo-admin', { type: 'notice', kind: 'transfer.decided', subject: transfer.id });
  return transfer;
}

/* Who decides is the receiving unit's clerk: here the clerk, never the administrator who asked. */
function listTransfers({ county, query, account }: Asked): TransferRow[] {
  const state = query.get('state');
  return county.transfers
    .filter((row) => !state || row.state === state)
    .map((row) => ({ ...row, mine_to_decide: row.state === 'asked' && account.roles.includes('clerk') }));
}

function targetsFor(county: FakeCounty, text: string): TransferTarget[] {
  const pathOf = (id: string | undefined): string[] => {
    const unit = county.units.find((row) => row.id === id);
    return unit ? [...pathOf(unit.parent_id), unit.name] : [];
  };
  return county.units
    .filter((row) => row.name.includes(text))
    .slice(0, 20)
    .map((row) => ({ id: row.id, path: pathOf(row.id) }));
}

export const MEMBER_ROUTES: Handlers = {
  'GET /api/v1/member-kinds': ({ county }) => county.kinds,
  'PUT /api/v1/member-kinds': ({ county, body }) => (county.kinds = body['kinds'] as FakeCounty['kinds']),
  'GET /api/v1/members': listMembers,
  'POST /api/v1/members': addMember,
  'GET /api/v1/members/{id}': ({ county, path }) => detailOf(county, memberOf(county, path[0])),
  'PATCH /api/v1/members/{id}': ({ county, path, body }) => {
    const member = memberOf(county, path[0]);
    Object.assign(member, body);
    return detailOf(county, member);
  },
  'DELETE /api/v1/members/{id}': ({ county, path }) => {
    memberOf(county, path[0]).left_at = new Date().toISOString();
    return null;
  },
  'POST /api/v1/members/{id}/numbers': ({ county, path }) => {
    const { phone, identity_number } = memberOf(county, path[0]);
    return { phone, identity_number };
  },
  'POST /api/v1/members/{id}/memberships': ({ api, county, path, body }) => {
    const member = memberOf(county, path[0]);
    const unit = unitOf(county, body['unit_id']);
    member.memberships.unshift({ id: api.newId(), unit_id: unit.id, home: false, from: String(body['from'] ?? today()) });
    return detailOf(county, member);
  },
  'DELETE /api/v1/members/{id}/memberships/{membership}': ({ county, path }) => {
    const member = memberOf(county, path[0]);
    for (const row of member.memberships) if (row.id === path[1]) row.until = today();
    return null;
  },
  'POST /api/v1/members/{id}/transfers': askTransfer,
  'POST /api/v1/members/{id}/exemptions': ({ api, county, path, body }) => {
    const member = memberOf(county, path[0]);
    const row = {
      id: api.newId(), unit_id: homeOf(member), from: String(body['from']), until: String(body['until']), reason: String(body['reason'] ?? ''),
    };
    member.exemptions.unshift(row);
    return detailOf(county, member).exemptions[0];
  },
  'GET /api/v1/transfer-targets': ({ county, query }) => targetsFor(county, query.get('query') ?? ''),
  'GET /api/v1/transfers': listTransfers,
  'POST /api/v1/transfers/{id}/decision': decide,
  'DELETE /api/v1/transfers/{id}': ({ county, path }) => {
    transferOf(county, path[0]).state = 'withdrawn';
    return null;
  },
  'POST /api/v1/exemptions/{id}/reason': ({ county, path }) => {
    const row = county.members.flatMap((member) => member.exemptions).find((one) => one.id === path[0]);
    if (!row) throw notFound();
    return { reason: row.reason };
  },
  'DELETE /api/v1/exemptions/{id}': ({ county, path }) => {
    for (const row of county.members.flatMap((member) => member.exemptions)) {
      if (row.id === path[0]) row.revoked_at = new Date().toISOString();
    }
    return null;
  },
  'POST /api/v1/activations': ({ county, body }) =>
    (body['member_ids'] as string[]).map((id) => {
      const member = memberOf(county, id);
      member.has_code = true;
      return {
        member_id: id, name: member.name, unit_name: unitOf(county, homeOf(member)).name,
        kind: member.account_name ? 'reset' : 'activate', code: 'K7QM-3FXW-9RTD',
        link: 'http://10.0.0.5:8080/activate#K7QM3FXW9RTD', expires_at: '2026-12-21T00:00:00Z',
      };
    }),
  'DELETE /api/v1/members/{id}/activation': ({ county, path }) => {
    memberOf(county, path[0]).has_code = false;
    return null;
  },
  'GET /api/v1/calendar': ({ api, account }) => ({ url: `${api.url}/api/v1/calendar/first-${account.name}.ics` }),
  'POST /api/v1/calendar': ({ api, account }) => ({ url: `${api.url}/api/v1/calendar/second-${account.name}.ics` }),
  'GET /api/v1/me': ({ api, county, account }) => ({
    display_name: account.display_name,
    roles: account.roles,
    ...(account.name === 'demo-member' ? { member: detailOf(county, county.members[5]!) } : {}),
    appointments:
      account.name === 'demo-clerk' && !api.dismissed.has(account.name)
        ? [
            {
              id: fakeId(7, 1), account_id: account.id, account_name: account.name, display_name: account.display_name,
              role: 'clerk', unit_id: county.units[1]!.id, unit_name: county.units[1]!.name, appointed_by: '赵敏',
              appointed_at: '2026-09-01T00:00:00Z',
            },
          ]
        : [],
    seen_by:
      account.name === 'demo-member'
        ? [
            { at: '2026-11-20T03:12:00Z', by: '李秀英', action: 'member.numbers' },
            { at: '2026-11-18T01:40:00Z', by: '赵敏', action: 'member.see' },
          ]
        : [],
  }),
};
