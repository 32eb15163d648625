/* Words of the way to meetings in which all may speak, English. */
import type { roomsZhCN } from './rooms.zh-CN.ts';

export const roomsEn: Record<keyof typeof roomsZhCN, string> = {
  'rooms.title': 'Meetings going on',
  'rooms.enter': 'Enter the meeting',
  'rooms.check': 'No picture, no sound? Check this device',
};
