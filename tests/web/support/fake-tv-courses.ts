/* Courses as a television asks for them, answered within the browser: a library in the county's scripts, lessons
 * with two sounds, subtitles and small pictures. Belongs to one page; remembers what was asked and told. */
import { spawnSync } from 'node:child_process';

import type { Course, CourseRow, CourseText, Lesson, LessonRow, LessonTrack, Library } from '../../../player-web/shared/contract/courses.ts';
import type { Beat, Viewing } from '../../../player-web/shared/contract/live.ts';
import { LANGUAGES } from '../../../player-web/shared/i18n/languages.ts';
import type { Page, Route } from '../../../player-web/tools/browser-driver.ts';
import { fakeId } from './fake-county.ts';
import { FAKE_CONTACT } from './fake-handler.ts';
import { PARTS, partOf, SEGMENT_MS, tracks } from './fake-media.ts';

const SEGMENTS = 16;
export const LESSON_MS = SEGMENTS * SEGMENT_MS;
const LESSONS = 3;
const TITLES: readonly (readonly [string, string, string, string])[] = [
  ['果树剪枝与病虫害防治', 'gsjzybchfz', 'lis', 'ꓬꓰꓼꓟ ꓡꓲ ꓢꓴ ꓬꓰꓼꓟ'],
  ['草原防火常识', 'cyfhcs', 'mn-Mong', 'ᠬᠤᠷᠠᠯ ᠤᠨ ᠰᠤᠷᠭᠠᠯᠲᠠ ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ'],
  ['农村饮水安全', 'ncysaq', 'bo', 'རྫོང་གི་ཚོགས་འདུ་བསྒྲིགས་བྱེད་ཕྱོགས།'],
  ['防范电信诈骗', 'ffdxzp', 'ug', 'تېلېفون ئالدامچىلىقىدىن ساقلىنىش دەرسى'],
  ['牛羊冬季饲养', 'nydjsy', 'kk', 'قازاقشا ساباق'],
];

function textsOf(i: number): CourseText[] {
  const [, , language, title] = TITLES[i]!;
  return [{ language, title, summary: '' }];
}

function courseRow(i: number): CourseRow {
  const [title, initials, language] = TITLES[i]!;
  const at = new Date(Date.UTC(2026, 5, 1)).toISOString();
  return {
    id: fakeId(0x60, i + 1), title, summary: '这门课由县里的技术员讲解，每一步都在现场演示。', language: 'zh', texts: textsOf(i), initials, topic_id: 't1',
    topic_title: '农牧技术', state: 'published', audience: 'public', is_required: i === 1, languages: ['zh', language], subtitles: ['zh', 'bo'],
    n_lessons: LESSONS, duration_ms: LESSONS * LESSON_MS, poster_url: '/vod/poster.jpg', published_at: at, changed_at: at,
  };
}

function track(tag: string, i: number): LessonTrack {
  const row = LANGUAGES.find((one) => one.tag === tag)!;
  return {
    asset_id: fakeId(0x62, i), language: tag, autonym: row.autonym, name_zh: row.chinese, name_en: row.english, script: row.script,
    is_rtl: row.direction === 'rtl', is_vertical: row.direction === 'vertical', label: '', translator: '', reviewer: '', gain_centi: 0,
  };
}

export const CUE = 'བོད་སྐད་ཀྱི་ཡི་གེ';

export class FakeTvCourses {
  readonly asked: string[] = []; // paths with their queries
  readonly beats: Beat[] = [];
  readonly clips: string[] = []; // languages that were to speak
  readonly studies: string[] = []; // sessions that lessons were opened in
  resumeMs = 0; // of the second lesson of the first course
  private readonly viewed: string[] = []; // lessons by viewing

  async serve(page: Page): Promise<void> {
    await page.route('**/api/v1/{library,languages,courses*,courses/*,lessons/*}', (route) => this.answer(route));
    await page.route('**/api/v1/viewings', (route) => this.view(route));
    await page.route('**/api/v1/viewings/*/beats*', (route) => this.take(route));
    await page.route('**/vod/**', (route) => this.media(route));
    await page.route('**/languages/*.m4a', (route) => {
      this.clips.push(route.request().url().replace(/^.*\/([^/]+)\.m4a$/, '$1'));
      return route.fulfill({ status: 404, body: '' });
    });
  }

  lessonRow(course: number, i: number): LessonRow {
    const row = courseRow(course);
    return {
      id: fakeId(0x61, course * 16 + i + 1), course_id: row.id, course_title: row.title, kind: i === 2 ? 'pages' : 'video',
      title: `第${i + 1}讲　${row.title}`, summary: '', texts: textsOf(course), is_shown: true, is_ready: true, duration_ms: LESSON_MS,
      languages: ['zh', 'mn'], subtitles: ['zh', 'bo'], poster_url: '/vod/poster.jpg',
      resume_ms: course === 0 && i === 1 ? this.resumeMs : 0, is_seen: course === 0 && i === 0,
    };
  }

  private library(): Library {
    const all = TITLES.map((_, i) => courseRow(i));
    return {
      continue: this.resumeMs > 0 ? [{ lesson: this.lessonRow(0, 1), last_at: new Date().toISOString() }] : [],
      assigned: all.filter((one) => one.is_required), new: all.slice(0, 4),
      topics: [{ id: 't1', title: '农牧技术', n_courses: all.length, courses: all }],
    };
  }

  private course(id: string): Course {
    const i = TITLES.findIndex((_, at) => courseRow(at).id === id);
    return {
      ...courseRow(i), allows_download: true, allows_speed: true, units: [], steps: [], revision: 1,
      lessons: Array.from({ length: LESSONS }, (_, at) => this.lessonRow(i, at)),
    };
  }

  private lesson(id: string): Lesson {
    const at = Number.parseInt(id.slice(-8), 16) - 1;
    const row = this.lessonRow(at >> 4, at & 15);
    return {
      ...row, languages: [track('zh', 1), track('mn', 2)], subtitles: [track('zh', 3), track('bo', 4)], marks: [],
      sprites_url: '/vod/sprites.vtt', downloads: [], allows_speed: true,
    } as Lesson;
  }

  private async answer(route: Route): Promise<void> {
    const url = new URL(route.request().url());
    const [, what = '', id = ''] = /\/api\/v1\/(\w+)\/?(.*)$/.exec(url.pathname) ?? [];
    this.asked.push(`${what}/${id}${url.search}`);
    await route.fulfill({ json: what === 'courses' && !id ? this.search(url.searchParams) : this.one(what, id) });
  }

  private one(what: string, id: string): unknown {
    if (what === 'library') return this.library();
    if (what === 'languages') return { languages: [{ ...track('lis', 9), tag: 'lis', name_zh: '傈僳话', is_own: true, code3: 'lis' }] };
    return what === 'courses' ? this.course(id) : this.lesson(id);
  }

  private search(query: URLSearchParams): unknown {
    const rows = TITLES.map((_, i) => courseRow(i)).filter(
      (row) => row.initials.startsWith(query.get('initials') ?? '') && (!query.get('language') || row.languages.includes(query.get('language')!)),
    );
    return { courses: rows, n_found: rows.length };
  }

  private async view(route: Route): Promise<void> {
    const wish = route.request().postDataJSON() as { lesson_id?: string; study_id?: string };
    const lesson = wish.lesson_id;
    if (!lesson) return route.fallback();
    if (wish.study_id) this.studies.push(wish.study_id);
    this.viewed.push(lesson);
    const base = `/vod/${lesson}/~token1/`;
    const viewing: Viewing = {
      id: fakeId(0x63, this.viewed.length), lesson_id: lesson, expires_at: new Date(Date.now() + 3600000).toISOString(), is_live: false,
      live_url: `${base}master.m3u8`, phone_url: `${base}master.m3u8`, base_url: base, starts_wall_us: 0, beat_every_ms: 1000, contact: FAKE_CONTACT,
      tv_urls: ['zh', 'mn'].map((language) => ({ language, url: `${base}tv/${language}.m3u8` })),
      resume_ms: lesson === this.lessonRow(0, 1).id ? this.resumeMs : 0,
    };
    await route.fulfill({ status: 201, json: viewing });
  }

  private async take(route: Route): Promise<void> {
    const { beats } = route.request().postDataJSON() as { beats: Beat[] };
    this.beats.push(...beats);
    await route.fulfill({ json: { sequence: beats.at(-1)?.sequence ?? 0, contact: FAKE_CONTACT, is_elsewhere: false } });
  }

  lessonsViewed(): readonly string[] {
    return this.viewed;
  }

  private async media(route: Route): Promise<void> {
    const path = new URL(route.request().url()).pathname;
    const rest = path.replace(/^\/vod\/([^/]+\/~\w+\/)?/, '');
    this.asked.push(`vod/${rest}`);
    if (rest.endsWith('.jpg')) await route.fulfill({ contentType: 'image/jpeg', body: jpeg() });
    else if (rest === 'sprites.vtt') await route.fulfill({ contentType: 'text/vtt', body: SPRITES });
    else if (/^c-.*\.vtt$/.test(rest)) await route.fulfill({ contentType: 'text/vtt', body: cuesOf(rest) });
    else if (rest === 'master.m3u8') await route.fulfill({ contentType: 'application/vnd.apple.mpegurl', body: master() });
    else await serveTrack(route, rest);
  }
}

async function serveTrack(route: Route, rest: string): Promise<void> {
  const [folder, file = ''] = rest.split('/');
  const found = tracks().find((one) => one.name === folder);
  const piece = /^s(\d+)\.m4s$/.exec(file);
  if (!found) await route.fulfill({ status: 404, body: '' });
  else if (file === 'media.m3u8') await route.fulfill({ contentType: 'application/vnd.apple.mpegurl', body: mediaList() });
  else if (file === 'init.mp4') await route.fulfill({ contentType: 'video/mp4', body: found.init });
  else if (piece) {
    const parts = Array.from({ length: PARTS }, (_, part) => partOf(found, Number(piece[1]), part));
    await route.fulfill({ contentType: 'video/mp4', body: Buffer.concat(parts) });
  }
}

function mediaList(): string {
  const segments = Array.from({ length: SEGMENTS }, (_, i) => `#EXTINF:${SEGMENT_MS / 1000},\ns${i}.m4s`);
  const head = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:2', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-MAP:URI="init.mp4"'];
  return [...head, ...segments, '#EXT-X-ENDLIST'].join('\n') + '\n';
}

function master(): string {
  const all = tracks();
  const sounds = all.filter((one) => one.language !== '').map((one, i) =>
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="${one.autonym}",LANGUAGE="${one.language}",DEFAULT=${i === 0 ? 'YES' : 'NO'},` +
    `AUTOSELECT=YES,CHANNELS="2",URI="${one.name}/media.m3u8"`);
  const pictures = all.filter((one) => one.language === '').map((one) =>
    `#EXT-X-STREAM-INF:BANDWIDTH=${one.bandwidth},RESOLUTION=${(one.height * 16) / 9}x${one.height},CODECS="avc1.4d401e,mp4a.40.2",AUDIO="sound"\n` +
    `${one.name}/media.m3u8`);
  return ['#EXTM3U', '#EXT-X-VERSION:7', ...sounds, ...pictures].join('\n') + '\n';
}

const SPRITES = `WEBVTT\n\n00:00:00.000 --> 00:00:10.000\nsprite0.jpg#xywh=0,0,160,90\n\n00:00:10.000 --> 00:01:00.000\nsprite0.jpg#xywh=160,90,160,90\n`;

function cuesOf(path: string): string {
  const words = path.startsWith(`c-${fakeId(0x62, 4).slice(-8)}/`) ? CUE : '大家好，今天讲果树剪枝。';
  return `WEBVTT\n\n00:00:00.000 --> 00:01:00.000\n${words}\n`;
}

let picture: Buffer | null = null;

function jpeg(): Buffer {
  picture ??= spawnSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180', '-frames:v', '1', '-f', 'mjpeg', '-'], { maxBuffer: 1e7 }).stdout;
  return picture;
}
