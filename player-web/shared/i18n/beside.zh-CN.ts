/* Words of who watches beside somebody on one screen, Chinese. */
export const besideZhCN = {
  'beside.title': '和我一起看的人',
  'beside.lead': '家里人、邻居一起看，也能记学时：请本人在这里输入自己的登录名和密码，不会退出您的账号。',
  'beside.open': '加一个人',
  'beside.name': '他（她）的登录名',
  'beside.password': '他（她）的密码',
  'beside.send': '确认在看',
  'beside.cancel': '取消',
  'beside.missing': '请填写登录名和密码。',
  'beside.wrong': '登录名或密码不对。',
  'beside.not_yet': '画面出来之后再加人。',
  'beside.here': '{name} · {time} 起',
  'beside.again_lead': '重新打开页面或换了视频，要请他们再确认一次，才接着记：',
  'beside.again': '再确认',
  'beside.again_of': '{name}：再确认',
  'beside.left': '不看了',
  'beside.left_of': '{name}：不看了',
} as const;
