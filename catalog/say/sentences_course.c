#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_COURSE[] = {
    /* texts */
    {"cannot use this summary", "不能使用这段简介"},
    {"cannot use this label", "不能使用这个说明"},
    {"cannot use this name of a topic", "不能使用这个分类名称"},
    {"cannot use this name of a language", "不能使用这个语言名称"},
    {"A language is written as a tag of BCP 47, such as zh, bo or mn-Mong.", "语言用 BCP 47 标签书写，例如 zh、bo、mn-Mong。"},
    {"A second name for addresses begins with a letter and has lower-case letters, digits and '-' only.", "网址别名以字母开头，只能有小写字母、数字和“-”。"},
    {"This second name is taken already.", "这个网址别名已经有人使用。"},
    {"An order names rows of the same list, each of them once.", "排序须列出同一列表的各项，每项一次。"},

    /* topics, series, languages */
    {"There are too many topics.", "分类太多。"},
    {"There are too many series.", "专题太多。"},
    {"There are too many languages.", "语言太多。"},
    {"There is no such series.", "没有这个专题。"},
    {"There is no such topic.", "没有这个分类。"},
    {"There is no such unit.", "没有这个组织。"},
    {"A language has a tag of BCP 47, a script of four letters (ISO 15924) and a code of three (ISO 639).", "语言须有 BCP 47 标签、四个字母的文字代码（ISO 15924）和三个字母的语言代码（ISO 639）。"},
    {"There are sounds or subtitles in this language.", "还有使用这种语言的声音或字幕。"},

    /* courses */
    {"There is no such state of a course.", "课程没有这个状态。"},
    {"'initials' is too long.", "“initials”太长。"},
    {"Somebody else has changed the course: load it again.", "别人已经改过这门课程，请重新载入。"},
    {"This course is published already.", "这门课程已经发布。"},
    {"This course is not published.", "这门课程没有发布。"},
    {"This course is published: withdraw it first.", "这门课程已发布，请先撤回。"},
    {"cannot publish this course: none of its lessons is shown", "不能发布这门课程：没有一个课件设为显示"},
    {"cannot publish this course: there is nothing to see yet of the lesson '%s'", "不能发布这门课程：课件“{1}”还没有可以观看的内容"},
    {"cannot publish this course: say which units it is for", "不能发布这门课程：请选定面向哪些组织"},
    {"There are too many units.", "组织太多。"},

    /* watching */
    {"There is nothing to see yet of this lesson.", "这个课件还没有可以观看的内容。"},
    {"A quiz is answered, not watched.", "测验是用来作答的，不能观看。"},
    {"A viewing is of a meeting ('meeting_id') or of a lesson ('lesson_id').", "收看须指明会议（meeting_id）或课件（lesson_id）之一。"},

    /* lessons and what they are made of */
    {"This course has too many lessons.", "这门课程的课件太多。"},
    {"A lesson needs a title.", "课件须有标题。"},
    {"A recording, and nothing else, is a lesson of a meeting ('meeting_id').", "只有会议回放类课件才能、也必须指明会议（meeting_id）。"},
    {"Only a published recording can be a lesson.", "只有已发布的会议回放才能成为课件。"},
    {"The chapters of a recording are those of its meeting's agenda.", "会议回放的章节取自会议议程。"},
    {"Sounds and subtitles have a language, pictures have none.", "声音和字幕须有语言，画面没有语言。"},
    {"There is one in this language with this label already: withdraw it first, or give this one another label.", "这种语言已有同样说明的一条：请先撤下它，或换一个说明。"},
    {"Only what is ready can be withdrawn.", "只有已就绪的才能撤下。"},
    {"Only what was withdrawn can be restored.", "只有撤下的才能恢复。"},
    {"This is being made: cancel its job first.", "正在制作：请先取消它的任务。"},
    {NULL},
};
