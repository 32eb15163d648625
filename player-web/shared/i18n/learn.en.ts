import type { learnZhCN } from './learn.zh-CN.ts';

export const learnEn: Record<keyof typeof learnZhCN, string> = {
  'learn.page_of': 'Page {page} of {count}',
  'learn.page_read': '{percent}% of this page read',
  'learn.page_before': 'Page before',
  'learn.page_next': 'Next page',
  'learn.question_of': 'Question {question} of {count}',
  'learn.several': 'More than one answer is right.',
  'learn.question_before': 'Question before',
  'learn.question_next': 'Next question',
  'learn.hand_in': 'Hand in',
  'learn.score': '{right} of {count} right',
  'learn.right': 'Right',
  'learn.wrong': 'Wrong',
  'learn.right_is': 'Right answer: {answer}',
  'learn.again': 'Try again',
  'learn.page_language': 'Language of the text',
  'learn.page_original': 'As written',
};
