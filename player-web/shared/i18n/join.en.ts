/* Words of the page behind the code on a television, English. */
import type { joinZhCN } from './join.zh-CN.ts';

export const joinEn: Record<keyof typeof joinZhCN, string> = {
  'title.join': 'Sign in',
  'join.heading': 'Sign in',
  'join.lead': 'Say that you are here yourself: one press.',
  'join.press': 'I am here',
  'join.pressing': 'Signing in…',
  'join.done': 'Signed in: {title}',
  'join.done_text': '{name}, {place}, {time}. You can put the phone away.',
  'join.already': 'You were signed in already',
  'join.old': 'This code is too old. Please scan the one that is on the screen now.',
  'join.wrong': 'This is no code of a roll call. Please scan the one in the corner of the screen.',
  'join.home': 'To the first page',
};
