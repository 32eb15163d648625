#include "catalog/say/sentence_table.h"

#include <stddef.h>

/* clang-format off */
const SentenceRow SENTENCES_CONFERENCE[] = {
    {"This server forwards no cameras and microphones.", "本服务器没有开启摄像头和麦克风转发。"},
    {"There is no such connection.", "没有这个连接。"},
    {"An offer comes as application/sdp.", "连接请求须为 application/sdp 格式。"},
    {"This server has its %s conference connections: try again later.", "会议连接已达到 {1} 个的上限，请稍后再试。"},
    {"A session takes application/trickle-ice-sdpfrag, or application/sdp as the answer to our offer.", "会话只接受 application/trickle-ice-sdpfrag，或以 application/sdp 应答本端的请求。"},
    {"This address takes offers: POST.", "这个地址只接受连接请求：POST。"},
    {"A name has 1 to %s bytes.", "名称须为 1 到 {1} 个字节。"},
    {"A viewer has at most %s places.", "每个接收端最多有 {1} 个位置。"},
    {"The code of a check is nine digits in groups of three.", "检查结果代码须为三组、每组三位数字。"},
    {"No answer is awaited of this connection.", "这个连接没有在等待应答。"},
    {"The answer takes nothing of the offer.", "应答没有接受连接请求中的任何内容。"},
    {"A fragment comes with If-Match: the ETag of its session.", "修改会话须带 If-Match，其值为会话的 ETag。"},
    {"This is no longer the ICE session of that ETag.", "这个 ETag 的 ICE 会话已不是当前会话。"},
    {"New names are an ICE restart, which comes with If-Match: *.", "更换名称即 ICE 重启，须带 If-Match: *。"},

    /* offers */
    {"The offer has no fingerprint of a certificate.", "连接请求中没有证书指纹。"},
    {"The offer sends nothing that can be used here: Opus, VP8 or H.264.", "连接请求中没有可用的音视频格式：这里使用 Opus、VP8 或 H.264。"},
    {"The offer asks for nothing that is sent here: Opus, VP8 or H.264.", "连接请求要接收的格式这里都不发送：这里使用 Opus、VP8 或 H.264。"},
    {"cannot answer the offer: %s", "无法应答连接请求：<1>"},
    {"it has no audio or video that we can use: Opus, VP8 and H.264 constrained baseline are spoken", "没有可用的音视频格式，这里使用 Opus、VP8 和 H.264 constrained baseline"},
    {"two ICE-lite agents never find each other", "双方都是 ICE-lite，无法建立连接"},
    {"it wants to be the DTLS server, a=setup:passive, which we are", "它要求作为 DTLS 服务端（a=setup:passive），而服务端在这里"},

    /* session descriptions */
    {"cannot read the session description: %s", "无法读取会话描述：<1>"},
    {"cannot read the session description: line %s, \"%s\", is one more of its kind than we take", "无法读取会话描述：第 {1} 行“{2}”超出允许的数量"},
    {"cannot read the session description: line %s, \"%s\", is malformed", "无法读取会话描述：第 {1} 行“{2}”格式不正确"},
    {"cannot read the session description: media section %s %s", "无法读取会话描述：第 {1} 个媒体段<2>"},
    {"has the a=mid of another", "与另一段的 a=mid 相同"},
    {"gives an id of a=extmap another meaning", "把同一个 a=extmap 编号用于不同含义"},
    {"has no a=mid", "没有 a=mid"},
    {"is not in a=group:BUNDLE", "不在 a=group:BUNDLE 中"},
    {"has no a=rtcp-mux", "没有 a=rtcp-mux"},
    {"it does not begin with \"v=0\"", "没有以“v=0”开头"},
    {"it has no a=ice-ufrag or no a=ice-pwd", "没有 a=ice-ufrag 或 a=ice-pwd"},
    {"its a=fingerprint is not sha-256 or stronger", "a=fingerprint 弱于 sha-256"},
    {"it has no a=fingerprint", "没有 a=fingerprint"},
    {"it has no media section", "没有媒体段"},
    {"it is longer than 65536 bytes", "超过 65536 字节"},
    {"it contains a NUL", "含有空字符"},

    /* fragments, and answers to our offers */
    {"cannot read the trickle fragment: %s", "无法读取 ICE 片段：<1>"},
    {"it is longer than 16384 bytes", "超过 16384 字节"},
    {"it has an a=ice-ufrag or an a=ice-pwd alone", "a=ice-ufrag 与 a=ice-pwd 只有其一"},
    {"cannot take the answer: %s", "无法接受应答：<1>"},
    {"it has not as many media sections as the offer", "媒体段数量与连接请求不同"},
    {"its media sections are not those of the offer", "媒体段与连接请求不一致"},
    {"it is not a=setup:active: we are the DTLS server", "没有 a=setup:active：DTLS 服务端在这里"},
    {NULL, NULL},
};
/* clang-format on */
