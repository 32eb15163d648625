/* Words of what the server tells on /admin, Chinese. */
export const newsZhCN = {
  'admin.transfer_accepted': '已接收：{name}，现在属于“{unit}”。',
  'admin.transfer_refused': '已答复不接收：{name}。',
  'admin.transfer_asked': '{from} 将“{name}”转入“{to}”，请您接收。',
  'admin.transfer_was_accepted': '“{to}”已接收{name}。',
  'admin.transfer_was_refused': '“{to}”没有接收{name}。',
  'admin.accept': '接收',
  'admin.look': '查看',
  'admin.appointed': '您被任命为“{unit}”的{role}。',
  'admin.dismissed': '您不再是“{unit}”的{role}。',
  'admin.rights_changed': '您的权限有变化，页面已经更新。',
  'admin.everywhere': '全县',
} as const;
