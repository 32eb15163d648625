/* Courses of the fake server as villagers see them: rows, search, lessons with a picture, sounds and subtitles,
 * viewings, files to take home. Empty until a test asks for courses. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Course, CourseRow, Language, Lesson, LessonRow, LessonTrack, Library } from '../../../player-web/shared/contract/courses.ts';
import type { Beat, Viewing } from '../../../player-web/shared/contract/live.ts';
import { LANGUAGES } from '../../../player-web/shared/i18n/languages.ts';
import { fakeId } from './fake-county.ts';
import { FAKE_CONTACT, notFound, type Handlers } from './fake-handler.ts';
import { PARTS, partOf, SEGMENT_MS, tracks } from './fake-media.ts';

export const COURSE_ID = fakeId(0x50, 1);
export const LESSON_ID = fakeId(0x51, 1);
export const SECOND_ID = fakeId(0x51, 2);
const SEGMENTS = 16;
export const LESSON_MS = SEGMENTS * SEGMENT_MS;
const DAY_MS = 86400000;

const TITLES = ['果树剪枝与病虫害防治', '草原防火常识', '农村饮水安全', '牛羊冬季饲养', '党的二十大精神解读', '防范电信诈骗', '沙棘种植', '乡村医生讲高血压'];
const TOPICS = ['农牧技术', '安全生产', '理论学习'];

/* From second to second + 2 each, so that a test sees which one it is. */
const CUES: Readonly<Record<string, readonly string[]>> = {
  zh: ['大家好，今天讲果树剪枝。', '先看工具：剪刀要磨快。'],
  bo: ['བོད་ཡིག་སློབ་ཚན།', 'རྫོང་གི་ཚོགས་འདུ།'],
  'mn-Mong': ['ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ', 'ᠬᠤᠷᠠᠯ ᠤᠨ ᠰᠤᠷᠭᠠᠯᠲᠠ'],
  ug: ['ئۇيغۇرچە دەرس.', 'يىغىن ۋە دەرس'],
};

function clock(second: number): string {
  return `00:00:${String(second).padStart(2, '0')}.000`;
}

export function cueText(language: string, second: number): string {
  const lines = CUES[language] ?? [];
  return `${lines[Math.floor(second / 2) % lines.length]} ${second - (second % 2)}`;
}

function cuesFile(language: string): string {
  const seconds = Array.from({ length: Math.floor(LESSON_MS / 2000) }, (_, i) => i * 2);
  return ['WEBVTT', ...seconds.map((s) => `${clock(s)} --> ${clock(s + 2)}\n${cueText(language, s)}`)].join('\n\n') + '\n';
}

function spritesFile(): string {
  const places = [0, 1, 2, 3].map((i) => `${clock(i * 8)} --> ${clock(i * 8 + 8)}\nsprite0.jpg#xywh=${(i % 2) * 160},${i > 1 ? 90 : 0},160,90`);
  return ['WEBVTT', ...places].join('\n\n') + '\n';
}

let picture: Buffer | null = null;

function jpeg(): Buffer {
  picture ??= spawnSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180', '-frames:v', '1', '-f', 'mjpeg', '-'], { maxBuffer: 1e7 }).stdout;
  return picture;
}

let sound: Buffer | null = null;

/* A whole file that plays, as long as the lesson. */
function soundFile(): Buffer {
  if (sound) return sound;
  const folder = mkdtempSync(join(tmpdir(), 'tongping-sound-'));
  const file = join(folder, 'sound.m4a');
  const options = ['-v', 'error', '-f', 'lavfi', '-i', 'sine=sample_rate=48000', '-t', String(LESSON_MS / 1000), '-c:a', 'aac', '-b:a', '32k'];
  spawnSync('ffmpeg', [...options, '-movflags', '+faststart', file]);
  sound = readFileSync(file);
  rmSync(folder, { recursive: true, force: true });
  return sound;
}

function trackOf(kind: number, i: number, tag: string, change: Partial<LessonTrack> = {}): LessonTrack {
  const row = LANGUAGES.find((one) => one.tag === tag)!;
  return {
    asset_id: fakeId(kind, i), language: tag, autonym: row.autonym, name_zh: row.chinese, name_en: '', script: row.script,
    is_rtl: row.direction === 'rtl', is_vertical: row.direction === 'vertical', label: '', translator: '', reviewer: '', gain_centi: 0, ...change,
  };
}

export class FakeLessons {
  isThere = false;
  audience: 'public' | 'signed_in' = 'public';
  allowsSpeed = true;
  hasDownloads = true;
  viewings = 0;
  token = 'lesson1';
  resumeMs = 0; // of the first lesson
  readonly seen = new Set<string>();
  readonly media: string[] = []; // that was asked for
  readonly beats = new Map<string, Beat[]>(); // by lesson
  assigned = true;
  private readonly lessonOf = new Map<string, string>(); // by viewing

  courses(): CourseRow[] {
    if (!this.isThere) return [];
    return Array.from({ length: 30 }, (_, i) => this.course(i));
  }

  course(i: number): CourseRow {
    const topic = i % TOPICS.length;
    const title = TITLES[i % TITLES.length]! + (i < TITLES.length ? '' : `（${i}）`);
    return {
      id: fakeId(0x50, i + 1), title, summary: '从工具到手法，一步一步学。\n适合新手。', language: 'zh',
      texts: i === 0 ? [{ language: 'en', title: 'Pruning fruit trees', summary: 'From tools to cuts, step by step.' }] : [],
      initials: '', topic_id: fakeId(0x52, topic + 1), topic_title: TOPICS[topic]!, state: 'published', audience: this.audience,
      is_required: i < 3, ...(i < 3 ? { due_at: new Date(Date.now() + [5, -2, 40][i]! * DAY_MS).toISOString() } : {}),
      languages: i % 4 === 0 ? ['zh', 'mn-Mong', 'bo', 'ug', 'lis'] : ['zh'], subtitles: ['zh'], n_lessons: 3,
      duration_ms: 3 * 12 * 60000, poster_url: i % 5 === 4 ? '' : `/vod/${LESSON_ID}/poster.jpg`,
      published_at: '2026-10-01T02:00:00Z', changed_at: '2026-10-01T02:00:00Z',
    };
  }

  wholeCourse(id: string): Course {
    const i = this.courses().findIndex((course) => course.id === id);
    if (i < 0) throw notFound();
    const lessons = i === 0 ? [1, 2, 3].map((n) => this.lessonRow(n)) : [];
    return {
      ...this.course(i), allows_download: this.hasDownloads, allows_speed: this.allowsSpeed, units: [], steps: [], lessons, revision: 1,
    };
  }

  lessonRow(n: number): LessonRow {
    const id = fakeId(0x51, n);
    return {
      id, course_id: COURSE_ID, course_title: TITLES[0]!, kind: 'video', title: `第${'一二三'[n - 1]}课 认识工具`, summary: '剪刀、锯子和梯子。',
      texts: [{ language: 'en', title: `Lesson ${n}: tools`, summary: 'Shears, saws and ladders.' }], is_shown: true, is_ready: n < 3,
      duration_ms: LESSON_MS, languages: ['zh', 'mn-Mong'], subtitles: Object.keys(CUES), poster_url: `/vod/${id}/poster.jpg`,
      resume_ms: n === 1 ? this.resumeMs : 0, is_seen: this.seen.has(id),
    };
  }

  lesson(id: string): Lesson {
    const n = [LESSON_ID, SECOND_ID, fakeId(0x51, 3)].indexOf(id) + 1;
    if (!this.isThere || n === 0) throw notFound();
    const row = this.lessonRow(n);
    return {
      id, course_id: row.course_id, course_title: row.course_title, kind: row.kind, title: row.title, summary: row.summary, texts: row.texts,
      is_shown: true, is_ready: row.is_ready, duration_ms: LESSON_MS,
      languages: [
        trackOf(0xa0, 1, 'zh', { gain_centi: -600 }),
        trackOf(0xa0, 2, 'mn-Mong', { translator: '巴图', reviewer: '其其格' }),
      ],
      subtitles: Object.keys(CUES).map((tag, i) => trackOf(0xc0, i + 1, tag)),
      marks: [{ at_ms: 0, title: '开场' }, { at_ms: 10000, title: '工具' }, { at_ms: 20000, title: '手法' }],
      poster_url: row.poster_url, sprites_url: `/vod/${id}/sprites.vtt`,
      downloads: this.hasDownloads ? [{ language: 'zh', video_bytes: 38400000, sound_bytes: 4200000 }] : [],
      allows_speed: this.allowsSpeed, resume_ms: row.resume_ms, is_seen: row.is_seen,
    };
  }

  library(isSignedIn: boolean): Library {
    const courses = this.courses();
    const topics = TOPICS.map((title, i) => {
      const own = courses.filter((course) => course.topic_title === title);
      return { id: fakeId(0x52, i + 1), title, n_courses: own.length, courses: own.slice(0, 6) };
    });
    return {
      continue: isSignedIn && this.resumeMs > 0 && this.isThere ? [{ lesson: this.lessonRow(1), last_at: '2026-11-01T02:00:00Z' }] : [],
      assigned: isSignedIn && this.assigned ? courses.slice(0, 3) : [],
      new: courses.slice(0, 8),
      topics: topics.filter((topic) => topic.n_courses > 0),
    };
  }

  viewing(lessonId: string): Viewing {
    this.viewings += 1;
    const id = fakeId(0x53, this.viewings);
    this.lessonOf.set(id, lessonId);
    const base = `/vod/${lessonId}/~${this.token}`;
    return {
      id, lesson_id: lessonId, expires_at: new Date(Date.now() + 3600000).toISOString(), is_live: false, live_url: `${base}/master.m3u8`,
      phone_url: `${base}/master.m3u8`, tv_urls: [{ language: 'zh', url: `${base}/tv/zh.m3u8` }], base_url: `${base}/`,
      resume_ms: lessonId === LESSON_ID ? this.resumeMs : 0, starts_wall_us: 0, beat_every_ms: 1000, contact: FAKE_CONTACT,
    };
  }

  /* Beats of a viewing of a lesson; where one stopped follows from them. */
  hear(viewing: string, beats: readonly Beat[]): void {
    const lesson = this.lessonOf.get(viewing);
    if (!lesson) return;
    this.beats.set(lesson, [...(this.beats.get(lesson) ?? []), ...beats]);
    const last = beats[beats.length - 1];
    if (lesson === LESSON_ID && last) this.resumeMs = last.state === 'ended' && last.position_ms > LESSON_MS - 2000 ? 0 : last.position_ms;
  }

  /* /vod/{lesson}/[~{token}/]…; true when it was for us. */
  serve(_request: IncomingMessage, response: ServerResponse, url: URL): boolean {
    const match = /^\/vod\/([^/]+)\/(?:~([^/]+)\/)?(.+)$/.exec(url.pathname);
    if (!match) return false;
    const [, , token, path = ''] = match;
    this.media.push(path);
    const isOpen = path === 'poster.jpg' || token === this.token;
    const answer = isOpen ? fileOf(path) : null;
    if (!answer) response.writeHead(isOpen ? 404 : 403).end();
    else response.writeHead(200, { 'Content-Type': answer.type, 'Cache-Control': 'max-age=60' }).end(answer.body);
    return true;
  }
}

interface Answer {
  type: string;
  body: string | Buffer;
}

const PLAYLIST = 'application/vnd.apple.mpegurl';

function fileOf(path: string): Answer | null {
  if (path === 'master.m3u8') return { type: PLAYLIST, body: master() };
  if (path.endsWith('.jpg')) return { type: 'image/jpeg', body: jpeg() };
  if (path === 'sprites.vtt') return { type: 'text/vtt', body: spritesFile() };
  if (path.startsWith('download/')) return { type: 'video/mp4', body: soundFile() };
  const cues = /^c-(\w{8})\/cues\.vtt$/.exec(path);
  const language = cues && Object.keys(CUES).find((_, i) => fakeId(0xc0, i + 1).slice(-8) === cues[1]);
  if (language) return { type: 'text/vtt', body: cuesFile(language) };
  const [folder = '', file = ''] = path.split('/');
  const track = tracks().find((one) => one.name === folder.replace(/^low-/, 'a-').replace(/-[\da-f]{8}$/, ''));
  const piece = /^s(\d+)\.m4s$/.exec(file);
  if (!track) return null;
  if (file === 'media.m3u8') return { type: PLAYLIST, body: media() };
  if (file === 'init.mp4') return { type: 'video/mp4', body: track.init };
  if (!piece) return null;
  const parts = Array.from({ length: PARTS }, (_, part) => partOf(track, Number(piece[1]), part));
  return { type: 'video/mp4', body: Buffer.concat(parts) };
}

function master(): string {
  const sounds = [['zh', 'zh'], ['mn', 'mn-Mong']].flatMap(([track, tag], i) =>
    ['a', 'low'].map(
      (group) =>
        `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",NAME="${tag}",LANGUAGE="${tag}",DEFAULT=${i === 0 ? 'YES' : 'NO'},` +
        `AUTOSELECT=YES,CHANNELS="2",URI="${group}-${track}-0000000${i + 1}/media.m3u8"`,
    ),
  );
  const pictures = tracks().filter((one) => one.language === '').flatMap((track) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${track.bandwidth},RESOLUTION=${(track.height * 16) / 9}x${track.height},FRAME-RATE=25.000,` +
      `CODECS="avc1.4d401e,mp4a.40.2",AUDIO="${track.height > 180 ? 'a' : 'low'}"`,
    `${track.name}-000000b1/media.m3u8`,
  ]);
  return ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS', ...sounds, ...pictures].join('\n') + '\n';
}

function media(): string {
  const segments = Array.from({ length: SEGMENTS }, (_, n) => `#EXTINF:${SEGMENT_MS / 1000},\ns${n}.m4s`);
  return [
    '#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:2', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-MAP:URI="init.mp4"', ...segments, '#EXT-X-ENDLIST',
  ].join('\n') + '\n';
}

function languageRows(): Language[] {
  return LANGUAGES.map(({ tag, autonym, chinese, script, direction }) => ({
    tag, autonym, name_zh: chinese, name_en: '', script, is_rtl: direction === 'rtl', is_vertical: direction === 'vertical', code3: 'und', is_own: false, has_clip: false,
  }));
}

export const LESSON_ROUTES: Handlers = {
  'GET /api/v1/library': ({ api, account }) => api.lessons.library(account.id !== ''),
  'GET /api/v1/courses': ({ api, query }) => {
    const word = query.get('query') ?? '';
    const found = api.lessons.courses().filter(
      (course) =>
        course.title.includes(word) &&
        (!query.get('topic') || course.topic_id === query.get('topic')) &&
        (!query.get('language') || course.languages.includes(query.get('language')!)),
    );
    const from = found.findIndex((course) => course.id === query.get('after')) + 1;
    return { courses: found.slice(from, from + Number(query.get('limit') ?? 24)), n_found: found.length };
  },
  'GET /api/v1/courses/{id}': ({ api, path }) => api.lessons.wholeCourse(path[0]!),
  'GET /api/v1/lessons/{id}': ({ api, path }) => api.lessons.lesson(path[0]!),
  'GET /api/v1/lessons/{id}/questions': () => ({ questions: [] }),
  'GET /api/v1/topics': ({ api }) => ({
    topics: TOPICS.map((title, i) => ({ id: fakeId(0x52, i + 1), title, n_courses: api.lessons.isThere ? 10 : 0 })),
  }),
  'GET /api/v1/languages': () => ({ languages: languageRows() }),
};
