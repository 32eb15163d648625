#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_PREPARE[] = {
    /* files that cannot become lessons: media/course/problem.c */
    {"This is no video, sound, subtitle or document that can be read.", "这不是能识别的视频、音频、字幕或文档。"},
    {"The file is damaged or was cut off, so that nothing of it can be played.", "文件已损坏或不完整，无法播放。"},
    {"The file is encrypted: bring one without copy protection.", "文件已加密，请换一个没有版权保护的文件。"},
    {"The file has neither a picture nor a sound.", "文件里既没有画面，也没有声音。"},
    {"The file has no picture: add it as a sound to a lesson that has one.", "文件里没有画面：请把它作为声音添加到有画面的课件。"},
    {"The file has no sound.", "文件里没有声音。"},
    {"The file does not have the track that was chosen.", "文件里没有所选的轨道。"},
    {"The file is longer than 12 hours: cut it into several lessons.", "文件超过 12 小时，请分成几个课件。"},
    {"The file is shorter than one picture of a video.", "文件太短，不足一帧画面。"},
    {"The picture is larger than 8192 pixels on a side.", "画面的边长超过 8192 像素。"},
    {"The file has more than 64 tracks, or more than 16 of them were chosen.", "文件的轨道超过 64 条，或者选择了超过 16 条。"},
    {"The picture or sound is coded in a way that cannot be read here.", "画面或声音的编码方式无法识别。"},
    {"The picture is HDR, and this server cannot convert it: bring one in SDR.", "画面是 HDR，本服务器无法转换，请换成 SDR。"},
    {"Preparing the file needs more memory than one lesson may have.", "处理这个文件所需的内存超过了一个课件的上限。"},
    {"Preparing the file gives more bytes than one lesson may have.", "处理这个文件得到的数据超过了一个课件的上限。"},
    {"The track has no subtitles that are text.", "这条轨道里没有文字字幕。"},
    {"The document has more than 300 pages.", "文档超过 300 页。"},
    {"The document is damaged and cannot be opened.", "文档已损坏，无法打开。"},
    {"The document is protected by a password: bring one without.", "文档有密码保护，请换一个没有密码的文档。"},
    {"The file is a still picture: add it to a lesson of pictures and text.", "文件是一张静态图片：请把它添加到图文课件。"},
    {"The picture that the sound belongs to cannot be read.", "无法读取这条声音所属的画面。"},
    {"The disk is full: the preparation goes on when there is room.", "磁盘已满：有空间后处理会继续。"},
    {"The preparation was stopped.", "处理已停止。"},
    {"The order of this preparation cannot be read.", "无法读取这次处理的任务单。"},
    {"The preparation failed because of an error of the program.", "程序出错，处理失败。"},

    /* of lessons that were prepared all the same */
    {"The sound is more than a second shorter than the picture: its end is silent.", "声音比画面短一秒以上：结尾部分没有声音。"},
    {"The sound is more than a second longer than the picture: its end was cut off.", "声音比画面长一秒以上：结尾部分已截去。"},
    {NULL},
};
