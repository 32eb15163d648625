/* What the server makes of files: all jobs of late, kept true by job.changed and by asking again when the line was away. */
import { signal } from '@preact/signals';

import { call } from '../../shared/api-client.ts';
import type { ServerMessages } from '../../shared/contract.ts';
import type { Job, JobState } from '../../shared/contract/uploads.ts';
import { t } from '../../shared/i18n/locale.ts';
import { tapLive } from '../../shared/live.ts';

export const jobs = signal<ReadonlyMap<string, Job>>(new Map());
/* Counts what has ended for a lesson: its assets are others now. */
export const endings = signal<Readonly<Record<string, number>>>({});

const ENDED: ReadonlySet<JobState> = new Set(['done', 'failed', 'cancelled']);

export function isRunning(job: Job): boolean {
  return !ENDED.has(job.state);
}

function noteEnd(lessonId: string): void {
  endings.value = { ...endings.value, [lessonId]: (endings.value[lessonId] ?? 0) + 1 };
}

function put(next: readonly Job[]): void {
  const before = jobs.peek();
  const all = new Map(before);
  for (const job of next) all.set(job.id, job);
  jobs.value = all;
  for (const job of next) {
    const known = before.get(job.id);
    if (known && isRunning(known) && !isRunning(job)) noteEnd(job.lesson_id);
  }
}

export async function loadJobs(): Promise<void> {
  const result = await call('GET /api/v1/jobs');
  if (result.ok) put(result.value.jobs);
}

type JobChanged = ServerMessages['job.changed'];

/* A time left out is not known any more. */
function withNews(job: Job, { id, state, step, permille, left_s }: JobChanged): Job {
  const { left_s: _before, ...rest } = job;
  return { ...rest, id, state, step, permille, ...(left_s === undefined ? {} : { left_s }) };
}

/* Why one has failed comes with the whole job. */
function onChanged(news: JobChanged): void {
  const known = jobs.peek().get(news.id);
  if (!known || ENDED.has(news.state)) void loadJobs();
  else put([withNews(known, news)]);
}

let wasDown = false;

export function followJobs(): void {
  void loadJobs();
  tapLive((message) => {
    if (message === null) wasDown = true;
    else if (message.type === 'job.changed') onChanged(message);
    else if (wasDown) {
      wasDown = false;
      void loadJobs();
    }
  });
}

/* What somebody waits for; the making of economy sounds is none of it. */
export function jobsOf(lessonId: string): Job[] {
  return [...jobs.value.values()].filter((job) => job.lesson_id === lessonId && job.kind !== 'low');
}

/* Economy sounds that are still made, or could not be made. */
export function lowsOf(lessonId: string): Job[] {
  return [...jobs.value.values()].filter(
    (job) => job.lesson_id === lessonId && job.kind === 'low' && (isRunning(job) || job.state === 'failed'),
  );
}

/* What it does now, in plain words. */
export function stepText(job: Pick<Job, 'state' | 'step'>): string {
  if (job.state === 'waiting') return t('editor.job_waiting');
  const height = /^v(\d+)$/.exec(job.step)?.[1];
  if (height) return t('editor.step_picture', { height });
  switch (job.step) {
    case 'make':
      return t('editor.step_make');
    case 'probe':
      return t('editor.step_probe');
    case 'sound':
      return t('editor.step_sound');
    case 'sprites':
    case 'poster':
      return t('editor.step_sprites');
    case 'subtitle':
      return t('editor.step_subtitle');
    case 'pages':
      return t('editor.step_pages');
    default:
      return t('editor.step_other');
  }
}
