/* Words of study sessions on /pc and /phone, English. */
import type { studyZhCN } from './study.zh-CN.ts';

export const studyEn: Record<keyof typeof studyZhCN, string> = {
  'study.title': 'Study session',
  'study.open': 'Open in the activity room',
  'study.replace': 'End it and study this course',
  'study.pause': 'Pause',
  'study.go_on': 'Go on',
  'study.end': 'End the study session',
  'study.place': 'Place',
  'study.screen_online': 'online',
  'study.screen_offline': 'offline; it will play once it is on',
  'study.no_screen': 'No screen is paired to this place yet.',
  'study.now': 'Studying: {title}',
  'study.at': '{lesson}   {time} / {whole}',
  'study.not_yet': '{lesson}   no screen has begun to play',
  'study.paused': 'Paused',
  'study.by': 'Opened by {name}',
};
