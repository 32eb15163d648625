/* Words of the page behind the code on a television, Chinese. */
export const joinZhCN = {
  'title.join': '签到',
  'join.heading': '签到',
  'join.lead': '确认您本人在场，按一下就好。',
  'join.press': '我在场，签到',
  'join.pressing': '正在签到……',
  'join.done': '已签到：{title}',
  'join.done_text': '{name}，{place}，{time}。可以收起手机了。',
  'join.already': '您已经签到过了',
  'join.old': '这个码已经过期。请用手机再扫一次屏幕上现在的码。',
  'join.wrong': '这不是签到码。请用手机扫屏幕右下角的码。',
  'join.home': '回到首页',
} as const;
