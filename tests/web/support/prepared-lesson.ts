/* Lessons that a real server prepares: made by ffmpeg once, uploaded by tus, published. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { UploadPurpose } from '../../../player-web/shared/contract/uploads.ts';
import type { TestServer } from './server.ts';
import { eventually } from './wait.ts';

const PREPARED_WITHIN_MS = 120000;
const EDITOR = 'demo-admin';

export async function ask<T>(server: TestServer, method: string, path: string, body: unknown = null, who = EDITOR): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { ...(who ? { Authorization: `Bearer ${who}` } : {}), 'Content-Type': 'application/json' },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return (await answer.json()) as T;
}

/* ---- files ---- */

export interface ClipWish {
  seconds: number;
  size?: string;
  rate?: number;
  bits?: string;
  languages?: readonly string[]; // ISO 639-2, one tone and one subtitle each
}

export function cueText(language: string, second: number): string {
  return `${language} ${second}`;
}

function subtitles(language: string, seconds: number): string {
  const clock = (second: number) => new Date(second * 1000).toISOString().slice(11, 23).replace('.', ',');
  return Array.from({ length: seconds }, (_, i) => `${i + 1}\n${clock(i)} --> ${clock(i + 1)}\n${cueText(language, i)}\n`).join('\n');
}

function ffmpeg(...words: string[]): void {
  const made = spawnSync('ffmpeg', ['-v', 'error', '-y', ...words], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
}

/* A Matroska file whose picture and sounds need no encoding but for the smaller rungs. */
export function makeClip({ seconds, size = '640x360', rate = 25, bits = '600k', languages = ['zho', 'bod'] }: ClipWish): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tongping-clip-'));
  try {
    const inputs = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`];
    const maps = ['-map', '0:v'];
    languages.forEach((language, i) => {
      const path = join(folder, `${language}.srt`);
      writeFileSync(path, subtitles(language, seconds));
      inputs.push('-f', 'lavfi', '-i', `sine=frequency=${440 + 220 * i}:sample_rate=48000`, '-i', path);
      maps.push('-map', `${1 + 2 * i}:a`, '-map', `${2 + 2 * i}:s`, `-metadata:s:a:${i}`, `language=${language}`, `-metadata:s:s:${i}`, `language=${language}`);
    });
    const path = join(folder, 'clip.mkv');
    ffmpeg(
      ...inputs, ...maps, '-t', String(seconds), '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-pix_fmt', 'yuv420p',
      '-b:v', bits, '-maxrate', bits, '-bufsize', bits, '-g', String(2 * rate), '-keyint_min', String(2 * rate), '-sc_threshold', '0',
      '-x264-params', 'open-gop=0', '-c:a', 'aac', '-b:a', '96k', '-ac', '2', '-c:s', 'srt', path,
    );
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/* A PDF of so many pages, each with its number in large type. */
export function makePdf(pages: number): Buffer {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  const kids: string[] = [];
  for (let page = 1; page <= pages; page++) {
    const text = `BT /F1 120 Tf 220 400 Td (${page}) Tj ET`;
    kids.push(`${objects.length + 1} 0 R`);
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${objects.length + 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    );
  }
  objects[1] = `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages} >>`;
  let text = '%PDF-1.4\n';
  const places = objects.map((body, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const at = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/* ---- up, prepared, published ---- */

export async function upload(server: TestServer, lessonId: string, purpose: UploadPurpose, name: string, bytes: Buffer): Promise<void> {
  const told = Object.entries({ filename: name, lesson_id: lessonId, purpose });
  const answer = await fetch(`${server.url}/api/v1/uploads`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${EDITOR}`,
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(bytes.length),
      'Upload-Metadata': told.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(','),
      'Content-Type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(bytes),
  });
  assert.equal(answer.status, 201, await answer.text());
  assert.equal(answer.headers.get('Upload-Offset'), String(bytes.length));
  const jobs = async () => (await ask<{ jobs: { state: string; problem?: string }[] }>(server, 'GET', `jobs?lesson_id=${lessonId}`)).jobs;
  const [job] = await eventually(`the job of ${name}`, jobs, (list) => list.length > 0 && list.every(({ state }) => !/waiting|running/.test(state)), PREPARED_WITHIN_MS);
  assert.equal(job?.state, 'done', job?.problem);
}

export interface PublishedLesson {
  id: string;
  courseId: string;
}

/* In a public course of its own. */
export async function publishLesson(
  server: TestServer,
  kind: 'video' | 'document',
  title: string,
  fill: (lessonId: string) => Promise<unknown>,
): Promise<PublishedLesson> {
  const course = await ask<{ id: string }>(server, 'POST', 'courses', { title: `${title}课程`, audience: 'public' });
  const lesson = await ask<{ id: string }>(server, 'POST', `courses/${course.id}/lessons`, { kind, title });
  await fill(lesson.id);
  await ask(server, 'PATCH', `lessons/${lesson.id}`, { is_shown: true });
  await ask(server, 'POST', `courses/${course.id}/steps`, { step: 'publish' });
  return { id: lesson.id, courseId: course.id };
}
