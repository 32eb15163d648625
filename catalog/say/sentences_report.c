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
    {NULL, NULL},
};
