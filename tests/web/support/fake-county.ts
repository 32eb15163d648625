/* A county in memory for tests of pages: 1,500 units, 35,000 members, always the same ones. */
import type { MemberKind, TransferRow } from '../../../player-web/shared/contract/members.ts';
import type { Level, PlaceRow, UnitRow } from '../../../player-web/shared/contract/units.ts';

export interface FakeMember {
  id: string;
  name: string;
  pinyin: string; // of the whole name, without tones
  initials: string;
  kind_id: string;
  phone: string;
  identity_number: string;
  account_name?: string;
  has_code: boolean;
  left_at?: string;
  memberships: { id: string; unit_id: string; home: boolean; from: string; until?: string }[];
  exemptions: { id: string; unit_id: string; from: string; until: string; reason: string; revoked_at?: string }[];
}

export interface FakeCounty {
  levels: Level[];
  units: UnitRow[]; // parents before children
  kinds: MemberKind[];
  members: FakeMember[];
  places: PlaceRow[];
  transfers: TransferRow[];
}

export const FAKE_UNITS = 1500;
export const FAKE_MEMBERS = 35000;
const TOWNSHIPS = 25;

const HEADS = '石东西南北上下大小青白云金银龙清和长新高'.split('');
const TAILS = '桥河山岭泉坪沟湾塘庄林台岩源溪店铺关堡寨'.split('');
const SURNAMES: readonly (readonly [string, string])[] = [
  ['王', 'wang'], ['李', 'li'], ['张', 'zhang'], ['刘', 'liu'], ['陈', 'chen'], ['杨', 'yang'],
  ['赵', 'zhao'], ['黄', 'huang'], ['周', 'zhou'], ['吴', 'wu'],
];
const GIVEN: readonly (readonly [string, string])[] = [
  ['秀', 'xiu'], ['英', 'ying'], ['建', 'jian'], ['国', 'guo'], ['明', 'ming'], ['芳', 'fang'],
  ['丽', 'li'], ['军', 'jun'], ['华', 'hua'], ['平', 'ping'], ['玉', 'yu'], ['兰', 'lan'],
  ['志', 'zhi'], ['强', 'qiang'], ['文', 'wen'], ['海', 'hai'],
];

export function fakeId(kind: number, n: number): string {
  return `01900000-0000-7000-8${kind.toString(16).padStart(3, '0')}-${n.toString(16).padStart(12, '0')}`;
}

function pick<T>(list: readonly T[], n: number): T {
  return list[n % list.length]!;
}

function placeName(n: number): string {
  return pick(HEADS, n) + pick(TAILS, Math.floor(n / HEADS.length) + n * 7);
}

function makeUnits(): UnitRow[] {
  const units: UnitRow[] = [
    { id: fakeId(1, 0), level_id: fakeId(2, 0), name: '云岭县', code: '530900000000', members: 0 },
  ];
  const villages = FAKE_UNITS - 1 - TOWNSHIPS;
  for (let town = 0; town < TOWNSHIPS; town++) {
    const parent: UnitRow = {
      id: fakeId(1, 1 + town),
      parent_id: units[0]!.id,
      level_id: fakeId(2, 1),
      name: `${placeName(town)}镇`,
      members: 0,
    };
    units.push(parent);
    for (let n = town; n < villages; n += TOWNSHIPS) {
      const id = fakeId(1, 1 + TOWNSHIPS + n);
      units.push({ id, parent_id: parent.id, level_id: fakeId(2, 2), name: `${placeName(n * 3 + 5)}村`, members: 0 });
    }
  }
  return units;
}

function makeMember(n: number, unit: UnitRow): FakeMember {
  const [surname, surnameSound] = pick(SURNAMES, n);
  const [first, firstSound] = pick(GIVEN, n * 3 + Math.floor(n / 10));
  const [second, secondSound] = pick(GIVEN, n * 7 + Math.floor(n / 160) + 1);
  const tail = String(n % 10000).padStart(4, '0');
  return {
    id: fakeId(3, n),
    name: surname + first + second,
    pinyin: surnameSound + firstSound + secondSound,
    initials: surnameSound.charAt(0) + firstSound.charAt(0) + secondSound.charAt(0),
    kind_id: n % 11 === 0 ? 'probationary' : 'full',
    phone: `138${String(1000 + (n % 9000))}${tail}`,
    identity_number: `53090019${String(50 + (n % 50))}0101${tail}`,
    has_code: n % 5 === 1,
    ...(n % 5 === 0 ? { account_name: `member${n}` } : {}),
    memberships: [{ id: fakeId(4, n), unit_id: unit.id, home: true, from: '2019-07-01' }],
    exemptions: [],
  };
}

export function fakeCounty(members = FAKE_MEMBERS): FakeCounty {
  const units = makeUnits();
  const villages = units.filter((unit) => unit.level_id === fakeId(2, 2));
  const list = Array.from({ length: members }, (_, n) => makeMember(n, pick(villages, n)));
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  for (const member of list) byId.get(member.memberships[0]!.unit_id)!.members += 1;
  return {
    levels: ['县', '乡镇', '村'].map((name, i) => ({ id: fakeId(2, i), name })),
    units,
    kinds: [
      { id: 'full', name: '正式党员', votes: true, required: true },
      { id: 'probationary', name: '预备党员', votes: false, required: true },
      { id: 'public', name: '群众', votes: false, required: false },
    ],
    members: list,
    places: villages.slice(0, 3).map((unit, n) => ({
      id: fakeId(5, n),
      unit_id: unit.id,
      name: `${unit.name}活动室`,
      address: `${unit.name}村委会一楼`,
      serves: [{ id: unit.id, name: unit.name }],
      screens: n === 0 ? 1 : 0,
    })),
    transfers: [],
  };
}
