/* Every page of the server: the file it becomes, its template, and the script it starts. */

/* Modules that a page imports when its address names something of a kind: fetched by the script `ahead` at once. */
export type Ahead = Readonly<Record<string, readonly string[]>>;

export interface PageRow {
  file: string;
  template: string;
  entry: string | null; // module script; null: the template names classic scripts only
  ahead?: Ahead;
}

const COURSES = 'pages/home/courses/courses.tsx';
const HOME_AHEAD: Ahead = {
  lesson: [COURSES, 'components/lesson/lesson-view.tsx'],
  course: [COURSES],
  courses: [COURSES],
  meeting: ['components/watch/watch-view.tsx'],
};

export const PAGES: readonly PageRow[] = [
  { file: 'index.html', template: 'pages/choose.html', entry: null },
  { file: 'login.html', template: 'pages/app.html', entry: 'pages/login/login.tsx' },
  { file: 'pc.html', template: 'pages/app.html', entry: 'pages/home/pc.ts', ahead: HOME_AHEAD },
  { file: 'phone.html', template: 'pages/app.html', entry: 'pages/home/phone.ts', ahead: HOME_AHEAD },
  { file: 'health.html', template: 'pages/app.html', entry: 'pages/health/health.tsx' },
  { file: 'setup.html', template: 'pages/app.html', entry: 'pages/setup/setup.tsx' },
  { file: 'install.html', template: 'pages/app.html', entry: 'pages/install/install.tsx' },
  { file: 'activate.html', template: 'pages/app.html', entry: 'pages/activate/activate.tsx' },
  { file: 'admin.html', template: 'pages/app.html', entry: 'pages/admin/admin.tsx' },
  { file: 'studio.html', template: 'pages/app.html', entry: 'pages/studio/studio.tsx' },
  { file: 'editor.html', template: 'pages/app.html', entry: 'pages/editor/editor.tsx' },
  { file: 'room.html', template: 'pages/app.html', entry: 'pages/room/room.tsx' },
  { file: 'me.html', template: 'pages/app.html', entry: 'pages/me/me.tsx' },
  { file: 'camera.html', template: 'pages/app.html', entry: 'pages/camera/camera.tsx' },
  { file: 'pair.html', template: 'pages/app.html', entry: 'pages/pair/pair.tsx' },
  { file: 'j.html', template: 'pages/app.html', entry: 'pages/join/join.tsx' },
  { file: '404.html', template: 'pages/app.html', entry: 'pages/missing/missing.tsx' },
  { file: 'check.html', template: 'pages/check/check.html', entry: null },
  { file: 'tv.html', template: 'tv/tv.html', entry: null },
  { file: 'tvroom.html', template: 'tv/room/tvroom.html', entry: null },
];

/* Scripts for engines of today that are no modules. */
export const LATER_SCRIPTS: Readonly<Record<string, string>> = {
  ahead: 'pages/home/ahead.ts',
  tvhls: 'player/tv-hls.ts',
  tvroommedia: 'shared/room/site-media.ts',
};

/* Scripts that old sets must be able to read: ES5, no modules. */
export const CLASSIC_SCRIPTS: Readonly<Record<string, string>> = {
  boot: 'shared/boot.ts',
  choose: 'pages/choose.ts',
  tv: 'tv/main.ts',
  check: 'pages/check/main.ts',
  tvroom: 'tv/room/main.ts',
};
