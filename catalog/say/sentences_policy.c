#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_POLICY[] = {
    /* policies */
    {"cannot find this policy", "找不到这条认定规则"},
    {"cannot use this policy: %s must be between %s and %s", "这条认定规则不能使用：{1} 要在 {2} 和 {3} 之间"},
    {"cannot use this policy: it is for meetings, study sessions or lessons", "这条认定规则不能使用：只能用于会议、集中学习或课件"},
    {"cannot use this policy: there is no preset of that name", "这条认定规则不能使用：没有这个预设"},
    {"There are too many versions of this policy.", "这条认定规则的版本太多。"},

    /* records */
    {"The days of the viewing log are not closed yet.", "观看日志的日期还没有封存。"},
    {"The text of this record was removed.", "这条记录的原文已删除。"},
    {"The viewing log of %s is no longer kept; the record itself still says what counted.",
     "%s 的观看日志已到期删除；计入了哪些时段，仍以记录本身为准。"},
    {"The viewing log is still being read; ask again in a moment.", "正在读取观看日志，请稍后再看。"},
    {"Hours that were carried over have no viewings here.", "结转的学时在本系统中没有观看过程。"},
    {"'state' must be a state of a record, or none.", "“state”须为记录的一种状态，或 none。"},
    {"the register %s cannot be closed: %s people have no record yet", "签到册 {1} 还不能关闭：还有 {2} 人没有记录"},

    /* lists */
    {"'state' must be asked, granted, refused or withdrawn.", "“state”只能是 asked、granted、refused 或 withdrawn。"},
    {"'state' must be asked, approved, refused or withdrawn.", "“state”只能是 asked、approved、refused 或 withdrawn。"},
    {"'state' must be open, granted, refused or withdrawn.", "“state”只能是 open、granted、refused 或 withdrawn。"},
    {"'skip' must be a number, 'state' done, coming, due or overdue.", "“skip”必须是数字，“state”只能是 done、coming、due 或 overdue。"},
    {"'skip' must be a number.", "“skip”必须是数字。"},
    {"'year' must be a year such as 2026.", "“year”必须是年份，例如 2026。"},

    /* beginnings */
    {"cannot use this duty", "这项要求不能使用"},
    {"cannot ask for this leave", "不能请假"},
    {"cannot use this correction", "这项更正不能使用"},
    {"cannot use this objection", "申诉内容不能这样写"},
    {"cannot use this source", "来源不能这样写"},

    /* duties */
    {"There are too many duties.", "组织生活要求太多。"},
    {"cannot end the duty: it was ended already", "不能结束这项要求：已经结束"},
    {"cannot find this duty", "找不到这项要求"},
    {"cannot use this duty: it is owed once to 366 times in a period", "这项要求不能使用：每个周期的次数为 1 到 366 次"},
    {"cannot use this duty: name a unit, or the level of the units that owe it", "这项要求不能使用：请指定组织，或承担要求的组织层级"},
    {"cannot use this duty: the days end before they begin", "这项要求不能使用：结束日期早于开始日期"},
    {"cannot use this duty: there is no such level", "这项要求不能使用：没有这个层级"},
    {"cannot use this duty: there is no such type of meetings", "这项要求不能使用：没有这个会议类型"},
    {"cannot use this duty: these units owe this type of meetings already", "这项要求不能使用：这些组织已有此类会议的要求"},
    {"cannot find this member", "找不到这名人员"},

    /* leaves */
    {"A leave is of one event or of some days.", "请假只能针对一次活动，或者若干天。"},
    {"cannot ask for this leave: it is for a year at most", "不能请假：最长一年"},
    {"cannot ask for this leave: the days end before they begin", "不能请假：结束日期早于开始日期"},
    {"cannot ask for this leave: the register of the event is closed; ask for a correction", "不能请假：这次活动的签到册已经关闭，请申请更正"},
    {"cannot ask for this leave: the same was asked already", "不能请假：已经请过相同的假"},
    {"cannot ask for this leave: there is no such event", "不能请假：没有这次活动"},
    {"cannot ask for this leave: too many are not decided yet", "不能请假：尚未审批的请假太多"},
    {"cannot ask for this leave: your account is nobody's of the roster", "不能请假：您的账号没有对应的人员"},
    {"cannot decide this leave: it is not waiting any more", "这次请假已经审批或撤回"},
    {"cannot decide this leave: it is your own", "不能审批自己的请假"},
    {"cannot find a reason of this leave", "这次请假没有填写事由"},
    {"cannot find this leave", "找不到这次请假"},
    {"cannot refuse this leave: say why", "不批准请假时须说明理由"},
    {"cannot take this leave back: it holds no more", "不能撤回：这次请假已经无效"},

    /* objections */
    {"An objection is granted with the correction that follows from it.", "认可申诉时，须同时提出相应的更正。"},
    {"cannot answer this objection: it is your own", "不能答复自己的申诉"},
    {"cannot answer this objection: say why", "答复申诉须说明理由"},
    {"cannot answer this objection: you raised it", "不能答复自己提出的申诉"},
    {"cannot change this objection: it is not open any more", "这项申诉已经答复或撤回"},
    {"cannot find this objection", "找不到这项申诉"},
    {"cannot find this record", "找不到这条记录"},
    {"cannot object to this record: a newer one replaces it", "不能对这条记录申诉：已有更新的记录"},
    {"cannot object to this record: an objection is open already", "不能对这条记录申诉：已有一项申诉等待答复"},

    /* corrections */
    {"cannot carry these hours over: the member has them already", "不能结转这些学时：该人员已有相同的结转"},
    {"cannot correct this record: a newer one replaces it", "不能更正这条记录：已有更新的记录"},
    {"cannot correct this record: there is none", "不能更正：没有这条记录"},
    {"cannot correct this register: it is open; enter who came", "不能更正：签到册还没有关闭，请直接补录"},
    {"cannot correct this register: the same was asked already", "不能更正：已经提出过相同的更正"},
    {"cannot correct this register: this person has a record; correct that one", "不能更正：此人已有记录，请更正那条记录"},
    {"cannot correct this record: too many corrections are not decided yet", "不能更正这条记录：尚未审批的更正太多"},
    {"cannot decide this correction: it is about yourself", "不能审批关于自己的更正"},
    {"cannot decide this correction: it is not waiting any more", "这项更正已经审批或撤回"},
    {"cannot decide this correction: you asked for it; a second person must", "不能审批自己申请的更正，须由另一人审批"},
    {"cannot find this correction", "找不到这项更正"},
    {"cannot refuse this correction: say why", "不批准更正时须说明理由"},
    {"cannot use this correction: a fault needs its beginning and end in the event", "这项更正不能使用：故障须填写在活动中的起止时间"},
    {"cannot use this correction: a presence is in a room, or beside somebody's viewing", "这项更正不能使用：到场须在场所，或与他人同看"},
    {"cannot use this correction: a presence needs from and until, within a day", "这项更正不能使用：到场须填写起止时间，且不超过一天"},
    {"cannot use this correction: at most 1,000 class-hours are carried over in one row", "这项更正不能使用：每行最多结转 1000 学时"},
    {"A sheet has at most 1,000 people: ask for one unit at a time ('unit').", "一张签到表最多 1000 人，请按组织分别打印（unit）。"},
    {"'count' must be a number from 1 to 200.", "“count”应为 1 到 200 之间的数字。"},
    {"'seed' must be one line of 1 to 64 characters.", "“seed”应为 1 到 64 个字的一行文字。"},
    {"'register' must be the id of a register.", "“register”应为签到册的编号。"},
    {"cannot carry these hours over: the member belongs to no unit now", "不能结转这些学时：该人员现在不属于任何组织"},

    /* keeping */
    {"How long this is kept is fixed: no number of days changes it.", "这一类的保存期限是固定的，不能按天数更改。"},
    {"The ground of every record: an objection is answered by looking at it.", "每条记录的依据：答复申诉时要查它。"},
    {"A day's file is removed when the setting says so; its sum stays in the audit.", "到了设置的天数，当天的文件就删除，校验值留在审计日志里。"},
    {"Who opened what on which device: what players resume from and records point to.", "谁在哪台设备上打开了什么：续播和记录都要用。"},
    {"As long as the meeting or lesson; what nobody signed in for goes after some days.", "与会议或课程同在；没有登录的收看几天后删除。"},
    {"Who was seen in which room: the ground of records from rooms.", "谁到过哪个场所：场所记录的依据。"},
    {"As long as the register: its figures must stay what they were.", "与签到册同在：册上的数字不能变。"},
    {"So that a clerk can tell guests of an event apart while questions come.", "事后还有人询问时，管理员能分清来宾。"},
    {"Erased so many days behind the closing of the register; the number of guests stays.", "签到册关闭后满这些天就擦除，来宾人数不变。"},
    {"Whoever decides on a leave must know why it is asked for.", "审批请假的人要知道事由。"},
    {"Erased so many days after the leave was decided and over; the leave stays.", "请假审批完并结束后满这些天就擦除，请假本身保留。"},
    {"What members have earned: years and certificates are made of it.", "每个人取得的学时：年度统计和证明都由它得出。"},
    {"For ever; where a duty of deletion asks, the text of a single one is erased in the ledger.", "长期保存；依法应删除的，在存证里逐条擦除原文。"},
    {"What the proofs of records, reads and exports are made of.", "记录、查看和导出的证明都由它得出。"},
    {"For ever; a single one is erased by 'tongping ledger erase', and its hash stays.", "长期保存；可用 tongping ledger erase 逐条擦除，哈希值保留。"},
    {"How a figure came to be another one, and who has answered for it.", "数字为什么改过、由谁负责。"},
    {"As long as the records: each correction points to its reason.", "与记录同在：每项更正都要有事由可查。"},
    {"Members may know who has looked at their records.", "本人有权知道谁看过自己的记录。"},
    {"For ever: each look is an entry of the ledger too.", "长期保存：每次查看也是存证的一条。"},
    {"Whoever took a report with names must answer for it.", "谁取过带姓名的报表，要能追查。"},
    {"For ever: each one is an entry of the ledger too.", "长期保存：每一条也在存证里。"},
    {"Giving data to others is to be proved for three years at least.", "向他人提供数据的记录至少要保存三年。"},
    {"For ever; the file itself can be taken for some days only.", "长期保存；文件本身只有几天可以领取。"},
    {"The log of what was done must be there for half a year at least.", "操作日志至少要保存六个月。"},
    {"For ever: nothing of it can be changed or removed.", "长期保存：不能更改，也不能删除。"},
    {NULL, NULL},
};
/* clang-format on */
