/* The files on their way from this page, as a signal: begun in turn, watched, held, given up. They go on while
 * the editor does something else on /editor. */
import { computed, signal } from '@preact/signals';

import { call, type Failure } from '../../../shared/api-client.ts';
import { monotonicMs } from '../../../shared/browser-host.ts';
import type { Upload, UploadPurpose } from '../../../shared/contract/uploads.ts';
import { later } from '../../../shared/later.ts';
import { withSample, type Sample } from './rate.ts';
import type { TusLine } from './tus-line.ts';

export type TransferState = 'waiting' | 'going' | 'line' | 'paused' | 'refused' | 'done';

export interface Transfer {
  id: number;
  file: File;
  lessonId: string;
  lessonTitle: string;
  purpose: UploadPurpose;
  language: string;
  translator?: string; // of a dub or its text
  uploadId: string; // of the server, and of the job it becomes; "": not known yet
  state: TransferState;
  sent: number;
  samples: readonly Sample[];
  failure: Failure | null;
}

export type TransferWish = Pick<Transfer, 'file' | 'lessonId' | 'lessonTitle' | 'purpose' | 'language' | 'translator'>;

/* Such a file need not wait for a large one. */
const SMALL_BYTES = 32 * 1000 * 1000;
const SHOWN_EVERY_MS = 250;

export const transfers = signal<readonly Transfer[]>([]);
/* Begun before, here or elsewhere, and not chosen again yet. */
const begun = signal<readonly Upload[]>([]);
export const unfinished = computed(() => {
  const here = new Set(transfers.value.map((transfer) => transfer.uploadId));
  return begun.value.filter((upload) => !here.has(upload.id));
});

const OPEN: ReadonlySet<TransferState> = new Set(['waiting', 'going', 'line', 'paused']);
export const isAnyOpen = computed(() => transfers.value.some((transfer) => OPEN.has(transfer.state)));

const lines = new Map<number, TusLine>();
const shownAt = new Map<number, number>();
let nextId = 1;

function change(id: number, part: Partial<Transfer>): void {
  transfers.value = transfers.value.map((one) => (one.id === id ? { ...one, ...part } : one));
}

function find(id: number): Transfer | undefined {
  return transfers.peek().find((one) => one.id === id);
}

export async function loadUnfinished(): Promise<void> {
  const result = await call('GET /api/v1/uploads');
  if (result.ok) begun.value = result.value.uploads;
}

/* What the server has of this very file, whichever lesson it is for. */
export function begunBefore(file: { name: string; size: number }): Upload | undefined {
  return unfinished.peek().find((upload) => upload.file_name === file.name && upload.length === file.size);
}

export function addTransfer(wish: TransferWish): void {
  const before = begunBefore(wish.file);
  const isSame = before?.lesson_id === wish.lessonId && before.purpose === wish.purpose;
  const transfer: Transfer = {
    ...wish, id: nextId++, uploadId: isSame ? before.id : '', state: 'waiting', sent: isSame ? before.offset : 0,
    samples: [], failure: null,
  };
  transfers.value = [...transfers.value, transfer];
  startNext();
}

function onProgress(id: number, sent: number): void {
  const nowMs = monotonicMs();
  if (nowMs - (shownAt.get(id) ?? 0) < SHOWN_EVERY_MS) return;
  shownAt.set(id, nowMs);
  const transfer = find(id);
  if (transfer) change(id, { sent, state: 'going', samples: withSample(transfer.samples, { atMs: nowMs, bytes: sent }) });
}

async function lineOf(transfer: Transfer): Promise<TusLine> {
  const known = lines.get(transfer.id);
  if (known) return known;
  const { openLine } = await later(() => import('./tus-line.ts'));
  const { id } = transfer;
  const line = openLine(transfer, {
    onBegun: (uploadId) => change(id, { uploadId }),
    onProgress: (sent) => onProgress(id, sent),
    onWaiting: () => change(id, { state: 'line', samples: [] }),
    onRefused: (failure) => {
      change(id, { state: 'refused', failure });
      startNext();
    },
    onDone: () => {
      change(id, { state: 'done', sent: transfer.file.size });
      begun.value = begun.value.filter((upload) => upload.id !== find(id)?.uploadId);
      lines.delete(id);
      startNext();
    },
  });
  lines.set(id, line);
  return line;
}

/* One large file at a time: two of them would only make both late. */
function startNext(): void {
  for (const transfer of transfers.peek()) {
    if (transfer.state !== 'waiting') continue;
    const isBusy = transfers.peek().some(
      (one) => (one.state === 'going' || one.state === 'line') && one.file.size > SMALL_BYTES,
    );
    if (isBusy && transfer.file.size > SMALL_BYTES) continue;
    change(transfer.id, { state: 'going', failure: null, samples: [] });
    void lineOf(transfer).then((line) => {
      if (find(transfer.id)?.state === 'going') line.start();
    });
  }
}

export function pauseTransfer(id: number): void {
  lines.get(id)?.pause();
  change(id, { state: 'paused', samples: [] });
  startNext();
}

/* After a pause or a refusal. */
export function goOn(id: number): void {
  change(id, { state: 'waiting', failure: null });
  startNext();
}

export function cancelTransfer(id: number): void {
  const line = lines.get(id);
  const uploadId = find(id)?.uploadId ?? '';
  lines.delete(id);
  begun.value = begun.value.filter((upload) => upload.id !== uploadId);
  transfers.value = transfers.value.filter((one) => one.id !== id);
  if (line) void line.cancel();
  startNext();
}

/* What is over and said. */
export function forgetTransfer(id: number): void {
  transfers.value = transfers.value.filter((one) => one.id !== id);
}

export async function dropUnfinished(id: string): Promise<void> {
  const result = await call('DELETE /api/v1/uploads/{id}', { path: { id } });
  if (result.ok || result.failure.status === 404) begun.value = begun.value.filter((upload) => upload.id !== id);
}

window.addEventListener('beforeunload', (event) => {
  if (isAnyOpen.peek()) event.preventDefault();
});
