/* A lesson of video on the program itself: made by ffmpeg, brought by tus, prepared by the server. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Asset, Lesson } from '../../../player-web/shared/contract/courses.ts';
import type { JobList } from '../../../player-web/shared/contract/uploads.ts';
import { eventually } from './wait.ts';

const PREPARED_WITHIN_MS = 120000;

export class Editor {
  private readonly url: string;
  private readonly who: string;

  constructor(url: string, who = 'demo-editor') {
    this.url = url;
    this.who = who;
  }

  async ask<T>(method: string, path: string, body: unknown = null): Promise<T> {
    const answer = await fetch(`${this.url}/api/v1/${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.who}`, 'Content-Type': 'application/json' },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return (await answer.json()) as T;
  }

  async lesson(title: string): Promise<string> {
    const course = await this.ask<{ id: string }>('POST', 'courses', { title: '配音课程', audience: 'public' });
    return (await this.ask<{ id: string }>('POST', `courses/${course.id}/lessons`, { kind: 'video', title })).id;
  }

  /* Up in one request, and prepared when this returns. */
  async bring(lessonId: string, bytes: Uint8Array<ArrayBuffer>, about: Record<string, string>): Promise<void> {
    const words = Object.entries({ ...about, lesson_id: lessonId });
    const answer = await fetch(`${this.url}/api/v1/uploads`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${this.who}`,
        'Tus-Resumable': '1.0.0',
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Length': String(bytes.length),
        'Upload-Metadata': words.map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`).join(','),
      },
      body: bytes,
    });
    assert.equal(answer.status, 201, await answer.text());
    await this.prepared(lessonId);
  }

  async prepared(lessonId: string): Promise<void> {
    const jobs = () => this.ask<JobList>('GET', `jobs?lesson_id=${lessonId}`).then((all) => all.jobs);
    const ended = await eventually(
      'the jobs of the lesson', jobs,
      (all) => all.length > 0 && all.every((job) => !['waiting', 'running'].includes(job.state)),
      PREPARED_WITHIN_MS,
    );
    assert.deepEqual(ended.filter((job) => job.state !== 'done').map((job) => job.problem), []);
  }

  assets(lessonId: string): Promise<Asset[]> {
    return this.ask<{ assets: Asset[] }>('GET', `lessons/${lessonId}/assets`).then((all) => all.assets);
  }

  read(lessonId: string): Promise<Lesson> {
    return this.ask<Lesson>('GET', `lessons/${lessonId}`);
  }

  /* The sound that viewers of a language take home, mono at 48 kHz. */
  async soundOf(lessonId: string, language: string): Promise<Int16Array> {
    const viewing = await this.ask<{ base_url: string }>('POST', 'viewings', { lesson_id: lessonId, device: 'editor' });
    const address = `${this.url}${viewing.base_url}download/${language}.m4a`;
    const bytes = await eventually(
      'the file to take home',
      () => fetch(address).then(async (answer) => (answer.ok ? Buffer.from(await answer.arrayBuffer()) : null)),
      (got) => got !== null,
      60000,
    );
    const run = spawnSync('ffmpeg', ['-v', 'error', '-i', '-', '-ac', '1', '-ar', '48000', '-f', 's16le', '-'], { input: bytes ?? '', maxBuffer: 1e9 });
    assert.equal(run.status, 0, run.stderr.toString());
    return new Int16Array(new Uint8Array(run.stdout).buffer);
  }
}

/* What ffmpeg writes into a file of this name. */
export function madeBy(name: string, ...options: string[]): Uint8Array<ArrayBuffer> {
  const folder = mkdtempSync(join(tmpdir(), 'tongping-made-'));
  try {
    const file = join(folder, name);
    const run = spawnSync('ffmpeg', ['-v', 'error', ...options, file], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    return new Uint8Array(readFileSync(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
