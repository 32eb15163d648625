/* Words of objections, corrections and leaves, Chinese. */
export const queueZhCN = {
  'queue.title': '申诉与更正',
} as const;
