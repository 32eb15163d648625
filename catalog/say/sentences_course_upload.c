#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_UPLOAD[] = {
    /* how an upload is spoken to */
    {"Uploads are spoken to in tus 1.0.0: send 'Tus-Resumable: 1.0.0'.", "上传使用 tus 1.0.0 协议：请发送“Tus-Resumable: 1.0.0”。"},
    {"There is no such upload.", "没有这个上传。"},
    {"This upload is gone.", "这个上传已不存在。"},
    {"This upload was not finished in seven days: begin it again.", "这个上传七天内没有完成，请重新上传。"},
    {"This upload is complete: cancel the job that it has become.", "这个文件已上传完毕，如不需要，请取消它的处理任务。"},
    {"This upload goes on at byte %s, not at %s.", "这个上传应从第 {1} 字节继续，而不是第 {2} 字节。"},
    {"This upload goes on from another connection.", "这个上传已由另一个连接继续。"},
    {"Somebody is writing to this upload: ask how far it is first.", "这个上传正在进行，请先查询已上传到哪里。"},
    {"Too many files are coming in now: try again soon.", "正在上传的文件太多，请稍后再试。"},
    {"%s of your uploads are not finished: finish or remove one of them first.", "您有 {1} 个上传没有完成，请先完成或删除其中一个。"},
    {"The bytes of an upload come as application/offset+octet-stream.", "上传内容的类型须为 application/offset+octet-stream。"},
    {"The body is longer than what is missing of this upload.", "发来的内容超过了这个上传缺少的部分。"},
    {"The client has left before the end of its body.", "客户端没有发完就离开了。"},
    {"These bytes are not those that were announced: send them again.", "收到的内容与校验值不符，请重新发送。"},
    {"There is no room for this file on the disk.", "服务器磁盘空间不足，放不下这个文件。"},
    {"Say where these bytes belong (Upload-Offset).", "请指明这些内容的起始位置（Upload-Offset）。"},

    /* what is uploaded */
    {"Say how long the file is (Upload-Length).", "请指明文件的长度（Upload-Length）。"},
    {"The length of a file must be known at the beginning (Upload-Length).", "开始上传时就须知道文件的长度（Upload-Length）。"},
    {"This file is larger than the %s MiB that one may have.", "文件超过了允许的 {1} MiB。"},
    {"This file of %s MB does not fit: %s of %s MB are used, %s MB are left for the courses of %s.", "这个文件有 {1} MB，放不下：{5}的课程空间共 {3} MB，已用 {2} MB，还剩 {4} MB。"},
    {"This file of %s MB does not fit: %s of %s MB are used, %s MB are left for courses that belong to no office.", "这个文件有 {1} MB，放不下：不属于任何组织的课程空间共 {3} MB，已用 {2} MB，还剩 {4} MB。"},
    {"Say what the file is for ('purpose'): video, sound, subtitle, document or picture.", "请指明文件的用途（purpose）：video、sound、subtitle、document 或 picture。"},
    {"Say which lesson the file is for ('lesson_id').", "请指明文件属于哪个课件（lesson_id）。"},
    {"Say in which language the file is ('language').", "请指明文件的语言（language）。"},
    {"There is no such lesson ('lesson_id').", "没有这个课件（lesson_id）。"},
    {"This lesson is a meeting's recording: it takes no files.", "这个课件是会议回放，不能上传文件。"},
    {"Upload-Metadata names a key twice.", "Upload-Metadata 中有重复的键。"},
    {"Upload-Metadata has a value that is not text in base64.", "Upload-Metadata 中有的值不是 base64 编码的文字。"},
    {"Upload-Checksum must begin with sha1, sha256 or md5.", "Upload-Checksum 须以 sha1、sha256 或 md5 开头。"},
    {"Upload-Checksum is no sum of this kind in base64.", "Upload-Checksum 不是这种校验值的 base64 编码。"},

    /* jobs */
    {"There is no such job.", "没有这个处理任务。"},
    {"This job has ended already.", "这个处理任务已经结束。"},
    {"Only a job that has failed can be tried again.", "只有失败的处理任务可以重试。"},
    {"'state' is none that a job may have.", "“state”不是处理任务可能的状态。"},
    {"This file is in the lesson already.", "这个课件里已经有这个文件。"},
    {"The preparation was interrupted three times; it can be tried again.", "处理过程中断了三次，可以重试。"},
    {"This file could not be prepared.", "这个文件无法处理。"},
    {"The file is not there any more: upload it again.", "文件已不在服务器上，请重新上传。"},
    {"The files of this sound are lost.", "这条声音的文件已丢失，请重新上传声音。"},
    {"This file has too many streams.", "文件里的音视频流太多。"},
    {"There is no picture in this file: bring it as a sound.", "文件里没有画面，请作为声音上传。"},
    {"There is no sound in this file.", "文件里没有声音。"},
    {"The order of this job is damaged.", "这个处理任务的指令已损坏。"},
    {NULL},
};
