import type { besideZhCN } from './beside.zh-CN.ts';

/* The same, English. */
export const besideEn: Record<keyof typeof besideZhCN, string> = {
  'beside.title': 'Who watches with me',
  'beside.lead': 'Who sits beside you is credited too, with the own sign-in name and password. You stay signed in.',
  'beside.open': 'Add somebody',
  'beside.name': 'Their sign-in name',
  'beside.password': 'Their password',
  'beside.send': 'Is watching',
  'beside.cancel': 'Cancel',
  'beside.missing': 'Enter name and password, please.',
  'beside.wrong': 'The name or the password is wrong.',
  'beside.not_yet': 'Wait for the picture first.',
  'beside.here': '{name} · since {time}',
  'beside.again_lead': 'The page was loaded anew, or this is another film: they count on when they say so again.',
  'beside.again': 'Say so again',
  'beside.again_of': '{name}: say so again',
  'beside.left': 'Has left',
  'beside.left_of': '{name}: has left',
};
