#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_REGISTER[] = {
    {"Nobody has this card: enter the person by name, and give the card to its owner in the roster.", "没有人登记过这张卡：请按姓名签到，并在花名册中把卡登记给本人。"},
    {"The member has too many cards: take them back first.", "这个人登记的卡太多，请先收回。"},
    {"This card is somebody else's.", "这张卡是别人的。"},
    {"This is no number of a card.", "这不是卡号。"},
    {"Nobody leaves before coming.", "离开的时间要晚于到场的时间。"},
    {"Nobody was there before the event began.", "这个时间早于活动开始的时间。"},
    {"This moment is still to come.", "这个时间还没有到。"},
    {"The event was over by then.", "那时活动已经结束。"},
    {"The event is over: say from when the person was there.", "活动已经结束，请说明此人从什么时候起在场。"},
    {"The event is over: the clerk can still enter who was there.", "活动已经结束，管理员仍可以补录到场的人。"},
    {"The event is over: confirm its end.", "活动已经结束，请确认结束时的人数。"},
    {"The event goes on: a late confirmation comes after it.", "活动还在进行，补充确认要等结束以后。"},
    {"This register is closed: what is missing is asked for as a correction.", "签到册已经关闭，缺少的内容请申请更正。"},
    {"The register is closed already, or its event goes on.", "签到册已经关闭，或者活动还在进行。"},
    {"Say in which place the roll is called ('place_id').", "请说明在哪个场所点名（place_id）。"},
    {"An entry is of a member ('member_id') or of a guest ('guest_name').", "一条签到要么是花名册里的人（member_id），要么是来宾（guest_name）。"},
    {"The id of an entry is a UUID.", "签到的编号应为 UUID。"},
    {"The id of this entry was used for another one.", "这个编号已经用于另一条签到。"},
    {"A guest has a name.", "来宾要有姓名。"},
    {"cannot use the name of this guest", "来宾的姓名不能这样写"},
    {"This entry was withdrawn.", "这条签到已经撤销。"},
    {"This code is too old: scan the one on the screen.", "这个码已经过期，请扫屏幕上现在的码。"},
    {"This is no code of a roll call.", "这不是点名的码。"},
    {"What is searched for has at most 64 characters.", "要找的内容最多 64 个字符。"},
    {"There is no attendance register of this.", "这里没有签到册。"},
    {"This account is nobody's in the roster.", "这个账号不属于花名册里的人。"},
    {"You are counted already: this is your own screen.", "这是您自己的屏幕，已经计入您的学习。"},
    {"Your account is nobody's in the roster: give the clerk your name.", "您的账号不属于花名册里的人，请把姓名告诉管理员。"},
    {NULL, NULL},
};
/* clang-format on */
