/* What is being written, for the preview beside it. */
import { signal } from '@preact/signals';

import type { PageDraft } from './page-draft.ts';
import type { QuestionDraft } from './quiz-draft.ts';

export const shownPages = signal<readonly PageDraft[]>([]);
export const shownPage = signal(''); // key; "": the first
export const shownQuestions = signal<readonly QuestionDraft[]>([]);
export const shownQuestion = signal('');
