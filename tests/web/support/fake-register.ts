/* An attendance register, answered within the browser: of one place, with as many people as asked for. Several pages may
 * share it. Keeps its promises: an id that comes twice counts once, who is entered stays so. */
import type {
  CardRead, CodeWish, ConfirmationWish, CountWish, LeftWish, Presence, PresencesWish, PresenceWish, Register, RegisterPage, RollCode, RollPerson,
} from '../../../player-web/shared/contract/registers.ts';
import type { Page, Route } from '../../../player-web/tools/browser-driver.ts';
import { fakeId } from './fake-county.ts';
import { SCREEN } from './fake-live.ts';

export const REGISTER_ID = fakeId(0x80, 1);
const MINUTE_MS = 60000;
const QR = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0h3v3H0zM6 0h3v3H6zM0 6h3v3H0zM4 4h2v2H4z'/></svg>";

/* In the order of their pinyin. */
const FAMILIES = [
  ['阿', 'a'], ['巴', 'ba'], ['白', 'bai'], ['包', 'bao'], ['曹', 'cao'], ['陈', 'chen'], ['丁', 'ding'], ['额', 'e'], ['高', 'gao'], ['韩', 'han'],
  ['李', 'li'], ['刘', 'liu'], ['孟', 'meng'], ['那', 'na'], ['齐', 'qi'], ['苏', 'su'], ['王', 'wang'], ['乌', 'wu'], ['张', 'zhang'], ['赵', 'zhao'],
] as const;
const GIVEN = [['建国', 'jian guo', 'jg'], ['秀英', 'xiu ying', 'xy']] as const;

function personAt(i: number): RollPerson {
  const [family, sound] = FAMILIES[Math.floor(i / GIVEN.length) % FAMILIES.length]!;
  const [given, sounds, letters] = GIVEN[i % GIVEN.length]!;
  const round = Math.floor(i / (FAMILIES.length * GIVEN.length));
  return {
    member_id: fakeId(0x81, i + 1), name: `${family}${given}${round > 0 ? round + 1 : ''}`, pinyin: `${sound} ${sounds}`,
    initials: sound[0]! + letters, is_expected: true, ...(i % 9 === 4 ? { is_excused: true } : {}), ...(i % 5 === 3 ? { unit_name: '查干嘎查' } : {}),
  };
}

export class FakeRegister {
  readonly people: RollPerson[];
  readonly elsewhere: RollPerson[] = [
    { member_id: fakeId(0x82, 1), name: '周明远', unit_name: '石桥镇', is_visiting: true },
  ];
  readonly presences: Presence[] = []; // all, the withdrawn ones too
  readonly wishes: PresencesWish[] = []; // that were taken
  readonly counts: CountWish[] = [];
  readonly confirmations: ConfirmationWish[] = [];
  readonly codes: CodeWish[] = [];
  codesAsked = 0;
  codeStatus = 200;
  isDown = false;
  refusedId = ''; // a member whom nobody may enter
  register: Register;
  private revision = 1;

  constructor(eventId: string, people: number, more: Partial<Register> = {}) {
    this.people = Array.from({ length: people }, (_, i) => personAt(i));
    this.register = {
      id: REGISTER_ID, kind: 'meeting', event_id: eventId, type_id: 'meeting', title: '全县防汛工作会议',
      began_at: new Date(Date.now() - 20 * MINUTE_MS).toISOString(), revision: 1, ...more,
    };
  }

  async serve(page: Page): Promise<void> {
    await page.route(/\/api\/v1\/(registers|presences)([/?]|$)/, (route) => (this.isDown ? route.abort() : this.answer(route)));
    await page.route('**/fake-roll-qr.svg*', (route) => route.fulfill({ contentType: 'image/svg+xml', body: QR }));
  }

  here(): Presence[] {
    return this.presences.filter((one) => !one.is_withdrawn && !one.until);
  }

  /* As another clerk does. */
  enter(member: number, by = '赵敏', fromMs = Date.now()): Presence {
    return this.add({ id: fakeId(0x83, this.presences.length + 1), member_id: this.people[member]!.member_id, from: new Date(fromMs).toISOString() }, 'phone', by);
  }

  private add(wish: PresenceWish, how: Presence['how'], by: string): Presence {
    const same = this.presences.find((one) => one.id === wish.id);
    if (same) return { ...same, outcome: 'repeated' };
    const before = wish.member_id ? this.here().find((one) => one.member_id === wish.member_id) : undefined;
    if (before) return { ...before, outcome: 'already' };
    const person = [...this.people, ...this.elsewhere].find((one) => one.member_id === wish.member_id);
    if (person && !this.people.includes(person)) this.people.push(person);
    const presence: Presence = {
      id: wish.id, ...(wish.member_id ? { member_id: wish.member_id } : {}), name: wish.guest_name ?? person?.name ?? '',
      place_id: SCREEN.place_id, place_name: SCREEN.place_name, from: wish.from ?? new Date().toISOString(),
      ...(wish.until ? { until: wish.until } : {}), how, by, at: wish.from ?? new Date().toISOString(),
    };
    this.presences.push(presence);
    this.revision += 1;
    return { ...presence, outcome: 'entered' };
  }

  private listed(person: RollPerson): RollPerson {
    const presence = this.presences.filter((one) => one.member_id === person.member_id && !one.is_withdrawn).at(-1);
    return presence ? { ...person, presence } : person;
  }

  private page(): RegisterPage {
    const valid = this.presences.filter((one) => !one.is_withdrawn);
    const place = { place_id: SCREEN.place_id, place_name: SCREEN.place_name };
    const notes = { by: '李秀英', at: new Date().toISOString() };
    return {
      now: new Date().toISOString(), register: { ...this.register, revision: this.revision }, ...place, expected: this.people.length, excused: 0,
      present: this.here().length, came: valid.length, besides: 0, guests: valid.filter((one) => !one.member_id).length, units: [],
      counts: this.counts.map((one) => ({ ...place, ...notes, ...one })),
      confirmations: this.confirmations.map((one) => ({ ...place, ...notes, ...one, present: this.here().length })),
      presences: valid,
    };
  }

  private list(query: string): unknown {
    const found = (one: RollPerson) => [one.name, one.pinyin ?? '', one.initials ?? ''].some((text) => text.includes(query));
    const rows = query ? [...this.people, ...this.elsewhere].filter(found) : this.people;
    return { now: new Date().toISOString(), revision: this.revision, place_id: SCREEN.place_id, people: rows.map((one) => this.listed(one)) };
  }

  private code(): RollCode {
    this.codesAsked += 1;
    const now = Date.now();
    return {
      place_id: SCREEN.place_id, place_name: SCREEN.place_name, code: `code${this.codesAsked}`, url: `/j?c=code${this.codesAsked}`,
      qr: `/fake-roll-qr.svg?${this.codesAsked}`, now: new Date(now).toISOString(), changes_at: new Date(now + 1200).toISOString(),
      good_until: new Date(now + 20000).toISOString(),
    };
  }

  private async answer(route: Route): Promise<void> {
    const request = route.request();
    const url = new URL(request.url());
    const body: unknown = request.method() === 'POST' ? request.postDataJSON() : null;
    const { status, value } = this.take(url, body);
    await route.fulfill({ status, json: value, contentType: status < 400 ? 'application/json' : 'application/problem+json' });
  }

  private take(url: URL, body: unknown): { status: number; value: unknown } {
    const [, , , what, , part = '', id = '', act = ''] = url.pathname.split('/');
    const ok = (value: unknown, status = 200) => ({ status, value });
    if (what === 'presences') return this.scan(body as CodeWish);
    if (url.pathname.endsWith('/registers')) return ok({ now: new Date().toISOString(), registers: [this.register] });
    if (part === '') return ok(this.page());
    if (part === 'people') return ok(this.list(url.searchParams.get('q') ?? ''));
    if (part === 'code') return ok(this.code());
    if (part === 'counts') return ok({ ...(body as object), n: this.counts.push(body as CountWish) }, 201);
    if (part === 'cards') return this.card(body as CardRead);
    if (part === 'confirmations') {
      this.confirmations.push(body as ConfirmationWish);
      return ok(this.page().confirmations.at(-1), 201);
    }
    if (id) return this.change(id, act, body as LeftWish);
    const wish = body as PresencesWish;
    if (this.refusedId && wish.presences.some((one) => one.member_id === this.refusedId)) return { status: 404, value: { code: 'not_found', detail: '' } };
    return ok(this.enterMany(wish));
  }

  /* The number of a card is the place of its owner in the list. */
  private card(read: CardRead): { status: number; value: unknown } {
    const person = this.people[Number(read.number)];
    if (!person) return { status: 404, value: { code: 'not_found', detail: '' } };
    return { status: 200, value: this.add({ id: read.id, member_id: person.member_id }, 'card', '李秀英') };
  }

  private enterMany(wish: PresencesWish): unknown {
    this.wishes.push(wish);
    const presences = wish.presences.map((one) => this.add(one, wish.how ?? 'remote', '李秀英'));
    return { revision: this.revision, presences };
  }

  private change(id: string, act: string, wish: LeftWish): { status: number; value: unknown } {
    const presence = this.presences.find((one) => one.id === id);
    if (!presence) return { status: 404, value: { code: 'not_found', detail: '' } };
    this.revision += 1;
    if (act === 'left') presence.until = wish.at ?? new Date().toISOString();
    else presence.is_withdrawn = true;
    return { status: 200, value: presence };
  }

  private scan(wish: CodeWish): { status: number; value: unknown } {
    this.codes.push(wish);
    if (this.codeStatus !== 200) return { status: this.codeStatus, value: { code: this.codeStatus === 410 ? 'stale' : 'conflict', status: this.codeStatus, detail: '' } };
    return { status: 200, value: { title: this.register.title, presence: this.add({ id: wish.id ?? fakeId(0x84, 1), member_id: this.people[0]!.member_id }, 'qr', '王建国') } };
  }
}
