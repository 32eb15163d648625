#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_OFFICE[] = {
    /* rights and appointments */
    {"cannot find this among the units that you look after", "在您管理的组织中找不到这项内容"},
    {"An appointment names people, units and events by their ids.", "指定管理人员时，人员、组织和活动要用 id 表示。"},
    {"An appointment needs either 'account_id' or 'member_id'.", "指定管理人员时，“account_id”和“member_id”要填且只能填一项。"},
    {"An appointment needs either 'unit_id' or 'event_id'.", "指定管理人员时，“unit_id”和“event_id”要填且只能填一项。"},
    {"cannot appoint this person: there is no account yet; hand out an activation code first", "不能指定此人：还没有账号，请先发放激活条"},
    {"cannot appoint to role '%s': for a unit there are administrator, auditor, clerk", "不能指定为“{1}”：在组织中可以指定系统管理员、考核督查员、站点管理员"},
    {"cannot appoint to role '%s': for an event there are studio, interpreter", "不能指定为“{1}”：在活动中可以指定导播、同传译员"},
    {"cannot appoint for unit '%s': it is closed", "组织“{1}”已经撤销，不能再指定管理人员"},
    {"cannot appoint account '%s': %s", "不能指定账号“{1}”：<2>"},
    {"it is locked", "账号已停用"},
    {"it is appointed to this already", "已经指定过"},
    {"it has too many appointments", "指定的项目太多，请先取消几项"},

    /* activation slips */
    {"Name either members ('member_ids') or a unit ('unit_id').", "请选择人员（member_ids）或组织（unit_id），只能选一种。"},
    {"Nobody here needs a slip: all have an account or an open code.", "这里没有人需要激活条：都已有账号，或已发激活码。"},
    {"This person has no open code.", "此人没有未使用的激活码。"},
    {"cannot make a code for '%s': the account is locked", "不能给“{1}”发激活码：账号已停用"},
    {"cannot make a code for '%s': this account has more rights than a member's; ask a system administrator", "不能给“{1}”发激活码：此账号有管理权限，请联系系统管理员"},
    {"cannot make a code for '%s': this person has left the roster", "不能给“{1}”发激活码：此人已移出名册"},
    {"cannot make more than %s slips at once: choose the units below one by one", "一次最多制作 {1} 张激活条，请按下级组织分批制作"},
    {"This server has no font with Chinese characters: install the package fonts-noto-cjk or fonts-wqy-microhei and start it again.", "服务器上没有中文字体：请安装软件包 fonts-noto-cjk 或 fonts-wqy-microhei，然后重新启动服务器。"},
    {"Others are printing: try again in a moment.", "别人正在打印，请稍后再试。"},
    {"A code has twelve letters and digits.", "激活码由十二位字母和数字组成。"},
    {"A code has twelve letters and digits, these are %s.", "激活码由十二位字母和数字组成，现在是 {1} 位。"},
    {"A code has only letters and digits.", "激活码只有字母和数字。"},
    {"No code has 0, O, 1, I, L or U in it: look at the slip again, it may be Q, D, 7, J or V.", "激活码中没有 0、O、1、I、L、U：请再看一下激活条，可能是 Q、D、7、J 或 V。"},
    {"There is a typing mistake in this code: compare it with the slip.", "激活码输入有误，请对照激活条检查。"},
    {"This code is not known: look at the slip again, or ask the clerk for a new one.", "没有这个激活码：请对照激活条检查，或向站点管理员要一张新的。"},
    {"This code was used already: sign in with your password.", "这个激活码已经用过：请用密码登录。"},
    {"This code has expired: ask the clerk for a new one.", "这个激活码已过期：请向站点管理员要一张新的。"},
    {"This code is no longer open.", "这个激活码已经用过或已作废。"},
    {"The sign-in name is seen by others: it must have nothing of your identity number or telephone number in it.", "登录账号别人看得到，不能含有您的身份证号或手机号。"},
    {"This sign-in name is taken: choose another one.", "这个登录账号已有人使用，请换一个。"},

    /* exports */
    {"cannot export telephone and identity numbers: you may not see them", "不能导出手机号和身份证号：您没有查看号码的权限"},
    {"cannot ask for this export: there is nobody else who could allow it; appoint an auditor first", "不能申请这次导出：没有别人可以批准，请先指定一位考核督查员"},
    {"cannot ask for another export: %s of yours are open; take them first", "不能再申请导出：您还有 {1} 份没有取走，请先取走"},
    {"Units have no numbers of people.", "组织架构中没有人员的号码。"},
    {"cannot decide this export: you asked for it; somebody else must allow it", "不能批准自己申请的导出，须由另一人批准"},
    {"cannot decide this export: it is not waiting any more", "这份导出已经处理过了"},
    {"A bundle is of a register or of records: name one of them.", "记录包须指明一个签到册或若干条记录，二者选一。"},
    {"A unit is named with a register only.", "只有指明签到册时才能限定组织。"},
    {"'register_id' must be the id of a register.", "“register_id”须是签到册的编号。"},
    {"'record_ids' must be ids of records.", "“record_ids”须是记录的编号。"},
    {"cannot take this export: it has %s people by now; ask for it again", "不能取走这份导出：现在已有 {1} 人，请重新申请"},
    {"cannot take this export: %s", "不能取走这份导出：<1>"},
    {"nobody else has allowed it yet", "还没有人批准"},
    {"it was refused", "没有获得批准"},
    {"it has been taken already; ask for a new one", "已经取走过，请重新申请"},
    {"its time is over; ask for a new one", "已经过期，请重新申请"},
    {"cannot find this export", "找不到这份导出"},

    /* screens */
    {"No screen shows this code. Codes end after 15 minutes.", "没有屏幕显示这个绑定码。绑定码 15 分钟后会更换。"},
    {"no screen shows this code; codes end after 15 minutes", "没有屏幕显示这个绑定码。绑定码 15 分钟后会更换。"},
    {"This is no code: codes have eight consonants.", "这不是绑定码：绑定码由八个字母组成，没有元音字母。"},
    {"Too many wrong links were tried: wait a little.", "链接输错次数过多，请稍后再试。"},
    {"Too many wrong codes were tried: wait a little.", "绑定码输错次数过多，请稍后再试。"},
    {"Somebody has decided about this code.", "这个绑定码已经处理过了。"},
    {"cannot decide about this code: somebody has done so already", "这个绑定码已经处理过了。"},
    {"cannot pair a screen without 'unit_id' and 'name', or 'replaces'", "绑定屏幕时请填写所属组织和名称，或选择要更换的屏幕"},
    {"this screen waits no more", "这块屏幕已不再等候绑定，请在屏幕上取新的绑定码"},
    {"cannot give a code: %s screens of this address show one already", "暂时不能取绑定码：同一网络地址已有 {1} 块屏幕在等候绑定"},
    {"cannot give a code: %s screens show one already", "暂时不能取绑定码：已有 {1} 块屏幕在等候绑定，请稍后再试"},
    {"cannot give screen '%s' to this unit: it is closed", "不能把屏幕“{1}”归到这个组织：组织已经撤销"},
    {"cannot give screen '%s' to this unit: it has %s already; unpair one first", "不能把屏幕“{1}”归到这个组织：已有 {2} 块屏幕，请先解除绑定一块"},
    {"cannot put screen '%s' into this place: it does not serve the unit", "不能把屏幕“{1}”放到这个场所：场所不供所属组织使用"},
    {NULL, NULL},
};
/* clang-format on */
