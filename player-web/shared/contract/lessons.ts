/* The contract's part about lessons beyond video: pages, quizzes, questions to the teacher. The rules of
 * contract.ts hold here too. */

import type { Timestamp } from '../contract.ts';

/* ---- pages ---- */

/* The lesson's canonical time line is what its pages ask for: a page covers [from_ms, to_ms). What was read is told
 * with the beats of a viewing as intervals of it. A page that asks for nothing covers nothing. */
export interface LessonPage {
  id: string; // of a document: the number of the page
  title: string;
  body: string; // paragraphs, apart by an empty line
  picture_id: string; // a document of the lesson; "": none
  picture: string; // the page's JPEG, below base_url of a viewing; "": none
  least_s: number; // dwell time that counts as read
  from_ms: number;
  to_ms: number;
  texts: LessonPageText[]; // in further languages
}

/* Title and text in a further language. */
export interface LessonPageText {
  language: string; // BCP 47
  title: string;
  body: string;
}

export interface LessonPages {
  pages: LessonPage[]; // in their order
  revision?: number; // editors: of the lesson, If-Match of PUT as "N"
}

export interface LessonPageWish {
  id?: string; // of one that there is: it stays the same page
  title?: string; // one of title, body and picture at least
  body?: string;
  picture_id?: string;
  least_s?: number; // 0 to 3600; absent: 5
  texts?: LessonPageText[]; // all of them, at most 40
}

export interface LessonPagesWish {
  pages: LessonPageWish[]; // all of them, at most 200
}

/* ---- quizzes ---- */

export interface QuizChoice {
  text: string;
  is_right?: boolean; // editors only
}

export interface QuizQuestion {
  id: string;
  body: string;
  choices: QuizChoice[];
  is_multiple: boolean; // more than one choice is right
  explanation?: string; // editors only; others see it after an attempt
}

/* The reader's own. */
export interface QuizAttempt {
  id: string;
  n_right: number;
  n_questions: number; // that there were then
  answered_at: Timestamp;
}

export interface Quiz {
  questions: QuizQuestion[]; // in their order
  attempts: QuizAttempt[]; // the latest first, at most 100
  revision?: number; // editors: of the lesson, If-Match of PUT as "N"
}

export interface QuizChoiceWish {
  text: string;
  is_right: boolean;
}

export interface QuizQuestionWish {
  id?: string; // of one that there is: it stays the same question
  body: string;
  choices: QuizChoiceWish[]; // 2 to 8, at least one right
  explanation?: string;
}

export interface QuizWish {
  questions: QuizQuestionWish[]; // all of them, at most 100
}

export interface QuizAnswer {
  question_id: string;
  chosen: number[]; // places of choices, from 0
}

/* What is left out is wrong. */
export interface QuizAnswers {
  answers: QuizAnswer[];
}

export interface QuizMark {
  question_id: string;
  is_right: boolean; // exactly the right choices were chosen
  chosen: number[];
  right: number[];
  explanation: string;
}

export interface QuizResult {
  attempt: QuizAttempt;
  marks: QuizMark[]; // in the order of the questions
}

/* ---- questions to the teacher ---- */

export interface LessonQuestion {
  id: string;
  lesson_id: string;
  lesson_title: string;
  at_ms: number | null; // media time that it is about; null: of the whole lesson
  body: string;
  is_own: boolean;
  asker_name: string; // for the asker and for editors; else ""
  asked_at: Timestamp;
  answer: string; // "" while there is none
  answered_by: string; // display name
  answered_at: Timestamp | null;
  is_public: boolean; // seen by all who see the lesson, without the asker's name
}

export interface LessonQuestions {
  questions: LessonQuestion[]; // at most 200
}

export interface LessonQuestionWish {
  at_ms?: number;
  body: string; // 1 to 1000 characters
}

export interface LessonQuestionAnswer {
  body: string; // 1 to 4000 characters
  is_public: boolean;
}

/* ---- routes ---- */

export interface LessonRoutes {
  'GET /api/v1/lessons/{id}/pages': { who: 'open'; body: null; answer: LessonPages };
  'PUT /api/v1/lessons/{id}/pages': { who: 'administrator|editor'; body: LessonPagesWish; answer: LessonPages };
  'GET /api/v1/lessons/{id}/quiz': { who: 'open'; body: null; answer: Quiz };
  'PUT /api/v1/lessons/{id}/quiz': { who: 'administrator|editor'; body: QuizWish; answer: Quiz };
  'POST /api/v1/lessons/{id}/answers': { who: 'signed_in'; body: QuizAnswers; answer: QuizResult };
  // by media time: one's own and public ones, for editors all
  'GET /api/v1/lessons/{id}/questions': { who: 'open'; body: null; answer: LessonQuestions };
  'POST /api/v1/lessons/{id}/questions': { who: 'signed_in'; body: LessonQuestionWish; answer: LessonQuestion };
  // of all lessons; ?open=1: without an answer, the oldest first
  'GET /api/v1/questions': { who: 'administrator|editor'; body: null; answer: LessonQuestions };
  'POST /api/v1/questions/{id}/answer': { who: 'administrator|editor'; body: LessonQuestionAnswer; answer: LessonQuestion };
  'DELETE /api/v1/questions/{id}': { who: 'signed_in'; body: null; answer: null }; // one's own that has no answer yet
}
