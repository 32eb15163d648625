/* Words of the way to meetings in which all may speak, Chinese. */
export const roomsZhCN = {
  'rooms.title': '正在开的支部会议',
  'rooms.enter': '进入会议',
  'rooms.check': '看不到、听不到？一键检查',
} as const;
