#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_REPORT[] = {
    {"There is no report of this kind.", "没有这种报表。"},
    {"'after' must be the last row of the page before.", "“after”必须是上一页的最后一行。"},
    {"'course' must be the id of a course.", "“course”应为课程的编号。"},
    {"'member' must be the id of a member.", "“member”应为人员的编号。"},
    {"'only' must be 'short'.", "“only”只能是 short。"},
    {"Weights must be numbers from 0 to 100, one of them more than 0.", "权重应为 0 到 100 的数字，至少一项大于 0。"},
    {"cannot give this file at once: it names %s people; ask for it as an export, which somebody else allows",
     "不能直接下载：文件里有 {1} 人；请作为导出申请，由另一人批准"},
    {"A report is named in 'report' and has no numbers of people.", "报表要写在“report”里，而且不含个人号码。"},
    {NULL, NULL},
};
/* clang-format on */
