/* A server of the contract's shape for tests of pages: the built pages with their CSP, a county in
 * memory (fake-county.ts), the API of people and places, the WebSocket. It answers at once and lets a
 * test push notices, so that a page is tested alone and with as many rows as it must carry. */
import assert from 'node:assert/strict';
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, resolve } from 'node:path';

import type { Account, RoleWord } from '../../../player-web/shared/contract.ts';
import type { Beat } from '../../../player-web/shared/contract/live.ts';
import type { RightRow } from '../../../player-web/shared/contract/rights.ts';
import { COURSE_ROUTES, FakeCourses } from './fake-courses.ts';
import { fakeCounty, fakeId, type FakeCounty } from './fake-county.ts';
import { FAKE_CONTACT, Refusal, SentFile, type Handler, type Handlers } from './fake-handler.ts';
import { INVITATION_ROUTES } from './fake-invitations.ts';
import { FakeLive, LIVE_ROUTES } from './fake-live.ts';
import { FakeLessons, LESSON_ROUTES } from './fake-lessons.ts';
import { MEMBER_ROUTES } from './fake-members.ts';
import { OFFICE_ROUTES } from './fake-office.ts';
import { FakeRecords, RECORD_ROUTES } from './fake-records.ts';
import { RULE_ROUTES } from './fake-rules.ts';
import { REPORT_ROUTES } from './fake-reports.ts';
import type { FakeRoom } from './fake-room.ts';
import { FakeSocket } from './fake-socket.ts';
import { FakeStudio, STUDIO_ROUTES } from './fake-studio.ts';
import { UNIT_ROUTES } from './fake-units.ts';

export const PEOPLE: Readonly<Record<string, { name: string; roles: RoleWord[] }>> = {
  'demo-admin': { name: '赵敏', roles: ['administrator'] },
  'demo-auditor': { name: '陈文海', roles: ['auditor'] },
  'demo-clerk': { name: '李秀英', roles: ['clerk'] },
  'demo-studio': { name: '周立', roles: ['studio'] },
  'demo-editor': { name: '乌兰', roles: ['editor'] },
  'demo-member': { name: '王建国', roles: ['member'] },
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const CSP =
  "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; " +
  "media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/* What is answered before anybody is signed in. */
const OPEN = /\/(server|session\/people|now|viewings|beats|take|screen|screen\/(beat|study)|confirm|registers|library|topics|languages|rooms\/[\w-]+\/guests|(courses|lessons)(\/[\w-]+(\/questions)?)?)$/;

const OFFICE: RoleWord[] = ['administrator', 'auditor', 'clerk'];
const CLERK: RoleWord[] = ['administrator', 'clerk'];
const STUDIO: RoleWord[] = ['administrator', 'studio'];
const ADMIN: RoleWord[] = ['administrator'];
const RIGHTS: readonly (readonly [string, RightRow['scope'], RoleWord[]])[] = [
  ['level.change', 'server', ADMIN], ['unit.see', 'unit', [...OFFICE, 'studio']], ['unit.change', 'unit', ADMIN],
  ['place.see', 'unit', OFFICE], ['place.change', 'unit', CLERK], ['member.see', 'unit', OFFICE],
  ['member.change', 'unit', CLERK], ['member.numbers', 'unit', CLERK], ['transfer.see', 'unit', OFFICE],
  ['transfer.ask', 'unit', CLERK], ['transfer.decide', 'unit', CLERK], ['exemption.change', 'unit', CLERK],
  ['exemption.reason', 'unit', CLERK], ['activation.issue', 'unit', CLERK],
  ['appointment.see', 'unit', ['administrator', 'auditor']], ['appointment.change', 'unit', ADMIN],
  ['screen.see', 'unit', OFFICE], ['screen.pair', 'unit', CLERK], ['screen.change', 'unit', CLERK],
  ['guide.see', 'server', ADMIN], ['sample.change', 'server', ADMIN], ['account.manage', 'server', ADMIN],
  ['audit.see', 'server', ['administrator', 'auditor']], ['import', 'unit', ADMIN], ['export.ask', 'unit', OFFICE],
  ['export.decide', 'unit', ['administrator', 'auditor']], ['roster.sync', 'server', ADMIN],
  ['record.see', 'unit', OFFICE], ['policy.see', 'unit', OFFICE], ['policy.change', 'unit', ADMIN], ['duty.see', 'unit', OFFICE], ['duty.change', 'unit', ADMIN],
  ['leave.decide', 'unit', CLERK], ['objection.decide', 'unit', OFFICE], ['correction.ask', 'unit', CLERK],
  ['correction.decide', 'unit', OFFICE],
  ['meeting.run', 'unit', STUDIO], ['attendance.roll', 'unit', CLERK], ['course.edit', 'server', ['administrator', 'editor']], ['server.see', 'open', []], ['screen.self', 'self', []],
  ['meeting.run', 'unit', STUDIO], ['attendance.roll', 'unit', CLERK], ['record.see', 'unit', OFFICE], ['course.edit', 'server', ['administrator', 'editor']], ['server.see', 'open', []], ['screen.self', 'self', []],
  ['self', 'self', ['administrator', 'auditor', 'studio', 'editor', 'clerk', 'interpreter', 'member']],
];

/* The pages that were built together with the program. */
function builtPages(): string {
  const program = resolve(process.env['TONGPING_BIN'] ?? 'build/server/tongping');
  const folder = process.env['TONGPING_PAGES'] ?? resolve(dirname(program), '../player-web/dist');
  assert.ok(existsSync(folder), `there are no built pages in '${folder}'`);
  return folder;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  const isJson = /json|text\/plain/.test(request.headers['content-type'] ?? '');
  return text === '' || !isJson ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/* A client's message, as much of it as is looked at. */
interface Heard {
  type: string;
  id: number;
  t0?: number;
  viewing?: string;
  beats?: Beat[];
}

export class FakeApi {
  url = '';
  county: FakeCounty;
  room: FakeRoom | null = null; // a meeting in which all may speak
  readonly live = new FakeLive();
  readonly lessons = new FakeLessons();
  readonly studio = new FakeStudio(this.live);
  readonly courses = new FakeCourses();
  records = new FakeRecords(); // those of demo-member
  calls: string[] = []; // method and path with query, in order
  readonly dismissed = new Set<string>(); // accounts whose appointments are gone
  readonly snapshots: { at: number; units: FakeCounty['units'] }[] = [];
  private readonly pages: string;
  private readonly server: Server;
  private readonly sockets = new Map<FakeSocket, string>();
  private nextId = 1;
  private refusals: { pattern: RegExp; refusal: Refusal }[] = [];

  private constructor(county: FakeCounty) {
    this.county = county;
    this.pages = builtPages();
    this.courses.tell = (message) => this.push('demo-editor', message);
    this.courses.tus.onComplete = (upload) => this.courses.addJob(upload);
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.on('upgrade', (request: IncomingMessage, stream) => {
      const name = request.url?.includes('as=screen') ? 'screen' : request.url?.includes('as=guest') ? 'guest' : this.nameOf(request);
      const socket = new FakeSocket(request, stream);
      this.sockets.set(socket, name);
      socket.onClose = () => this.sockets.delete(socket);
      socket.onText = (text) => this.hear(socket, name, JSON.parse(text) as Heard);
    });
  }

  static async start(county: FakeCounty = fakeCounty()): Promise<FakeApi> {
    const api = new FakeApi(county);
    await new Promise<void>((ready) => api.server.listen(0, '127.0.0.1', ready));
    api.url = `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`;
    return api;
  }

  async dispose(): Promise<void> {
    for (const socket of this.sockets.keys()) socket.end();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /* A message of the server to everybody of this account. */
  seats(account: string): number {
    return [...this.sockets.values()].filter((name) => name === account).length;
  }

  /* The line of everybody of this account breaks. */
  cut(account: string): void {
    for (const [socket, name] of this.sockets) if (name === account) socket.end();
  }

  push(account: string, message: object): void {
    for (const [socket, name] of this.sockets) if (name === account) socket.send(message);
  }

  /* The next call that fits is refused so. */
  refuseNext(pattern: RegExp, status: number, code: string, detail: string): void {
    this.refusals.push({ pattern, refusal: new Refusal(status, code, detail) });
  }

  newId(): string {
    return fakeId(0xff, this.nextId++);
  }

  private nameOf(request: IncomingMessage): string {
    return /fake=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  }

  private accountOf(name: string): Account | null {
    const person = PEOPLE[name];
    return person ? { id: fakeId(9, name.length), name, display_name: person.name, roles: person.roles } : null;
  }

  private hear(socket: FakeSocket, name: string, message: Heard): void {
    const account = name === 'guest' ? this.room?.guest ?? null : this.accountOf(name);
    const wall_us = Date.now() * 1000;
    if (message.type === 'hello') {
      socket.send({
        type: 'welcome', re: message.id, session: 'a'.repeat(22), resume: 'b'.repeat(43), resumed: false,
        resume_within_s: 60, now_us: wall_us, account, ping_every_s: 20,
      });
    } else if (message.type === 'clock') {
      socket.send({ type: 'clock', re: message.id, t0: message.t0, t1: 0, t2: 0, wall_us });
    } else if (message.type === 'presence.subscribe') {
      socket.send({ type: 'presence', re: message.id, people: [], total: 0 });
    } else if (message.type === 'beat') {
      this.hearBeats(socket, message);
    } else if (this.room && account && /^(room|vote|media)\./.test(message.type)) {
      this.room.hear((answer) => socket.send(answer), account, message);
    } else {
      socket.send({ type: message.type === 'ping' ? 'pong' : 'ok', re: message.id });
    }
  }

  private hearBeats(socket: FakeSocket, message: Heard): void {
    try {
      const sequence = this.live.take(message.viewing ?? '', message.beats ?? []);
      this.lessons.hear(message.viewing ?? '', message.beats ?? []);
      const { isElsewhere, credited } = this.live;
      socket.send({ type: 'beat_stored', re: message.id, sequence, contact: FAKE_CONTACT, is_elsewhere: isElsewhere, ...credited });
    } catch {
      socket.send({ type: 'error', re: message.id, code: 'unavailable', detail: 'not now' });
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (this.live.isDown) return void request.socket.destroy();
    if (/^\/live\/.*\/cues\.vtt$/.test(url.pathname)) return void response.end(this.courses.cues);
    if (await this.live.serve(request, response, url)) return;
    if (this.lessons.serve(request, response, url)) return;
    if (await this.courses.tus.serve(request, response, url)) return;
    if (!url.pathname.startsWith('/api/')) return this.servePage(url.pathname, response);
    this.calls.push(`${request.method} ${url.pathname}${url.search}`);
    try {
      const body = await bodyOf(request);
      const { status, value, cookie } = this.answer(`${request.method} ${url.pathname}`, url, body, this.nameOf(request));
      if (value instanceof SentFile) {
        response.writeHead(200, {
          'Content-Type': value.type,
          'Content-Disposition': `attachment; filename="${value.name}"`,
        });
        response.end(value.content);
        return;
      }
      response.writeHead(status, {
        'Content-Type': 'application/json',
        ...(cookie ? { 'Set-Cookie': `fake=${cookie}; Path=/` } : {}),
      });
      response.end(value === null ? undefined : JSON.stringify(value));
    } catch (error) {
      const { status, code, message } = error instanceof Refusal ? error : new Refusal(500, 'internal', String(error));
      response.writeHead(status, { 'Content-Type': 'application/problem+json' });
      response.end(JSON.stringify({ type: 'about:blank', title: code, status, detail: message, code }));
    }
  }

  private answer(
    call: string,
    url: URL,
    body: Record<string, unknown>,
    name: string,
  ): { status: number; value: unknown; cookie?: string } {
    const refused = this.refusals.findIndex(({ pattern }) => pattern.test(call));
    if (refused >= 0) throw this.refusals.splice(refused, 1)[0]!.refusal;
    if (call === 'POST /api/v1/session') {
      const account = this.accountOf(String(body['name']));
      if (!account) throw new Refusal(401, 'unauthenticated', 'wrong name or password');
      return { status: 200, value: sessionOf(account), cookie: account.name };
    }
    const account = this.accountOf(name);
    const isEditor = account?.roles.includes('editor') ?? false;
    const isMember = account?.roles.includes('member') ?? false;
    const first = isEditor ? COURSE_ROUTES : isMember ? RECORD_ROUTES : {};
    const found = findHandler(call, first) ?? findHandler(call, HANDLERS);
    if (!account && !OPEN.test(call)) throw new Refusal(401, 'unauthenticated', 'sign in first');
    if (!found) throw new Refusal(404, 'not_found', `no route ${call}`);
    const value = found.handler({
      api: this,
      county: this.county,
      account: account ?? { id: '', name: '', display_name: '', roles: [] },
      path: found.path,
      query: url.searchParams,
      body,
    });
    const isMade = call === 'POST /api/v1/viewings';
    return { status: value === null ? 204 : isMade ? 201 : 200, value };
  }

  private servePage(path: string, response: ServerResponse): void {
    const file = path === '/' ? 'index.html' : extname(path) === '' ? `${path.slice(1)}.html` : path.slice(1);
    const whole = join(this.pages, file);
    const known = existsSync(whole) ? whole : join(this.pages, '404.html');
    response.writeHead(known === whole ? 200 : 404, {
      'Content-Type': TYPES[extname(known)] ?? 'application/octet-stream',
      'Content-Security-Policy': CSP,
    });
    createReadStream(known).pipe(response);
  }
}

function sessionOf(account: Account): object {
  return { account, session_id: fakeId(8, 1), expires_at: '2030-01-01T00:00:00Z' };
}

const OWN_ROUTES: Handlers = {
  'GET /api/v1/server': () => ({
    name: 'Tongping', version: '0.0.0', secure: true, demo: true, setup_needed: false, addresses: {},
    locales: ['zh-CN', 'en'], installation_page: false,
  }),
  'GET /api/v1/health': () => ({ status: 'ok', version: '0.0.0', started_at: '2026-10-01T02:00:00Z', parts: [] }),
  'GET /api/v1/session': ({ account }) => sessionOf(account),
  'PATCH /api/v1/session': ({ account }) => sessionOf(account),
  'GET /api/v1/session/people': () => [],
  'GET /api/v1/sessions': () => [
    {
      id: fakeId(8, 1), device: 'Windows · Chrome', created_at: '2026-10-01T02:00:00Z',
      last_used_at: new Date().toISOString(), peer: '10.1.2.3', current: true,
    },
  ],
  'GET /api/v1/rights': () =>
    RIGHTS.map(([action, scope, roles]): RightRow => ({ action, scope, roles, summary: action })),
};

const HANDLERS: Handlers = {
  ...OWN_ROUTES, ...UNIT_ROUTES, ...MEMBER_ROUTES, ...OFFICE_ROUTES, ...LIVE_ROUTES, ...REPORT_ROUTES, ...LESSON_ROUTES, ...STUDIO_ROUTES,
  ...RECORD_ROUTES, ...RULE_ROUTES, ...INVITATION_ROUTES,
};

/* Courses are two things: what viewers find (LESSON_ROUTES), and what an editor makes (COURSE_ROUTES). So are records: one's
 * own (RECORD_ROUTES), and what others decide about them (RULE_ROUTES). */
function findHandler(call: string, handlers: Handlers): { handler: Handler; path: string[] } | null {
  for (const [route, handler] of Object.entries(handlers)) {
    const match = new RegExp(`^${route.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(call);
    if (match) return { handler, path: match.slice(1) };
  }
  return null;
}
