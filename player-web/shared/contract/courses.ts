/* The contract's part about series, courses, lessons and what they are made of, browsing and searching them.
 * The rules of contract.ts hold here too. What the reader may not see is not told: drafts and everything
 * marked "editors" are for who has course.edit. */

import type { Timestamp } from '../contract.ts';
import type { InvitedUnit } from './live.ts';

export type CourseState = 'draft' | 'published' | 'withdrawn';
export type CourseStep = 'publish' | 'withdraw';
export type CourseAudience = 'public' | 'signed_in' | 'units';
export type LessonKind = 'video' | 'pages' | 'document' | 'quiz' | 'recording';
export type AssetKind = 'picture' | 'sound' | 'subtitle' | 'document';
export type AssetState = 'waiting' | 'preparing' | 'ready' | 'failed' | 'withdrawn';
export type AssetStep = 'withdraw' | 'restore';

/* ---- languages ---- */

export interface Language {
  tag: string; // BCP 47
  autonym: string; // its name in itself
  name_zh: string;
  name_en: string;
  script: string; // ISO 15924
  is_rtl: boolean;
  is_vertical: boolean; // columns from left to right
  code3: string; // ISO 639-2/T or 639-3
  is_own: boolean; // the office added it, or names it differently: may be deleted
  has_clip: boolean; // its own name is recorded: /languages/{tag}.m4a
}

export interface Languages {
  languages: Language[];
}

export interface LanguageWish {
  autonym: string;
  name_zh: string;
  name_en?: string;
  script?: string;
  is_rtl?: boolean;
  is_vertical?: boolean;
  code3?: string;
}

/* ---- topics, series ---- */

export interface Topic {
  id: string;
  title: string;
  n_courses: number; // that the reader sees
  revision: number; // If-Match of PATCH, as "N"
}

export interface Topics {
  topics: Topic[]; // in their order
}

export interface TopicWish {
  title: string;
}

export interface TopicChange {
  title?: string;
  before_id?: string; // that it then stands before; empty: last
}

/* Title and summary in a further language. */
export interface CourseText {
  language: string; // BCP 47
  title: string;
  summary: string;
}

export interface Series {
  id: string;
  title: string;
  summary: string;
  texts: CourseText[];
  n_courses: number; // that the reader sees
  revision: number; // If-Match of PATCH, as "N"
}

export interface SeriesList {
  series: Series[]; // in their order
}

export interface SeriesWish {
  title: string;
  summary?: string;
  texts?: CourseText[];
}

export interface SeriesChange {
  title?: string;
  summary?: string;
  texts?: CourseText[]; // all of them
  before_id?: string; // that it then stands before; empty: last
}

/* ---- courses ---- */

export interface CourseRow {
  id: string;
  alias?: string;
  title: string;
  summary: string;
  language: string; // BCP 47, of title and summary
  texts: CourseText[]; // in further languages
  initials: string; // pinyin of the title, lower case: "dswqx"
  series_id?: string;
  series_title?: string;
  topic_id?: string;
  topic_title?: string;
  state: CourseState;
  audience: CourseAudience;
  is_required: boolean; // else free
  due_at?: Timestamp; // until when it is required
  languages: string[]; // BCP 47, of the sounds of its lessons
  subtitles: string[]; // BCP 47
  n_lessons: number; // that are shown; for editors all
  duration_ms: number; // of those
  poster_url: string; // a path on this server; "": none
  published_at?: Timestamp;
  changed_at: Timestamp;
  changed_by?: string; // editors: the name of who did
}

export interface CourseList {
  courses: CourseRow[]; // the best first where something is searched, else the newest; ask again with after=ID of the last one
  n_found: number; // in all
}

export interface Course {
  id: string;
  alias?: string;
  title: string;
  summary: string;
  language: string;
  texts: CourseText[];
  initials: string;
  series_id?: string;
  series_title?: string;
  topic_id?: string;
  topic_title?: string;
  state: CourseState;
  audience: CourseAudience;
  is_required: boolean;
  due_at?: Timestamp;
  languages: string[];
  subtitles: string[];
  n_lessons: number;
  duration_ms: number;
  poster_url: string;
  published_at?: Timestamp;
  changed_at: Timestamp;
  changed_by?: string;
  allows_download: boolean;
  allows_speed: boolean;
  units: InvitedUnit[]; // editors: of audience "units", with all units below them; else empty
  office?: InvitedUnit; // editors: whose room on the disk it takes
  steps: CourseStep[]; // what the reader may do now
  lessons: LessonRow[]; // in their order
  revision: number; // If-Match of PATCH, as "N"
}

export interface CourseWish {
  title: string;
  summary?: string;
  language?: string; // absent: zh
  texts?: CourseText[];
  alias?: string;
  series_id?: string;
  topic_id?: string;
  audience?: CourseAudience; // absent: signed_in
  unit_ids?: string[];
  office_id?: string; // absent: where who makes it belongs
  is_required?: boolean;
  due_at?: Timestamp;
  allows_download?: boolean; // absent: true
  allows_speed?: boolean; // absent: true
}

/* Empty text takes the alias, the series, the topic or the date away. */
export interface CourseChange {
  title?: string;
  summary?: string;
  language?: string;
  texts?: CourseText[]; // all of them
  alias?: string;
  series_id?: string;
  topic_id?: string;
  audience?: CourseAudience;
  unit_ids?: string[]; // all of them
  office_id?: string; // empty: none
  is_required?: boolean;
  due_at?: string;
  allows_download?: boolean;
  allows_speed?: boolean;
  before_id?: string; // course of the same series that it then stands before; empty: last
}

/* ---- room on the disk ---- */

export interface CourseSpace {
  used_bytes: number; // of the office and all below it; without an office, of all courses without one
  total_bytes: number; // of all courses, whosever they are
  left_bytes?: number; // what still fits; absent: nothing bounds it
  bound_name?: string; // the unit whose quota leaves least; absent with left_bytes: courses of no office
  bound_bytes?: number; // that quota
  bound_used_bytes?: number; // what counts for it
}

export interface UnitCourseSpace {
  used_bytes: number; // of the unit and all below it
  left_bytes?: number; // what the unit's own courses may still take; absent: nothing bounds it
  quota_bytes?: number; // its own quota; absent: none
  may_set: boolean; // the reader may say another quota
}

export interface CourseQuota {
  bytes: number;
}

export interface CourseStepWish {
  step: CourseStep;
}

export interface LessonOrder {
  lesson_ids: string[]; // all of the course
}

/* ---- lessons ---- */

export interface LessonRow {
  id: string;
  alias?: string;
  course_id: string;
  course_title: string;
  kind: LessonKind;
  title: string;
  summary: string;
  texts: CourseText[];
  is_shown: boolean; // editors see those that are not, too
  is_ready: boolean; // there is something to see
  meeting_id?: string; // kind "recording"
  duration_ms: number; // 0: not known
  languages: string[]; // BCP 47, of its sounds, the default one first
  subtitles: string[];
  poster_url: string; // "": none
  resume_ms: number; // where the reader left off; 0: at the beginning
  is_seen: boolean; // to its end, once
  changed_at?: Timestamp; // editors
  changed_by?: string; // editors: the name of who did
}

/* A sound or a subtitle that there is, with the names of its language. */
export interface LessonTrack {
  asset_id: string; // "": of a recording
  language: string; // BCP 47
  autonym: string;
  name_zh: string;
  name_en: string;
  script: string;
  is_rtl: boolean;
  is_vertical: boolean;
  label: string; // beside the language: "解说", "无障碍"; or ""
  translator: string;
  reviewer: string;
  gain_centi: number; // sounds: what the player adds, hundredths of dB
}

/* A chapter. */
export interface LessonMark {
  at_ms: number;
  title: string;
}

/* Files to take home: base_url of a viewing, then download/{language}.mp4 or .m4a. 0: there is none. */
export interface LessonDownload {
  language: string;
  video_bytes: number;
  sound_bytes: number;
}

export interface Lesson {
  id: string;
  alias?: string;
  course_id: string;
  course_title: string;
  kind: LessonKind;
  title: string;
  summary: string;
  texts: CourseText[];
  is_shown: boolean;
  is_ready: boolean;
  meeting_id?: string;
  duration_ms: number;
  languages: LessonTrack[]; // sounds, the default one first
  subtitles: LessonTrack[];
  marks: LessonMark[]; // by time
  poster_url: string;
  sprites_url: string; // WebVTT of small pictures for seeking; "": none
  downloads: LessonDownload[]; // empty unless the course allows them
  allows_speed: boolean;
  resume_ms: number;
  is_seen: boolean;
  changed_at?: Timestamp;
  changed_by?: string;
  revision?: number; // editors: If-Match of PATCH and of what is written into the lesson, as "N"
}

export interface LessonWish {
  kind: LessonKind;
  title?: string; // absent: that of the meeting; needed otherwise
  summary?: string;
  alias?: string;
  meeting_id?: string; // kind "recording": published, and seen by the asker
}

/* Empty text takes the alias away. */
export interface LessonChange {
  title?: string;
  summary?: string;
  alias?: string;
  texts?: CourseText[]; // all of them
  is_shown?: boolean;
  marks?: LessonMark[]; // all of them
}

/* ---- assets: editors ---- */

export interface Asset {
  id: string;
  lesson_id: string;
  kind: AssetKind;
  language: string; // "" for pictures and documents
  label: string;
  translator: string;
  reviewer: string;
  state: AssetState;
  problem: string; // why it failed, or a warning of one that is ready; ""
  duration_ms: number;
  bytes: number;
  loudness_centi?: number; // hundredths of LUFS
  source_name: string;
  is_default: boolean; // the first sound
  created_at: Timestamp;
  revision: number; // If-Match of PATCH, as "N"
}

export interface Assets {
  assets: Asset[]; // by kind, in their order
}

export interface AssetChange {
  language?: string;
  label?: string;
  translator?: string;
  reviewer?: string;
  before_id?: string; // asset of the same kind that it then stands before; empty: last
}

export interface AssetStepWish {
  step: AssetStep;
}

/* ---- the home page ---- */

/* A lesson that the reader has begun and not ended. */
export interface LessonBegun {
  lesson: LessonRow;
  last_at: Timestamp;
}

export interface LibraryTopic {
  id: string; // "": courses without a topic
  title: string;
  n_courses: number;
  courses: CourseRow[]; // the newest first, at most 20
}

export interface Library {
  continue: LessonBegun[]; // the latest first
  assigned: CourseRow[]; // required of the reader and not seen to the end, the soonest due first
  new: CourseRow[];
  topics: LibraryTopic[]; // those that have courses
}

/* ---- routes ---- */

export interface CourseRoutes {
  'GET /api/v1/library': { who: 'open'; body: null; answer: Library };
  // ?query= ?initials= ?topic= ?series= ?language= ?required=1 ?state= ?after=ID ?limit=
  'GET /api/v1/courses': { who: 'open'; body: null; answer: CourseList };
  'GET /api/v1/courses/{id}': { who: 'open'; body: null; answer: Course }; // id or alias
  'POST /api/v1/courses': { who: 'administrator|editor'; body: CourseWish; answer: Course };
  'PATCH /api/v1/courses/{id}': { who: 'administrator|editor'; body: CourseChange; answer: Course };
  'DELETE /api/v1/courses/{id}': { who: 'administrator|editor'; body: null; answer: null };
  'POST /api/v1/courses/{id}/steps': { who: 'administrator|editor'; body: CourseStepWish; answer: Course };
  'PUT /api/v1/courses/{id}/order': { who: 'administrator|editor'; body: LessonOrder; answer: Course };
  'POST /api/v1/courses/{id}/lessons': { who: 'administrator|editor'; body: LessonWish; answer: Lesson };
  'GET /api/v1/lessons/{id}': { who: 'open'; body: null; answer: Lesson }; // id or alias
  'PATCH /api/v1/lessons/{id}': { who: 'administrator|editor'; body: LessonChange; answer: Lesson };
  'DELETE /api/v1/lessons/{id}': { who: 'administrator|editor'; body: null; answer: null };
  'GET /api/v1/lessons/{id}/assets': { who: 'administrator|editor'; body: null; answer: Assets };
  'PATCH /api/v1/assets/{id}': { who: 'administrator|editor'; body: AssetChange; answer: Asset };
  'DELETE /api/v1/assets/{id}': { who: 'administrator|editor'; body: null; answer: null };
  'POST /api/v1/assets/{id}/steps': { who: 'administrator|editor'; body: AssetStepWish; answer: Asset };
  'GET /api/v1/languages': { who: 'open'; body: null; answer: Languages };
  'PUT /api/v1/languages/{tag}': { who: 'administrator|editor'; body: LanguageWish; answer: Language };
  'DELETE /api/v1/languages/{tag}': { who: 'administrator|editor'; body: null; answer: null };
  // body: an M4A file, as it is
  'PUT /api/v1/languages/{tag}/clip': { who: 'administrator|editor'; body: null; answer: Language };
  'DELETE /api/v1/languages/{tag}/clip': { who: 'administrator|editor'; body: null; answer: null };
  'GET /api/v1/topics': { who: 'open'; body: null; answer: Topics };
  'POST /api/v1/topics': { who: 'administrator|editor'; body: TopicWish; answer: Topic };
  'PATCH /api/v1/topics/{id}': { who: 'administrator|editor'; body: TopicChange; answer: Topic };
  'DELETE /api/v1/topics/{id}': { who: 'administrator|editor'; body: null; answer: null };
  'GET /api/v1/series': { who: 'open'; body: null; answer: SeriesList };
  'POST /api/v1/series': { who: 'administrator|editor'; body: SeriesWish; answer: Series };
  'PATCH /api/v1/series/{id}': { who: 'administrator|editor'; body: SeriesChange; answer: Series };
  'DELETE /api/v1/series/{id}': { who: 'administrator|editor'; body: null; answer: null };
  // ?course_id=
  'GET /api/v1/course-space': { who: 'administrator|editor'; body: null; answer: CourseSpace };
  'GET /api/v1/units/{id}/course-space': { who: 'administrator|auditor|studio|clerk'; body: null; answer: UnitCourseSpace };
  'PUT /api/v1/units/{id}/course-quota': { who: 'administrator'; body: CourseQuota; answer: UnitCourseSpace };
  'DELETE /api/v1/units/{id}/course-quota': { who: 'administrator'; body: null; answer: null };
}
