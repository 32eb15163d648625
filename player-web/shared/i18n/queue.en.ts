/* Words of objections, corrections and leaves, English. */
import type { queueZhCN } from './queue.zh-CN.ts';

export const queueEn: Record<keyof typeof queueZhCN, string> = {
  'queue.title': 'Objections and corrections',
};
