#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_VIEWING[] = {
    /* watching */
    {"There is nothing to see now: the meeting is not on, and no recording of it is published.", "现在没有可以收看的内容：会议不在进行，也没有发布回放。"},
    {"Too many are watching: try again in a moment.", "收看的人太多，请稍后再试。"},
    {"Too many players were opened from here: try again in a moment.", "从这里打开的播放器太多，请稍后再试。"},
    {"cannot find this viewing", "找不到这次收看"},
    {"This player sends too many beats: it may send them later.", "播放器上报收看进度太频繁，请稍后再报。"},
    {"cannot take %s beats: 1 to %s belong into one call", "不能接收 {1} 条收看进度：一次须有 1 到 {2} 条"},
    {"cannot take beat %s: its '%s' cannot be", "不能接收第 {1} 条收看进度：其中“{2}”的值不可能"},
    {"cannot take beat %s: its 'contact' is not from an answer to this viewing", "不能接收第 {1} 条收看进度：其中的“contact”不是对这次收看的应答所给"},
    {"This viewing has ended: open another one.", "这次收看已经结束，请重新打开。"},
    {"Only what an account watches can be gone on with elsewhere.", "只有以账号收看的内容才能换到别处接着看。"},
    {"Only a lesson or a recording can be taken along.", "只有课程和回放可以下载带走。"},
    {"cannot take beat %s: sequences must grow within one call", "不能接收第 {1} 条收看进度：同一次上报的序号须递增"},
    {"cannot keep this beat: the server is stopping", "不能保存收看进度：服务器正在停止"},
    {"cannot keep this beat: too many are waiting", "不能保存收看进度：等待保存的太多"},

    /* sites */
    {"This screen belongs to no place: choose one for it first.", "这个屏幕不属于任何场所，请先为它选择场所。"},
    {"Say which place sees and hears the meeting ('place_id').", "请指明哪个场所看到、听到了会议（place_id）。"},

    /* recordings */
    {"A recording begins before it ends, and ends with the meeting.", "回放的起点须早于终点，终点不能晚于会议结束。"},
    {"A span begins before it ends, and not before the meeting.", "片段的起点须早于终点，且不能早于会议开始。"},
    {"Too many spans of this meeting are withdrawn already.", "这场会议撤下的片段已经太多。"},

    /* the ledger */
    {"cannot name a key '%s': no spaces, no '+', at most %s bytes", "密钥不能命名为“{1}”：不得含空格或“+”，最多 {2} 个字节"},
    {"cannot read the key: it is not a name, a hash and an Ed25519 key", "无法读取密钥：它不是由名称、摘要和 Ed25519 公钥组成"},
    {"cannot read the checkpoint: it is not an origin, a size and a root with signatures below", "无法读取存证检查点：它不是由来源、条数、根摘要及其下的签名组成"},
    {"the checkpoint has no good signature of '%s'", "存证检查点没有“{1}”的有效签名"},
    {NULL},
};
