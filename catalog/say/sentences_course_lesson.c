#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_LESSON[] = {
    {"%s: it needs %s to %s characters, not %s", "<1>：应为 {2} 至 {3} 个字符，现有 {4} 个"},
    {"The lesson is of another kind.", "这个课件不是这种类型。"},
    {"Somebody else has changed the lesson: load it again.", "别人已经改过这个课件，请重新载入。"},
    {"Somebody else has changed the series: load it again.", "别人已经改过这个专题，请重新载入。"},
    {"Somebody else has changed the topic: load it again.", "别人已经改过这个主题，请重新载入。"},
    {"Somebody else has changed this part of the lesson: load it again.", "别人已经改过课件的这个部分，请重新载入。"},
    /* recorded names of languages */
    {"A recorded name is an M4A file: AAC sound without a picture.", "录音应为 M4A 文件，只有 AAC 声音，没有画面。"},
    {"There is no recorded name of this language.", "这种语言还没有录音。"},
    {"There is no such language.", "没有这种语言。"},
    {"This server keeps no recorded names.", "这台服务器不保存语言录音。"},
    /* pages */
    {"A lesson has at most 200 pages.", "一个课件最多 200 页。"},
    {"A page has a title, a text or a picture.", "每一页至少要有标题、文字或图片。"},
    {"cannot use the text of this page", "这一页的文字不能这样写"},
    {"A page has one text in each language.", "每一页每种语言只能有一份文字。"},
    /* quizzes */
    {"A quiz has at most 100 questions.", "一份测验最多 100 题。"},
    {"Each question has at least one right choice.", "每道题至少要有一个正确选项。"},
    {"cannot use this question", "问题不能这样写"},
    {"cannot use this explanation", "解析不能这样写"},
    {"cannot use this choice", "选项不能这样写"},
    {"The quiz has changed: open it again.", "测验刚刚有改动，请重新打开。"},
    {"A question is answered twice.", "同一道题答了两次。"},
    {"What was chosen is written as [0, 2].", "所选的选项要写成 [0, 2] 这样。"},
    {"A question does not have this choice.", "题目没有这个选项。"},
    {"The lesson has no questions to answer.", "这个课件没有可以作答的题目。"},
    {"This quiz was answered very often: try again in an hour.", "这份测验作答次数太多，请一小时后再试。"},
    /* questions to the teacher */
    {"You have asked many questions: go on in an hour.", "您提的问题已经很多了，请一小时后再提。"},
    {"cannot use this answer", "回答不能这样写"},
    {"The question was answered: it stays.", "问题已经回答，不能删除。"},
    /* study sessions */
    {"A study session is of a lesson ('lesson_id') or of a course ('course_id').", "请说明集中学习的课件（lesson_id）或课程（course_id）。"},
    {"A study session is open in this place already: end it first, or replace it.", "这个场所正在集中学习，请先结束，或者换成新的。"},
    {"A screen cannot show this lesson.", "这个课件不能在屏幕上播放。"},
    {"This course has no lesson that a screen can show.", "这门课程没有能在屏幕上播放的课件。"},
    {"This lesson is not of the course of the study session.", "这个课件不属于正在集中学习的课程。"},
    {"No study session is open in this place.", "这个场所现在没有集中学习。"},
    {"The study session has changed meanwhile: look again.", "集中学习刚刚有变动，请再看一看。"},
    {NULL, NULL},
};
/* clang-format on */
