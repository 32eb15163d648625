/* One file's way to the server by tus 1.0.0 (tus-js-client), behind a small face: it begins, pauses, goes on
 * where the server stands, gives up. Comes to the page with the first file. */
import { DetailedError, Upload } from 'tus-js-client';

import { failureOf, headersFor, UNREACHABLE, type Failure } from '../../../shared/api-client.ts';
import { backoffDelayMs, RECONNECT_LIMITS } from '../../../shared/backoff.ts';
import type { UploadPurpose } from '../../../shared/contract/uploads.ts';

export interface LineWish {
  file: File;
  lessonId: string;
  purpose: UploadPurpose;
  language: string;
  translator?: string;
  uploadId: string; // begun before, here or on another computer; "": not known
}

export interface LineEvents {
  onBegun: (uploadId: string) => void;
  onProgress: (sent: number) => void;
  onWaiting: () => void; // the line is away: tried again by itself
  onRefused: (failure: Failure) => void; // final until somebody starts it again
  onDone: () => void;
}

export interface TusLine {
  start: () => void;
  pause: () => void;
  cancel: () => Promise<void>;
}

const ENDPOINT = '/api/v1/uploads';
/* One request each: a proxy in between need not hold more, and a break costs no more than the line did. */
const CHUNK_BYTES = 64 * 1024 * 1024;
/* Answers that pass by themselves: a server that restarts, an upload still held by a request that broke. */
const PASSING = new Set([0, 408, 409, 423, 425, 429, 500, 502, 503, 504]);

export function isPassing(status: number): boolean {
  return PASSING.has(status);
}

function fingerprintOf({ file, lessonId, purpose, language }: LineWish): string {
  return ['tongping', file.name, file.size, file.lastModified, lessonId, purpose, language].join('/');
}

function metadataOf({ file, lessonId, purpose, language, translator = '' }: LineWish): Record<string, string> {
  return {
    filename: file.name,
    lesson_id: lessonId,
    purpose,
    ...(language === '' ? {} : { language }),
    ...(translator === '' ? {} : { translator }),
  };
}

async function refusalOf(error: Error): Promise<Failure> {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  const status = answer?.getStatus() ?? 0;
  if (!answer || status < 200) return UNREACHABLE;
  const headers = new Headers();
  for (const name of ['Content-Type', 'Content-Language', 'Retry-After']) {
    const value = answer.getHeader(name);
    if (value) headers.set(name, value);
  }
  return failureOf(new Response(status === 204 ? null : answer.getBody(), { status, headers }));
}

class Line implements TusLine {
  private readonly upload: Upload;
  private readonly wish: LineWish;
  private readonly events: LineEvents;
  private attempt = 0;
  private timer = 0;
  private isHeld = true;
  private hasLooked = false;

  constructor(wish: LineWish, events: LineEvents) {
    this.wish = wish;
    this.events = events;
    this.upload = new Upload(wish.file, {
      endpoint: ENDPOINT,
      uploadUrl: wish.uploadId === '' ? null : `${ENDPOINT}/${wish.uploadId}`,
      chunkSize: CHUNK_BYTES,
      retryDelays: null,
      metadata: metadataOf(wish),
      fingerprint: () => Promise.resolve(fingerprintOf(wish)),
      storeFingerprintForResuming: true,
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (request) => {
        for (const [name, value] of Object.entries(headersFor('POST', false))) request.setHeader(name, value);
      },
      onUploadUrlAvailable: () => events.onBegun((this.upload.url ?? '').split('/').pop() ?? ''),
      onProgress: (sent) => {
        this.attempt = 0;
        if (!this.isHeld) events.onProgress(sent);
      },
      onSuccess: () => events.onDone(),
      onError: (error) => void this.onError(error),
    });
  }

  start(): void {
    this.isHeld = false;
    clearTimeout(this.timer);
    window.addEventListener('online', this.go);
    void this.begin();
  }

  pause(): void {
    this.hold();
    void this.upload.abort(false).catch(() => undefined);
  }

  async cancel(): Promise<void> {
    this.hold();
    /* The server forgets what is not finished by itself, too. */
    await this.upload.abort(this.upload.url !== null).catch(() => undefined);
  }

  private readonly go = (): void => {
    clearTimeout(this.timer);
    if (!this.isHeld) this.upload.start();
  };

  private hold(): void {
    this.isHeld = true;
    clearTimeout(this.timer);
    window.removeEventListener('online', this.go);
  }

  private async begin(): Promise<void> {
    if (!this.hasLooked && this.wish.uploadId === '') {
      const [last] = await this.upload.findPreviousUploads().catch(() => []);
      if (last) this.upload.resumeFromPreviousUpload(last);
    }
    this.hasLooked = true;
    if (!this.isHeld) this.upload.start();
  }

  private async onError(error: Error): Promise<void> {
    if (this.isHeld) return;
    const failure = await refusalOf(error);
    if (!isPassing(failure.status)) {
      this.hold();
      this.events.onRefused(failure);
      return;
    }
    this.events.onWaiting();
    const waitMs = (failure.retryAfterS ?? 0) * 1000 || backoffDelayMs(this.attempt, Math.random(), RECONNECT_LIMITS);
    this.attempt += 1;
    this.timer = window.setTimeout(this.go, waitMs);
  }
}

export function openLine(wish: LineWish, events: LineEvents): TusLine {
  return new Line(wish, events);
}
