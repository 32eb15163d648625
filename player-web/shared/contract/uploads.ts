/* The contract's part about files on their way and what is made of them. The rules of contract.ts hold here too. */

import type { Timestamp } from '../contract.ts';

/* What a file is for: the word `purpose` of Upload-Metadata, and the kind of its job. */
export type UploadPurpose = 'video' | 'sound' | 'subtitle' | 'document' | 'picture';

/* A file on its way (tus 1.0.0 at /api/v1/uploads, metadata: filename, lesson_id, purpose, language). When it is
 * complete it becomes the job of the same id. */
export interface Upload {
  id: string;
  lesson_id?: string; // absent: the lesson was removed meanwhile
  purpose: UploadPurpose;
  language?: string;
  file_name: string;
  length: number; // bytes in all
  offset: number; // bytes that are here
  created_at: Timestamp;
  expires_at: Timestamp;
}

export interface UploadList {
  uploads: Upload[]; // one's own, unfinished, newest first
}

/* low: the economy sound of a sound that is ready; no file made it, nobody waits for it. */
export type JobKind = UploadPurpose | 'low';

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export type JobStepWord = 'cancel' | 'again';

/* The making of a lesson's pictures, sounds and subtitles from one file. */
export interface Job {
  id: string;
  lesson_id: string;
  kind: JobKind;
  source_name: string;
  language?: string;
  state: JobState;
  step: string; // what it does now: "make", "probe", "v720", "sound", "sprites"; or ""
  permille: number;
  left_s?: number; // absent: not known yet
  attempts: number;
  problem?: string; // one sentence: why it failed, or what is to be known of one that is done
  created_at: Timestamp;
  started_at?: Timestamp;
  ended_at?: Timestamp;
}

export interface JobList {
  jobs: Job[]; // newest first, at most 200
}

export interface JobStep {
  step: JobStepWord;
}

/* ---- routes ---- */

export interface UploadRoutes {
  // tus 1.0.0: fields of the head, empty answers; OPTIONS says what the server knows
  'OPTIONS /api/v1/uploads': { who: 'open'; body: null; answer: null };
  'OPTIONS /api/v1/uploads/{id}': { who: 'open'; body: null; answer: null };
  'POST /api/v1/uploads': { who: 'administrator|editor'; body: null; answer: null };
  'GET /api/v1/uploads': { who: 'administrator|editor'; body: null; answer: UploadList };
  // HEAD: how far it is; who was sending is stopped
  'GET /api/v1/uploads/{id}': { who: 'administrator|editor'; body: null; answer: Upload };
  'PATCH /api/v1/uploads/{id}': { who: 'administrator|editor'; body: null; answer: null };
  'DELETE /api/v1/uploads/{id}': { who: 'administrator|editor'; body: null; answer: null };
  // ?lesson_id= &state=
  'GET /api/v1/jobs': { who: 'administrator|editor'; body: null; answer: JobList };
  'POST /api/v1/jobs/{id}/steps': { who: 'administrator|editor'; body: JobStep; answer: Job };
}
