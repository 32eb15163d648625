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
    {"'draft' must be '1'.", "“draft”只能是 1。"},

    /* indicators */
    {"cannot find this indicator", "找不到这项指标"},
    {"cannot use this indicator: its year must be from 2000 to 2999", "这项指标不能使用：年份应为 2000 到 2999"},
    {"cannot use this indicator: it must say its name and its source", "这项指标不能使用：请写明名称和来源"},
    {"cannot use this indicator: its weight must be from 0 to 100", "这项指标不能使用：权重应为 0 到 100"},
    {"cannot use this indicator: it has 1 to 500 values", "这项指标不能使用：应有 1 到 500 个数值"},
    {"cannot use this indicator: its notes are too long together", "这项指标不能使用：备注合计太长"},
    {"There is no such unit below.", "下级中没有这个组织。"},
    {"This unit has a value already.", "这个组织已经有数值。"},
    {"This value is out of bounds.", "这个数值超出范围。"},
    {"There is an indicator of this name in the year already.", "这一年已经有同名的指标。"},
    {"There are too many indicators in this year.", "这一年的指标太多。"},
    {"cannot change this indicator: it is no draft any more", "不能修改这项指标：它已经不是草案"},
    {"cannot publish this indicator: it is no draft any more", "不能发布这项指标：它已经不是草案"},
    {"cannot publish this indicator: somebody else than who wrote it does", "不能发布这项指标：须由录入人以外的人发布"},
    {"cannot publish this indicator: its draft was changed meanwhile", "不能发布这项指标：草案刚刚被修改，请重新查看"},
    {"cannot withdraw this indicator: it is withdrawn already", "不能撤回这项指标：已经撤回"},
    {"cannot withdraw this indicator: 'reason' must say why", "不能撤回这项指标：请写明原因"},
    {"'reason' must be 200 characters at most.", "“reason”最多 200 个字。"},
    {NULL, NULL},
};
/* clang-format on */
