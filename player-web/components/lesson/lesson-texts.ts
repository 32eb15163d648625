import type { StageTexts } from '../watch/stage-words.tsx';

/* What is said over the picture of a lesson. */
export const LESSON_TEXTS: StageTexts = {
  opening: 'lesson.opening',
  trouble: {
    line: 'watch.trouble_line',
    closed: 'lesson.trouble_closed',
    denied: 'lesson.trouble_denied',
    busy: 'watch.trouble_busy',
    unsupported: 'watch.trouble_unsupported',
    stuck: 'watch.trouble_stuck',
  },
};
