/* One import on its way: the upload, then asking how far the server is until it rests. Signals, so
 * that the steps of the wizard stay simple. */
import { computed, signal } from '@preact/signals';

import { addressOf, call, type Failure, type Result } from '../../../shared/api-client.ts';
import type { Import, ImportKind, ImportPatch } from '../../../shared/contract/sheets.ts';
import { uploadFile, type Upload } from '../../../shared/file-transfer.ts';
import { locale } from '../../../shared/i18n/locale.ts';
import { refusalOf, type Refusal } from './file-rule.ts';

const ASK_EVERY_MS = 500;
const KEPT_AS = 'tongping.import';

export const current = signal<Import | null>(null);
export const failure = signal<Failure | null>(null);
export const refusal = signal<Refusal | null>(null);
export const uploadShare = signal<number | null>(null); // null: nothing is being uploaded

/* The server's sentences come in the language of the page, not of the browser. */
export function language(): { locale: string } {
  return { locale: locale.value };
}

/* Raised when the rows on show may have changed. */
export const rowsVersion = signal(0);

export type Stage = 'file' | 'upload' | 'reading' | 'check' | 'applying' | 'done' | 'failed';

export const stage = computed<Stage>(() => {
  if (uploadShare.value !== null) return 'upload';
  const now = current.value;
  if (!now) return 'file';
  return now.state === 'ready' ? 'check' : now.state;
});

let upload: Upload<Import> | null = null;
let timer = 0;

function take(result: Result<Import>): void {
  failure.value = result.ok ? null : result.failure;
  if (!result.ok) return;
  const before = current.value?.state;
  current.value = result.value;
  /* What came of it is shown once. */
  if (result.value.state === 'done') sessionStorage.removeItem(KEPT_AS);
  else sessionStorage.setItem(KEPT_AS, result.value.id);
  if (result.value.state === 'ready' && before !== 'ready') rowsVersion.value += 1;
  askAgain();
}

function isMoving(now: Import | null): now is Import {
  return now !== null && (now.state === 'reading' || now.state === 'applying');
}

function askAgain(): void {
  clearTimeout(timer);
  if (isMoving(current.value)) timer = window.setTimeout(() => void refresh(), ASK_EVERY_MS);
}

/* A line that is down for a moment does not end the wizard: it keeps asking. */
export async function refresh(): Promise<void> {
  const now = current.value;
  if (!now) return;
  const result = await call('GET /api/v1/imports/{id}', { path: { id: now.id }, query: language() });
  if (current.value?.id !== now.id) return;
  if (!result.ok && result.failure.status === 404) forget();
  take(result);
  if (!result.ok) askAgain();
}

/* After the page was loaded anew: go on where the reader was. */
export async function resume(): Promise<void> {
  const id = sessionStorage.getItem(KEPT_AS);
  if (id === null || current.value) {
    askAgain();
    return;
  }
  const result = await call('GET /api/v1/imports/{id}', { path: { id }, query: language() });
  if (result.ok) take(result);
  else if (result.failure.status === 404) sessionStorage.removeItem(KEPT_AS);
}

/* The reader leaves the section. */
export function pause(): void {
  clearTimeout(timer);
  if (current.value?.state === 'done') current.value = null;
}

export async function start(kind: ImportKind, file: File): Promise<void> {
  failure.value = null;
  refusal.value = refusalOf(file);
  if (refusal.value) return;
  uploadShare.value = 0;
  const url = addressOf('/api/v1/imports', undefined, { kind, name: file.name, ...language() });
  upload = uploadFile<Import>(url, file, (share) => {
    if (uploadShare.value !== null) uploadShare.value = share;
  });
  const result = await upload.done;
  const wasCancelled = upload === null;
  upload = null;
  uploadShare.value = null;
  if (!wasCancelled) take(result);
}

export function cancelUpload(): void {
  const running = upload;
  upload = null;
  running?.cancel();
}

export async function change(patch: ImportPatch): Promise<void> {
  const now = current.value;
  if (!now) return;
  take(await call('PATCH /api/v1/imports/{id}', { path: { id: now.id }, body: patch, query: language() }));
  if (current.value?.state === 'ready') rowsVersion.value += 1;
}

export async function apply(): Promise<void> {
  const now = current.value;
  if (!now) return;
  take(await call('POST /api/v1/imports/{id}/apply', { path: { id: now.id }, query: language() }));
}

function forget(): void {
  clearTimeout(timer);
  sessionStorage.removeItem(KEPT_AS);
  current.value = null;
}

/* Back to the first step. What was read so far is thrown away; what was imported stays. */
export function startOver(): void {
  const now = current.value;
  failure.value = null;
  refusal.value = null;
  forget();
  if (now && now.state !== 'applying') {
    void call('DELETE /api/v1/imports/{id}', { path: { id: now.id } });
  }
}
