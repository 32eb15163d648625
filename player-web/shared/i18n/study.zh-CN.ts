/* Words of study sessions on /pc and /phone, Chinese. */
export const studyZhCN = {
  'study.title': '集中学习',
  'study.open': '在活动室开课',
  'study.replace': '结束它，改学这门课程',
  'study.pause': '暂停',
  'study.go_on': '继续播放',
  'study.end': '结束集中学习',
  'study.place': '场所',
  'study.screen_online': '在线',
  'study.screen_offline': '不在线，开机后自动播放',
  'study.no_screen': '这个场所还没有绑定屏幕。',
  'study.now': '正在学习：{title}',
  'study.at': '{lesson}　{time} / {whole}',
  'study.not_yet': '{lesson}　屏幕还没有开始播放',
  'study.paused': '已暂停',
  'study.by': '{name} 开课',
} as const;
