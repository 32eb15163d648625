/* Words of the shell of /admin, Chinese. */
export const adminZhCN = {
  'title.admin': '管理',

  'admin.nav': '管理菜单',
  'admin.more': '更多',
  'admin.group_roster': '组织与人员',
  'admin.group_start': '启用',
  'admin.group_check': '核查',
  'admin.units': '组织架构',
  'admin.members': '人员',
  'admin.transfers': '转接',
  'admin.places': '场所',
  'admin.no_section_title': '您没有管理权限',
  'admin.no_section_text': '这里供系统管理员、考核督查员和站点管理员使用。需要权限时，请联系本单位的系统管理员。',
  'admin.to_me': '查看我的信息',
  'admin.load_failed_title': '这一部分没有打开',
  'admin.load_failed_text': '网络可能中断过，或服务器刚刚更新。请刷新页面。',
  'admin.reload': '刷新页面',
  'admin.new_count': '{count} 条待处理',
} as const;
