/* A quiz as it is edited. Pure. */
import type { QuizQuestion, QuizQuestionWish } from '../../../shared/contract/lessons.ts';

export const QUESTIONS_MAX = 100;
export const CHOICES_MIN = 2;
export const CHOICES_MAX = 8;
const BODY_MAX = 1000;
const CHOICE_MAX = 300;
const EXPLANATION_MAX = 2000;

export interface ChoiceDraft {
  key: string;
  text: string;
  isRight: boolean;
}

export interface QuestionDraft {
  key: string; // the server's id, or one of this page's own
  body: string;
  isMultiple: boolean;
  choices: readonly ChoiceDraft[];
  explanation: string;
}

const FRESH = /^new-/;
let nextKey = 1;

export function freshChoice(): ChoiceDraft {
  return { key: `choice-${nextKey++}`, text: '', isRight: false };
}

export function freshQuestion(): QuestionDraft {
  const choices = [freshChoice(), freshChoice(), freshChoice(), freshChoice()];
  return { key: `new-${nextKey++}`, body: '', isMultiple: false, choices, explanation: '' };
}

export function questionsOf(questions: readonly QuizQuestion[]): QuestionDraft[] {
  return questions.map(({ id, body, choices, is_multiple, explanation = '' }) => ({
    key: id,
    body,
    isMultiple: is_multiple,
    explanation,
    choices: choices.map(({ text, is_right = false }) => ({ ...freshChoice(), text, isRight: is_right })),
  }));
}

/* Choices that nobody wrote into are no choices. */
export function wishOf(question: QuestionDraft): QuizQuestionWish {
  return {
    ...(FRESH.test(question.key) ? {} : { id: question.key }),
    body: question.body.trim(),
    choices: question.choices
      .filter(({ text }) => text.trim() !== '')
      .map(({ text, isRight }) => ({ text: text.trim(), is_right: isRight })),
    explanation: question.explanation.trim(),
  };
}

export function sameQuestions(a: readonly QuestionDraft[], b: readonly QuestionDraft[]): boolean {
  return JSON.stringify(a.map(wishOf)) === JSON.stringify(b.map(wishOf));
}

/* Of one right answer only one; of several as many as are marked. */
export function withRight(question: QuestionDraft, key: string, isRight: boolean): QuestionDraft {
  const choices = question.choices.map((choice) => {
    if (choice.key === key) return { ...choice, isRight };
    return question.isMultiple ? choice : { ...choice, isRight: false };
  });
  return { ...question, choices };
}

/* Only the first mark stays when one answer is to be right. */
export function withKind(question: QuestionDraft, isMultiple: boolean): QuestionDraft {
  const first = question.choices.findIndex((choice) => choice.isRight);
  const choices = isMultiple
    ? question.choices
    : question.choices.map((choice, i) => ({ ...choice, isRight: i === first }));
  return { ...question, isMultiple, choices };
}

export type QuestionProblem = 'question_empty' | 'question_long' | 'choices_few' | 'choice_long' | 'none_right' | 'one_right';

const chars = (text: string) => [...text].length;

export function problemOfQuestion(question: QuestionDraft): QuestionProblem | null {
  const { body, choices, explanation = '' } = wishOf(question);
  const n_right = choices.filter((choice) => choice.is_right).length;
  if (body === '') return 'question_empty';
  if (chars(body) > BODY_MAX || chars(explanation) > EXPLANATION_MAX) return 'question_long';
  if (choices.length < CHOICES_MIN) return 'choices_few';
  if (choices.some(({ text }) => chars(text) > CHOICE_MAX)) return 'choice_long';
  if (n_right === 0) return 'none_right';
  return question.isMultiple && n_right === 1 ? 'one_right' : null;
}

/* As a learner gets it. */
export function shownQuestion(question: QuestionDraft): QuizQuestion {
  const { body, choices } = wishOf(question);
  return { id: question.key, body, choices: choices.map(({ text }) => ({ text })), is_multiple: question.isMultiple };
}
