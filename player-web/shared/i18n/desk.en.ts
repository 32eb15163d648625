import type { deskZhCN } from './desk.zh-CN.ts';

/* The same, English. */
export const deskEn: Record<keyof typeof deskZhCN, string> = {
  'desk.close': 'Close',
  'desk.cancel': 'Cancel',
  'desk.working': 'Working…',
  'desk.dismiss': 'Dismiss',
  'desk.loading_more': 'Loading more…',
  'desk.unit_placeholder': 'Type part of the name, or of those above it',
  'desk.unit_none': 'Nothing found. Try other letters, or the name of a unit above it first.',
};
