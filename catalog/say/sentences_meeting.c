#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_MEETING[] = {
    /* planning */
    {"'from' must be a moment such as 2026-07-01T08:00:00Z.", "“from”要写成 2026-07-01T08:00:00Z 这样的时间。"},
    {"'to' must be a moment such as 2026-07-01T08:00:00Z.", "“to”要写成 2026-07-01T08:00:00Z 这样的时间。"},
    {"A moment is written as 2026-07-01T08:00:00Z.", "时间要写成 2026-07-01T08:00:00Z 这样。"},
    {"A time zone is written as Asia/Shanghai.", "时区要写成 Asia/Shanghai 这样。"},
    {"There is no such state of a meeting.", "会议没有这种状态。"},
    {"This is no cursor of a page.", "翻页标记不正确。"},
    {"The meeting must end after it begins.", "会议的结束时间要晚于开始时间。"},
    {"A meeting takes at most seven days.", "一场会议最长七天。"},
    {"The repetition ends before it begins.", "重复的截止时间早于第一次会议。"},
    {"The note is too long.", "说明太长。"},
    {"cannot use this note", "说明不能这样写"},
    {"cannot use this title", "标题不能这样写"},
    {"cannot use this name of a type", "类型名称不能这样写"},
    {"cannot use this name of an input", "信号名称不能这样写"},
    {"cannot use this item of the agenda", "议程不能这样写"},
    {"There is no such calendar.", "没有这个日历。"},
    {"cannot find this type of meeting", "找不到这种会议类型"},
    {"There is a type '%s' already.", "已有会议类型“{1}”。"},
    {"There are too many types of meetings.", "会议类型太多。"},
    {"A meeting has one to eight languages.", "一场会议有一到八种语言。"},
    {"A language is written as zh, bo or mn-Mong.", "语言要写成 zh、bo 或 mn-Mong 这样。"},
    {"A language is named twice.", "同一种语言填写了两次。"},
    {"Exactly one language is the floor.", "必须有且只有一种语言是原声。"},
    {"Somebody else has changed the meeting: load it again.", "别人刚修改过这场会议，请重新载入。"},
    {"Only a meeting that has not begun or was cancelled can be removed.", "只能删除尚未开始或已取消的会议。"},

    /* running */
    {"The rehearsal is running already.", "彩排已经开始。"},
    {"The meeting has not begun yet.", "会议还没有开始。"},
    {"The meeting is already open.", "会议已经开放入场。"},
    {"The meeting is already live.", "会议正在直播。"},
    {"The meeting is live: end it instead.", "会议正在直播，请结束会议。"},
    {"The meeting is over.", "会议已经结束。"},
    {"The meeting is not over yet.", "会议还没有结束。"},
    {"The meeting is not on air.", "会议没有在播出。"},
    {"The meeting was cancelled.", "会议已取消。"},
    {"The meeting was cancelled already.", "会议已经取消过了。"},
    {"The end can be undone for ten minutes only.", "结束后十分钟内才能恢复会议。"},
    {"The recording is ready already.", "录像已经整理完毕。"},
    {"The recording is not ready: make it ready first.", "录像还没有整理好，请先完成整理。"},
    {"The recording is published already.", "录像已经发布。"},
    {"The recording was removed when its time was over.", "录像保存期满，已经删除。"},
    {"The recording is not published.", "录像没有发布。"},
    {"This meeting was not recorded.", "这场会议没有录像。"},
    {"The recording is ready: the end stays.", "录像已经整理好，不能再撤销结束。"},
    {"The meeting has begun: its times stay.", "会议已经开始，不能再改时间。"},
    {"The meeting has begun: its languages stay.", "会议已经开始，不能再改语言。"},
    {"The meeting has begun: whether it is recorded stays.", "会议已经开始，不能再改是否录像。"},
    {"An item of the agenda begins while the meeting is open or live.", "会议开放或直播时才能开始一项议程。"},

    /* inputs */
    {"A meeting has at most %s inputs.", "一场会议最多 {1} 路信号。"},
    {"This kind of input has no address.", "这种信号不需要地址。"},
    {"The address of this input begins with %s.", "这种信号的地址以 {1} 开头。"},
    {"This address needs a port, such as udp://239.1.1.1:5000.", "地址里要有端口，例如 udp://239.1.1.1:5000。"},
    {"A file is named as it lies in the server's folder of files, for example opening.mp4.",
     "文件要写成它在服务器文件夹里的名字，例如 opening.mp4。"},
    {"Only a push input has a key.", "只有推流信号才有推流码。"},
    {"Only a push input has a passphrase.", "只有推流信号才有密码。"},

    {NULL, NULL},
};
/* clang-format on */
