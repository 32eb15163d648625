import type { readersZhCN } from './readers.zh-CN.ts';

export const readersEn: Record<keyof typeof readersZhCN, string> = {
  'readers.record': 'looked at the records, {times} ×',
  'readers.saw': 'looked at {what}, {times} ×',
  'readers.took': 'took {what} as {form}, {times} ×',
  'readers.year': 'the hours of {year} in “{about}”',
  'readers.year_all': 'the hours of {year}',
  'readers.event': 'who was at “{about}”',
  'readers.course': 'who has learned “{about}”',
};
