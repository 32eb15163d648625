#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_SUBTITLE[] = {
    /* what cannot be used */
    {"This is no subtitle file: SRT, WebVTT, ASS and SSA can be used.", "这不是字幕文件：可以使用 SRT、WebVTT、ASS 和 SSA 格式。"},
    {"The signs of this subtitle file cannot be read for certain: save it as UTF-8 and send it again.", "无法确定这个字幕文件的文字编码：请另存为 UTF-8 后重新上传。"},
    {"A subtitle file has at most 8 MiB.", "字幕文件最大 8 MiB。"},
    {"A subtitle file has at most %s subtitles.", "一个字幕文件最多 {1} 条字幕。"},
    {"There is no subtitle in this file.", "这个文件里没有字幕。"},
    {"None of the times in this subtitle file can be read.", "这个字幕文件里的时间都无法读取。"},
    {"The times in this subtitle file run backwards.", "这个字幕文件里的时间前后颠倒。"},
    {"The subtitle at %s is far too long: the times of those behind it are missing.", "{1} 处的字幕过长：它后面的字幕缺少时间。"},
    {"All subtitles of this file begin after the end of the lesson.", "这个文件的字幕都在课件结束之后才开始。"},

    /* what was changed */
    {"The subtitles were changed: %s.", "字幕已作调整：[1]。"},
    {"%s left out beyond the end of the lesson", "{1} 条超出课件结尾，没有保留"},
    {"%s cut at the end of the lesson", "{1} 条在课件结尾处截断"},
    {"%s left out for times that cannot be read", "{1} 条时间无法读取，没有保留"},
    {"%s given an end", "{1} 条补上了结束时间"},
    {"%s put in the order of their times", "{1} 条按时间重新排序"},
    {"%s left out where too many are shown at once", "{1} 条因同一时刻字幕过多，没有保留"},
    {"%s shown together with another one", "{1} 条与其他字幕同屏显示"},
    {"%s with lines joined", "{1} 条行数过多，已合并"},
    {NULL, NULL},
};
/* clang-format on */
