/* Words of the parts that the office pages share, Chinese. */
export const deskZhCN = {
  'desk.close': '关闭',
  'desk.cancel': '取消',
  'desk.working': '正在处理……',
  'desk.dismiss': '知道了',
  'desk.loading_more': '正在载入更多……',
  'desk.unit_placeholder': '输入名称查找，例如：石桥 东河',
  'desk.unit_none': '没有找到。换一个字试试，或先输入上级的名称。',
} as const;
