/* Courses of the fake server: series, topics, lessons and their assets in memory, uploads over a small tus, jobs whose
 * progress a test tells. */
import type {
  Asset, AssetKind, Course, CourseRow, CourseSpace, CourseState, CourseWish, Language, Lesson, LessonKind, LessonMark, LessonRow,
  Series, Topic,
} from '../../../player-web/shared/contract/courses.ts';
import type { Job } from '../../../player-web/shared/contract/uploads.ts';
import { LANGUAGES } from '../../../player-web/shared/i18n/languages.ts';
import { pinyinInitials } from '../../../player-web/shared/pinyin.ts';
import { fakeId } from './fake-county.ts';
import { notFound, Refusal, type Handlers } from './fake-handler.ts';
import { LIVE_ROUTES, RECORDING_ID } from './fake-live.ts';
import { FakeTus, type FakeUpload } from './fake-tus.ts';

export const COURSE_ID = fakeId(0x61, 1);
export const LESSON_ID = fakeId(0x62, 1);
export const DUB_ID = fakeId(0x63, 2);
export const LAST_JOB_ID = fakeId(0x64, 1);

interface OwnLesson {
  id: string;
  course_id: string;
  kind: LessonKind;
  title: string;
  meeting_id?: string;
  summary: string;
  is_shown: boolean;
  marks: LessonMark[];
  texts: Lesson['texts'];
}

type OwnCourse = Omit<Course, 'lessons' | 'steps' | 'n_lessons' | 'languages' | 'subtitles' | 'duration_ms' | 'poster_url' | 'initials'>;

const PICTURE_MS = 2_712_000;

export class FakeCourses {
  readonly tus = new FakeTus();
  topics: Topic[] = [
    { id: 'topic-1', title: '畜牧技术', n_courses: 2, revision: 1 },
    { id: 'topic-2', title: '政策法规', n_courses: 1, revision: 1 },
  ];
  series: Series[] = [
    { id: 'series-1', title: '冬季课堂', summary: '', texts: [], n_courses: 2, revision: 1 },
    { id: 'series-2', title: '草原防火', summary: '', texts: [], n_courses: 0, revision: 1 },
  ];
  courses: OwnCourse[] = [];
  lessons: OwnLesson[] = [];
  assets: Asset[] = [];
  jobs: Job[] = [];
  space: CourseSpace = { used_bytes: 0, total_bytes: 2_003_100_000 };
  made: CourseWish[] = [];
  changes: Record<string, unknown>[] = [];
  steps: string[] = [];
  tell: (message: object) => void = () => undefined;
  cues = 'WEBVTT\n\n00:00.000 --> 59:00.000\nས་ལ་ཐལ་བ་བརྡབས་ནས་ལུག་ཕྲུག་བསྐྱེད།\n'; // of every subtitle
  private next = 100;

  constructor() {
    this.course('春季接羔保育', 'draft', { series_id: 'series-1', series_title: '冬季课堂', topic_id: 'topic-1', topic_title: '畜牧技术' });
    this.course('草畜平衡政策解读', 'published', { topic_id: 'topic-2', topic_title: '政策法规', is_required: true, due_at: '2026-12-31T15:59:59Z' });
    this.course('牛羊常见病防治', 'withdrawn', { series_id: 'series-1', series_title: '冬季课堂', topic_id: 'topic-1', topic_title: '畜牧技术' });
    this.lesson(COURSE_ID, '第一课 接羔前的准备', LESSON_ID);
    this.lesson(COURSE_ID, '第二课 初生羔羊护理', fakeId(0x62, 2));
    this.lesson(COURSE_ID, '第三课 母羊产后饲养', fakeId(0x62, 3));
    this.addAsset({ kind: 'picture', language: '', duration_ms: PICTURE_MS, bytes: 1_920_000_000, source_name: '接羔第一课_1080p.mkv' });
    this.addAsset({
      id: DUB_ID, kind: 'sound', language: 'zh', duration_ms: PICTURE_MS, bytes: 43_000_000, loudness_centi: -2280, source_name: '接羔第一课_1080p.mkv',
    });
    this.addAsset({
      kind: 'sound', language: 'mn', duration_ms: PICTURE_MS - 192_000, bytes: 40_100_000, loudness_centi: -2310,
      translator: '其木格', reviewer: '巴特尔', label: '解说', source_name: '蒙古语译制.m4a',
    });
    this.addAsset({ kind: 'subtitle', language: 'bo', bytes: 41_200, duration_ms: PICTURE_MS, source_name: '第一课.bo.srt' });
  }

  newId(): string {
    return fakeId(0x65, this.next++);
  }

  private course(title: string, state: CourseState, part: Partial<OwnCourse>): void {
    this.courses.push({
      id: fakeId(0x61, this.courses.length + 1), title, summary: '', language: 'zh', texts: [], state, audience: 'signed_in', is_required: false,
      changed_at: new Date(Date.now() - 3600000).toISOString(), allows_download: true, allows_speed: true, units: [],
      revision: 1, ...part,
    });
  }

  private lesson(course_id: string, title: string, id: string, kind: LessonKind = 'video'): OwnLesson {
    const lesson: OwnLesson = { id, course_id, kind, title, summary: '', is_shown: false, marks: [], texts: [] };
    this.lessons.push(lesson);
    return lesson;
  }

  addAsset(part: Partial<Asset> & { kind: AssetKind }): Asset {
    const lesson_id = part.lesson_id ?? LESSON_ID;
    const asset: Asset = {
      id: this.newId(), lesson_id, language: '', label: '', translator: '', reviewer: '', state: 'ready', problem: '',
      duration_ms: 0, bytes: 0, source_name: '', created_at: new Date().toISOString(), revision: 1, ...part, is_default: false,
    };
    this.assets.push(asset);
    return asset;
  }

  assetsOf(lessonId: string): Asset[] {
    const own = this.assets.filter((asset) => asset.lesson_id === lessonId);
    const first = own.find((asset) => asset.kind === 'sound');
    return own.map((asset) => ({ ...asset, is_default: asset === first }));
  }

  private tags(lessonId: string, kind: AssetKind): string[] {
    return this.assets.filter((one) => one.lesson_id === lessonId && one.kind === kind && one.state === 'ready').map((one) => one.language);
  }

  lessonRow(lesson: OwnLesson): LessonRow {
    const picture = this.assets.find((one) => one.lesson_id === lesson.id && one.kind === 'picture' && one.state === 'ready');
    return {
      ...lesson, course_title: this.own(lesson.course_id).title, is_ready: picture !== undefined,
      duration_ms: picture?.duration_ms ?? 0, languages: this.tags(lesson.id, 'sound'), subtitles: this.tags(lesson.id, 'subtitle'),
      poster_url: '', resume_ms: 0, is_seen: false,
    };
  }

  lessonWhole(id: string): Lesson {
    const lesson = this.lessons.find((one) => one.id === id);
    if (!lesson) throw notFound();
    const row = this.lessonRow(lesson);
    const track = (kind: AssetKind) =>
      this.assetsOf(id).filter((one) => one.kind === kind && one.state === 'ready').map((one) => {
        const { autonym, name_zh, name_en, script, is_rtl, is_vertical } = languageRow(one.language);
        return {
          asset_id: one.id, language: one.language, autonym, name_zh, name_en, script, is_rtl, is_vertical, label: one.label,
          translator: one.translator, reviewer: one.reviewer, gain_centi: 0,
        };
      });
    return { ...row, languages: track('sound'), subtitles: track('subtitle'), marks: lesson.marks, sprites_url: '', downloads: [], allows_speed: true };
  }

  own(id: string): OwnCourse {
    const course = this.courses.find((one) => one.id === id);
    if (!course) throw notFound();
    return course;
  }

  row(course: OwnCourse): CourseRow {
    const lessons = this.lessons.filter((one) => one.course_id === course.id).map((one) => this.lessonRow(one));
    return {
      ...course, initials: pinyinInitials(course.title), n_lessons: lessons.length,
      languages: [...new Set(lessons.flatMap((one) => one.languages))], subtitles: [...new Set(lessons.flatMap((one) => one.subtitles))],
      duration_ms: lessons.reduce((sum, one) => sum + one.duration_ms, 0), poster_url: '',
    };
  }

  whole(id: string): Course {
    const course = this.own(id);
    const lessons = this.lessons.filter((one) => one.course_id === id).map((one) => this.lessonRow(one));
    return { ...course, ...this.row(course), lessons, steps: course.state === 'published' ? ['withdraw'] : ['publish'] };
  }

  find(query: URLSearchParams): { courses: CourseRow[]; n_found: number } {
    const wanted = (query.get('query') ?? '').toLowerCase();
    const found = this.courses.map((one) => this.row(one)).filter(
      (row) =>
        (wanted === '' || row.title.includes(wanted) || row.initials.startsWith(wanted)) &&
        (!query.get('state') || row.state === query.get('state')) &&
        (!query.get('topic') || row.topic_id === query.get('topic')) &&
        (!query.get('series') || row.series_id === query.get('series')),
    );
    return { courses: found, n_found: found.length };
  }

  make(wish: CourseWish): Course {
    this.made.push(wish);
    const id = this.newId();
    this.course(wish.title, 'draft', { id, ...(wish.series_id ? { series_id: wish.series_id } : {}) });
    return this.whole(id);
  }

  makeLesson(courseId: string, title: string, kind: LessonKind, meetingId: unknown): Lesson {
    const lesson = this.lesson(courseId, title, this.newId(), kind);
    if (typeof meetingId === 'string') lesson.meeting_id = meetingId;
    return this.lessonWhole(lesson.id);
  }

  change(id: string, body: Record<string, unknown>): Course {
    this.changes.push(body);
    const course = this.own(id);
    const { before_id, unit_ids, ...rest } = body;
    Object.assign(course, rest, { revision: course.revision + 1 });
    if (Array.isArray(unit_ids)) course.units = (unit_ids as string[]).map((one) => ({ id: one, name: one }));
    if (typeof before_id === 'string') place(this.courses, course, before_id);
    return this.whole(id);
  }

  /* A complete file becomes a job of the same id. */
  addJob(upload: FakeUpload): Job {
    const job: Job = {
      id: upload.id, lesson_id: upload.lesson_id ?? '', kind: upload.purpose, source_name: upload.file_name,
      state: 'waiting', step: '', permille: 0, attempts: 0, created_at: new Date().toISOString(),
    };
    this.jobs.unshift(job);
    this.tellJob(job);
    return job;
  }

  tellJob(job: Job, part: Partial<Job> = {}): void {
    Object.assign(job, part);
    const { id, lesson_id, state, step, permille, left_s } = job;
    this.tell({ type: 'job.changed', id, lesson_id, state, step, permille, left_s });
  }
}

function place<T extends { id: string }>(rows: T[], row: T, beforeId: string): void {
  rows.splice(rows.indexOf(row), 1);
  const at = rows.findIndex((one) => one.id === beforeId);
  rows.splice(at < 0 ? rows.length : at, 0, row);
}

function languageRow(tag: string): Language {
  const row = LANGUAGES.find((one) => one.tag === tag) ?? LANGUAGES[0]!;
  return {
    tag: row.tag, autonym: row.autonym, name_zh: row.chinese, name_en: `Language ${row.tag}`, script: row.script,
    is_rtl: row.direction === 'rtl', is_vertical: row.direction === 'vertical', code3: 'und', is_own: false, has_clip: false,
  };
}

export const COURSE_ROUTES: Handlers = {
  'GET /api/v1/languages': () => ({ languages: LANGUAGES.map((one) => languageRow(one.tag)) }),
  'GET /api/v1/meetings': ({ api }) => ({ meetings: api.live.now().recordings }),
  'GET /api/v1/course-space': ({ api }) => api.courses.space,
  'GET /api/v1/topics': ({ api }) => ({ topics: api.courses.topics }),
  'POST /api/v1/topics': ({ api, body }) => {
    const topic = { id: api.newId(), title: String(body['title']), n_courses: 0, revision: 1 };
    api.courses.topics.push(topic);
    return topic;
  },
  'PATCH /api/v1/topics/{id}': ({ api, body, path }) => {
    const topic = api.courses.topics.find((one) => one.id === path[0]);
    if (!topic) throw notFound();
    if (typeof body['title'] === 'string') topic.title = body['title'];
    if (typeof body['before_id'] === 'string') place(api.courses.topics, topic, body['before_id']);
    return topic;
  },
  'DELETE /api/v1/topics/{id}': ({ api, path }) => {
    api.courses.topics = api.courses.topics.filter((one) => one.id !== path[0]);
    return null;
  },
  'GET /api/v1/series': ({ api }) => ({ series: api.courses.series }),
  'GET /api/v1/courses': ({ api, query }) => api.courses.find(query),
  'POST /api/v1/courses': ({ api, body }) => api.courses.make(body as unknown as CourseWish),
  'GET /api/v1/courses/{id}': ({ api, path }) => api.courses.whole(path[0]!),
  'PATCH /api/v1/courses/{id}': ({ api, body, path }) => api.courses.change(path[0]!, body),
  'DELETE /api/v1/courses/{id}': ({ api, path }) => {
    api.courses.courses = api.courses.courses.filter((one) => one.id !== path[0]);
    return null;
  },
  'POST /api/v1/courses/{id}/steps': ({ api, body, path }) => {
    const course = api.courses.own(path[0]!);
    const hasLesson = api.courses.whole(course.id).lessons.some((one) => one.is_ready && one.is_shown);
    api.courses.steps.push(String(body['step']));
    if (body['step'] === 'publish' && !hasLesson) throw new Refusal(409, 'conflict', 'no lesson of it is ready and shown');
    course.state = body['step'] === 'publish' ? 'published' : 'withdrawn';
    return api.courses.whole(course.id);
  },
  'PUT /api/v1/courses/{id}/order': ({ api, body, path }) => {
    const ids = body['lesson_ids'] as string[];
    api.courses.lessons.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
    return api.courses.whole(path[0]!);
  },
  'POST /api/v1/courses/{id}/lessons': ({ api, body, path }) =>
    api.courses.makeLesson(path[0]!, String(body['title']), body['kind'] as LessonKind, body['meeting_id']),
  'GET /api/v1/lessons/{id}': ({ api, path }) => api.courses.lessonWhole(path[0]!),
  'PATCH /api/v1/lessons/{id}': ({ api, body, path }) => {
    const lesson = api.courses.lessons.find((one) => one.id === path[0]);
    if (!lesson) throw notFound();
    api.courses.changes.push(body);
    Object.assign(lesson, body);
    return api.courses.lessonWhole(lesson.id);
  },
  'DELETE /api/v1/lessons/{id}': ({ api, path }) => {
    api.courses.lessons = api.courses.lessons.filter((one) => one.id !== path[0]);
    return null;
  },
  'GET /api/v1/lessons/{id}/assets': ({ api, path }) => ({ assets: api.courses.assetsOf(path[0]!) }),
  'PATCH /api/v1/assets/{id}': ({ api, body, path }) => {
    const asset = api.courses.assets.find((one) => one.id === path[0]);
    if (!asset) throw notFound();
    const { before_id, ...rest } = body;
    api.courses.changes.push(body);
    Object.assign(asset, rest);
    if (typeof before_id === 'string') place(api.courses.assets, asset, before_id);
    return asset;
  },
  'DELETE /api/v1/assets/{id}': ({ api, path }) => {
    api.courses.assets = api.courses.assets.filter((one) => one.id !== path[0]);
    return null;
  },
  'POST /api/v1/assets/{id}/steps': ({ api, body, path }) => {
    const asset = api.courses.assets.find((one) => one.id === path[0]);
    if (!asset) throw notFound();
    asset.state = body['step'] === 'withdraw' ? 'withdrawn' : 'ready';
    return asset;
  },
  /* A lesson plays the fake recording. */
  'POST /api/v1/viewings': (asked) => {
    if (asked.body['lesson_id'] === undefined) return LIVE_ROUTES['POST /api/v1/viewings']!(asked);
    const { meeting_id: _meeting, ...viewing } = asked.api.live.viewing(RECORDING_ID);
    return { ...viewing, lesson_id: String(asked.body['lesson_id']) };
  },
  'GET /api/v1/uploads': ({ api }) => api.courses.tus.list(),
  'GET /api/v1/jobs': ({ api }) => ({ jobs: api.courses.jobs }),
  'POST /api/v1/jobs/{id}/steps': ({ api, body, path }) => {
    const job = api.courses.jobs.find((one) => one.id === path[0]);
    if (!job) throw notFound();
    api.courses.tellJob(job, { state: body['step'] === 'cancel' ? 'cancelled' : 'waiting', permille: 0 });
    return job;
  },
};
