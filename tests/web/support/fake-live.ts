/* Meetings of the fake server: what is on air, viewings with tokens, beats, and a stream that runs by the
 * clock. It can fall silent like a killed server, forget its tokens, end. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { AgendaItem, Beat, Meeting, MeetingRow, NowList, Viewing } from '../../../player-web/shared/contract/live.ts';
import { fakeId } from './fake-county.ts';
import { FAKE_CONTACT, Refusal, type Handlers } from './fake-handler.ts';
import { PART_MS, partOf, PARTS, SEGMENT_MS, tracks, type Track } from './fake-media.ts';

export const MEETING_ID = fakeId(0x40, 1);
export const RECORDING_ID = fakeId(0x40, 2);
const HELD_MAX_MS = 6000;
const RECORDED_SEGMENTS = 20;

export class FakeStream {
  firstMsn = 100; // the oldest that is kept
  endMs: number | null = null; // media time of the end
  generations: { msn: number; generation: number }[] = [{ msn: 0, generation: 0 }];
  gaps = new Set<number>();
  private readonly zeroWallMs: number;

  constructor() {
    this.zeroWallMs = Date.now() - 140 * SEGMENT_MS;
  }

  startsWallUs(): number {
    return this.zeroWallMs * 1000;
  }

  mediaMs(): number {
    return Math.min(this.endMs ?? Infinity, Date.now() - this.zeroWallMs);
  }

  /* A new life of the programme, as after a restart: from the next segment on. */
  beginGeneration(): void {
    const last = this.generations[this.generations.length - 1]!;
    this.generations.push({ msn: Math.floor(this.mediaMs() / SEGMENT_MS) + 1, generation: last.generation + 1 });
  }

  generationOf(msn: number): number {
    return this.generations.filter((one) => one.msn <= msn).pop()?.generation ?? 0;
  }

  has(msn: number, part: number): boolean {
    return msn * SEGMENT_MS + (part + 1) * PART_MS <= this.mediaMs();
  }
}

function master(profile: string): string {
  const all = tracks();
  const sounds = all.filter((track) => track.language !== '');
  const lines = ['#EXTM3U', '#EXT-X-VERSION:9', '#EXT-X-INDEPENDENT-SEGMENTS'];
  sounds.forEach((track, i) =>
    lines.push(
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="${track.autonym}",LANGUAGE="${track.language}",` +
        `DEFAULT=${i === 0 ? 'YES' : 'NO'},AUTOSELECT=YES,CHANNELS="2",URI="${track.name}/${profile}.m3u8"`,
    ),
  );
  for (const track of all.filter((one) => one.language === '')) {
    const width = (track.height * 16) / 9;
    lines.push(
      `#EXT-X-STREAM-INF:BANDWIDTH=${track.bandwidth},RESOLUTION=${width}x${track.height},FRAME-RATE=25.000,` +
        `CODECS="avc1.4d401e,mp4a.40.2",AUDIO="sound"`,
      `${track.name}/${profile}.m3u8`,
    );
  }
  return lines.join('\n') + '\n';
}

function segmentLines(stream: FakeStream, msn: number, withParts: boolean): string[] {
  const lines: string[] = [];
  const generation = stream.generationOf(msn);
  if (msn !== stream.firstMsn && stream.generationOf(msn - 1) !== generation) {
    lines.push('#EXT-X-DISCONTINUITY', `#EXT-X-MAP:URI="init${generation}.mp4"`);
  }
  if (withParts || msn % 5 === 0) {
    const wall = new Date(stream.startsWallUs() / 1000 + msn * SEGMENT_MS).toISOString();
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${wall}`);
  }
  for (let part = 0; withParts && part < PARTS && stream.has(msn, part); part++) {
    lines.push(`#EXT-X-PART:DURATION=${PART_MS / 1000},URI="p${msn}.${part}.m4s",INDEPENDENT=YES`);
  }
  if (stream.has(msn, PARTS - 1)) {
    if (stream.gaps.has(msn)) lines.push('#EXT-X-GAP');
    lines.push(`#EXTINF:${SEGMENT_MS / 1000},`, `s${msn}.m4s`);
  }
  return lines;
}

function liveList(stream: FakeStream, agenda: readonly AgendaItem[]): string {
  const now = Math.floor(stream.mediaMs() / SEGMENT_MS);
  const lines = [
    '#EXTM3U', '#EXT-X-VERSION:9', '#EXT-X-TARGETDURATION:2', `#EXT-X-PART-INF:PART-TARGET=${PART_MS / 1000}`,
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${(PART_MS * 3) / 1000},HOLD-BACK=6`,
    `#EXT-X-MEDIA-SEQUENCE:${stream.firstMsn}`, `#EXT-X-MAP:URI="init${stream.generationOf(stream.firstMsn)}.mp4"`,
  ];
  for (const item of agenda) {
    if (item.started_at_ms === null) continue;
    const wall = new Date(stream.startsWallUs() / 1000 + item.started_at_ms).toISOString();
    lines.push(`#EXT-X-DATERANGE:ID="${item.id}",START-DATE="${wall}",X-TITLE="${item.title}"`);
  }
  for (let msn = stream.firstMsn; msn <= now; msn++) lines.push(...segmentLines(stream, msn, now - msn < 3));
  if (stream.endMs !== null) lines.push('#EXT-X-ENDLIST');
  else {
    let part = 0;
    while (part < PARTS && stream.has(now, part)) part++;
    const next = part === PARTS ? `p${now + 1}.0` : `p${now}.${part}`;
    lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${next}.m4s"`);
  }
  return lines.join('\n') + '\n';
}

function recordedList(): string {
  const lines = [
    '#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-TARGETDURATION:2', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-MAP:URI="init0.mp4"',
  ];
  for (let msn = 0; msn < RECORDED_SEGMENTS; msn++) lines.push(`#EXTINF:${SEGMENT_MS / 1000},`, `s${msn}.m4s`);
  return [...lines, '#EXT-X-ENDLIST'].join('\n') + '\n';
}

export class FakeLive {
  readonly stream = new FakeStream();
  state: MeetingRow['state'] = 'live';
  visibility: MeetingRow['visibility'] = 'public';
  isSlate = false;
  hasRecording = false;
  mayDownload = false;
  downloadAsked = 0;
  removedAt: string | null = null; // the recording, by the retention rule
  upcoming: MeetingRow[] = [];
  readonly beats: (Beat & { viewing: string })[] = [];
  readonly stored = new Map<string, number>();
  refusesBeats = false;
  isElsewhere = false; // another screen of the account counts
  credited: { credited_ms?: number } = {}; // what answers to beats say of it
  takings: string[] = []; // viewings that took the person
  viewings = 0;
  isDown = false; // as a server that was killed: connections end without an answer
  readonly media: string[] = []; // paths of tracks that were asked for
  resumeMs = 0;
  confirmations: unknown[] = [];
  agenda: AgendaItem[] = [];
  token = 'token1';
  private tokens = 1;

  constructor() {
    const now = this.stream.mediaMs();
    this.agenda = [
      { id: 'a1', title: '宣布开会，介绍议程', minutes: 5, started_at_ms: now - 70000 },
      { id: 'a2', title: '学习全会精神', minutes: 40, started_at_ms: now - 30000 },
      { id: 'a3', title: '各旗县交流发言', minutes: 30, started_at_ms: null },
    ];
  }

  /* What was given out opens nothing any more. */
  revoke(): void {
    this.tokens += 1;
    this.token = `token${this.tokens}`;
  }

  row(id: string, change: Partial<MeetingRow> = {}): MeetingRow {
    return {
      id, title: '全盟党员干部学习大会', type_id: fakeId(0x41, 1), type_name: '视频会议', unit_id: fakeId(1, 1),
      unit_name: '锡林郭勒盟委组织部', kind: 'broadcast', state: this.state, visibility: this.visibility,
      starts_at: new Date(Date.now() - 3600000).toISOString(), ends_at: new Date(Date.now() + 3600000).toISOString(),
      languages: [{ tag: 'zh', is_floor: true, offset_ms: 0 }, { tag: 'mn', is_floor: false, offset_ms: 0 }],
      is_on_air: this.state === 'live' || this.state === 'open', has_recording: this.hasRecording, may_download: this.mayDownload, kept_until: null, ...change,
    };
  }

  rooms: MeetingRow[] = []; // group meetings that are open

  now(): NowList {
    const isOnAir = this.state === 'live' || this.state === 'open';
    const recorded = this.row(RECORDING_ID, {
      title: '春季接羔保育技术讲座', state: 'published', is_on_air: false, has_recording: true, may_download: this.mayDownload,
      starts_at: new Date(Date.now() - 86400000).toISOString(),
    });
    return {
      on_air: isOnAir ? [this.row(MEETING_ID)] : [],
      upcoming: this.upcoming,
      recordings: this.hasRecording && !isOnAir ? [this.row(MEETING_ID), recorded] : [recorded],
      rooms: this.rooms,
    };
  }

  viewing(meetingId: string): Viewing {
    this.viewings += 1;
    const isLive = meetingId === MEETING_ID && this.state !== 'published';
    const base = `/live/${meetingId}/~${this.token}`;
    return {
      id: fakeId(0x42, this.viewings), meeting_id: meetingId,
      expires_at: new Date(Date.now() + 3600000).toISOString(), is_live: isLive,
      live_url: `${base}/master.m3u8`, phone_url: `${base}/phone.m3u8`,
      tv_urls: [
        { language: 'zh', url: `${base}/tv/zh.m3u8` },
        { language: 'mn', url: `${base}/tv/mn.m3u8` },
      ],
      base_url: `${base}/`, resume_ms: isLive ? 0 : this.resumeMs,
      starts_wall_us: this.stream.startsWallUs(), beat_every_ms: 1000, contact: FAKE_CONTACT,
    };
  }

  meeting(id: string): Meeting {
    const { title, type_id, type_name, unit_id, unit_name, kind, state, visibility, starts_at, ends_at, languages } = this.row(id);
    return {
      id, title, note: '', type_id, type_name, unit_id, unit_name, kind, state, visibility, starts_at, ends_at, languages,
      time_zone: 'Asia/Shanghai', repeat: 'none', repeat_until: null, series_id: null, agenda: this.agenda, units: [],
      is_recorded: true, publishes_itself: false, is_endless: false, is_slate: this.isSlate, live_at: starts_at, ended_at: null,
      undo_until: null, recording_removed_at: this.removedAt, steps: [], revision: 1,
    };
  }

  take(viewing: string, beats: Beat[]): number {
    if (this.refusesBeats) throw new Refusal(503, 'unavailable', 'not now');
    for (const beat of beats) {
      if (beat.sequence <= (this.stored.get(viewing) ?? 0)) continue;
      this.stored.set(viewing, beat.sequence);
      this.beats.push({ ...beat, viewing });
    }
    return this.stored.get(viewing) ?? 0;
  }

  /* /live/{meeting}/~{token}/…; true when it was for us. */
  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const match = /^\/live\/([^/]+)\/~([^/]+)\/(.+)$/.exec(url.pathname);
    if (!match) return false;
    const [, meeting = '', token = '', rest = ''] = match;
    const isLive = meeting === MEETING_ID && this.state !== 'published';
    if (token !== this.token) response.writeHead(403).end();
    else if (/^(master|phone)\.m3u8$/.test(rest)) sendText(response, master(rest.startsWith('master') ? 'live' : 'phone'));
    else if (rest === 'download.mp4') this.serveDownload(response);
    else await this.serveTrack(request, response, { url, rest, isLive });
    return true;
  }

  /* Made when the first one asks. */
  private serveDownload(response: ServerResponse): void {
    this.downloadAsked += 1;
    if (this.downloadAsked === 1) {
      response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '1' });
      response.end('{"type":"about:blank","status":503,"code":"unavailable","detail":"…","percent":40}');
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'video/mp4', 'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent('会议.mp4')}`,
    });
    response.end('the file');
  }

  private async serveTrack(
    request: IncomingMessage,
    response: ServerResponse,
    { url, rest, isLive }: { url: URL; rest: string; isLive: boolean },
  ): Promise<void> {
    const [folder, file = ''] = rest.split('/');
    this.media.push(rest);
    const track = tracks().find((one) => one.name === folder);
    const piece = /^([ps])(\d+)(?:\.(\d+))?\.m4s$/.exec(file);
    if (!track) response.writeHead(404).end();
    else if (file.endsWith('.m3u8')) {
      if (isLive) await this.hold(request, url.searchParams);
      if (this.isDown) request.socket.destroy();
      else sendText(response, isLive ? liveList(this.stream, this.agenda) : recordedList());
    } else if (file.startsWith('init')) sendBytes(response, track.init);
    else if (piece) await this.servePiece(request, response, track, piece);
    else response.writeHead(404).end();
  }

  private async servePiece(
    request: IncomingMessage,
    response: ServerResponse,
    track: Track,
    [, kind, number, place]: RegExpExecArray,
  ): Promise<void> {
    const msn = Number(number);
    const last = kind === 'p' ? Number(place) : PARTS - 1;
    if (this.state === 'live') await this.until(request, () => this.stream.has(msn, last));
    if (this.isDown || request.destroyed) return void request.socket.destroy();
    const wanted = kind === 'p' ? [last] : Array.from({ length: PARTS }, (_, part) => part);
    sendBytes(response, Buffer.concat(wanted.map((part) => partOf(track, msn, part))));
  }

  private async hold(request: IncomingMessage, query: URLSearchParams): Promise<void> {
    const msn = query.get('_HLS_msn');
    if (msn === null) return;
    const part = Number(query.get('_HLS_part') ?? PARTS - 1);
    await this.until(request, () => this.stream.has(Number(msn), part) || this.stream.endMs !== null);
  }

  private async until(request: IncomingMessage, isThere: () => boolean): Promise<void> {
    const end = Date.now() + HELD_MAX_MS;
    while (!isThere() && !this.isDown && !request.destroyed && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'Content-Type': 'application/vnd.apple.mpegurl', 'Cache-Control': 'no-store' }).end(text);
}

function sendBytes(response: ServerResponse, bytes: Buffer): void {
  response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': bytes.length }).end(bytes);
}

/* A screen that was paired before. */
export const SCREEN = {
  id: fakeId(0x43, 1), name: '活动室电视', place_id: fakeId(2, 1), place_name: '村党群服务中心', unit_id: fakeId(1, 1),
  unit_name: '巴彦查干苏木', kind: 'tv',
};

export const LIVE_ROUTES: Handlers = {
  'GET /api/v1/now': ({ api, account }) => {
    const list = api.live.now();
    if (account.id !== '' || api.live.visibility === 'public') return list;
    return { ...list, on_air: [], upcoming: [] };
  },
  'GET /api/v1/registers': () => ({ now: new Date().toISOString(), registers: [] }), // more: fake-register.ts
  'GET /api/v1/screen': () => SCREEN,
  'POST /api/v1/screen/beat': () => ({ screen: SCREEN }),
  'GET /api/v1/screen/study': () => ({ place_id: SCREEN.place_id, place_name: SCREEN.place_name, screens: [] }),
  'GET /api/v1/meetings/{id}': ({ api, path }) => api.live.meeting(path[0]!),
  'POST /api/v1/viewings': ({ api, account, body }) => {
    if (body['lesson_id']) {
      if (api.lessons.audience !== 'public' && account.id === '') throw new Refusal(401, 'unauthenticated', 'sign in first');
      return api.lessons.viewing(String(body['lesson_id']));
    }
    const id = String(body['meeting_id']);
    const { state } = api.live;
    if (api.live.visibility !== 'public' && account.id === '') throw new Refusal(401, 'unauthenticated', 'sign in first');
    const isStudio = account.roles.includes('studio') && state !== 'cancelled';
    if (api.live.removedAt) throw new Refusal(409, 'conflict', 'The recording was removed when its time was over.');
    if (id === MEETING_ID && !isStudio && !['live', 'open', 'published'].includes(state)) throw new Refusal(409, 'conflict', 'not open');
    return api.live.viewing(id);
  },
  'POST /api/v1/viewings/{id}/beats': ({ api, path, body }) => {
    const sequence = api.live.take(path[0]!, body['beats'] as Beat[]);
    api.lessons.hear(path[0]!, body['beats'] as Beat[]);
    return { sequence, contact: FAKE_CONTACT, is_elsewhere: api.live.isElsewhere, ...api.live.credited };
  },
  'POST /api/v1/viewings/{id}/take': ({ api, path }) => {
    api.live.takings.push(path[0]!);
    api.live.isElsewhere = false;
    return { sequence: 0, contact: FAKE_CONTACT, is_elsewhere: false };
  },
  'POST /api/v1/meetings/{id}/sites/confirm': ({ api, body }) => {
    api.live.confirmations.push(body);
    return null;
  },
};
