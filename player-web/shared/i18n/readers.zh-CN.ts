/* Who looked at whose records. */
export const readersZhCN = {
  'readers.record': '看了记录 {times} 次',
  'readers.saw': '看了{what} {times} 次',
  'readers.took': '下载了{what}（{form}）{times} 次',
  'readers.year': '“{about}”{year} 年度学时报表',
  'readers.year_all': '{year} 年度学时报表',
  'readers.event': '“{about}”出席报表',
  'readers.course': '“{about}”学习报表',
} as const;
