#include "media/course/source.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>

#include "media/course/problem.h"

#define IO_BYTES       (256 * 1024)
#define PEEKED_PACKETS 32u

/* Containers of people. Not among them: whatever opens further files or addresses. */
static const char FORMATS[] =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,mpegvideo,avi,asf,flv,live_flv,ogg,wav,w64,"
    "mp3,aac,flac,aiff,amr,au,caf,ape,wv,tta,ac3,eac3,dts,gif,mxf,rm,dv,h264,hevc,m4v,ivf,nut,swf,"
    "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,srt,ass,webvtt,apng,wtv,gxf,vob,m2ts";

static int read_bytes(void *user, uint8_t *ret_bytes, int length) {
    Source *source = user;
    ssize_t n = read(source->fd, ret_bytes, (size_t)length);
    return n > 0 ? (int)n : n == 0 ? AVERROR_EOF : AVERROR(errno);
}

static int64_t seek_bytes(void *user, int64_t offset, int whence) {
    Source *source = user;
    if (whence & AVSEEK_SIZE)
        return (int64_t)source->bytes;
    off_t at = lseek(source->fd, offset, whence & ~AVSEEK_FORCE);
    return at < 0 ? AVERROR(errno) : at;
}

/* References to other files (QuickTime has them) lead nowhere. */
static int open_nothing(AVFormatContext *format, AVIOContext **ret_io, const char *url, int flags,
                        AVDictionary **options) {
    return AVERROR(EPERM);
}

static bool open_file(Source *source, const char *path, GError **error) {
    struct stat facts;
    source->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (source->fd < 0 || fstat(source->fd, &facts) != 0 || !S_ISREG(facts.st_mode))
        return problem_set(error, PROBLEM_FORMAT);
    source->bytes = (uint64_t)facts.st_size;
    return source->bytes > 0 || problem_set(error, PROBLEM_EMPTY);
}

static bool open_format(Source *source, GError **error) {
    uint8_t *buffer = av_malloc(IO_BYTES);
    source->io = avio_alloc_context(buffer, IO_BYTES, 0, source, read_bytes, NULL, seek_bytes);
    source->format = avformat_alloc_context();
    source->format->pb = source->io;
    source->format->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_GENPTS;
    source->format->io_open = open_nothing;
    source->format->probesize = SOURCE_PROBE_BYTES;
    source->format->max_analyze_duration = SOURCE_ANALYSE_US;
    source->format->format_whitelist = av_strdup(FORMATS);
    source->format->protocol_whitelist = av_strdup("none");
    int code = avformat_open_input(&source->format, "", NULL, NULL);
    /* Heads tell of all streams at once and are judged; some come to light only while reading. */
    if (code >= 0)
        source->format->max_streams = SOURCE_MAX_STREAMS + 1;
    if (code == AVERROR_INVALIDDATA || code == AVERROR(EINVAL)) {
        uint8_t head[12] = {0};
        bool is_film = pread(source->fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
                       memcmp(head + 4, "ftyp", 4) == 0;
        return problem_set(error, is_film ? PROBLEM_DAMAGED : PROBLEM_FORMAT);
    }
    return code >= 0 || problem_set_av(error, code, PROBLEM_DAMAGED);
}

static bool is_encrypted(const AVStream *stream) {
    static const char *const TAGS[] = {"encv", "enca", "drmi", "drms"};
    for (size_t i = 0; i < G_N_ELEMENTS(TAGS); i++) {
        if (stream->codecpar->codec_tag == MKTAG(TAGS[i][0], TAGS[i][1], TAGS[i][2], TAGS[i][3]))
            return true;
    }
    return av_stream_get_side_data(stream, AV_PKT_DATA_ENCRYPTION_INIT_INFO, NULL) != NULL;
}

/* One frame of a huge picture would be decoded while looking: sizes are known before. */
static bool judge_streams(const Source *source, GError **error) {
    for (unsigned i = 0; i < source->format->nb_streams; i++) {
        const AVStream *stream = source->format->streams[i];
        if (is_encrypted(stream))
            return problem_set(error, PROBLEM_ENCRYPTED);
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
            (stream->codecpar->width > SOURCE_MAX_SIDE ||
             stream->codecpar->height > SOURCE_MAX_SIDE))
            return problem_set(error, PROBLEM_TOO_LARGE);
    }
    if (source->format->nb_streams > SOURCE_MAX_STREAMS)
        return problem_set(error, PROBLEM_TOO_MANY);
    return true;
}

static bool analyse(Source *source, GError **error) {
    unsigned n = source->format->nb_streams;
    AVDictionary **options = g_new0(AVDictionary *, n + 1);
    for (unsigned i = 0; i < n; i++) {
        av_dict_set(&options[i], "threads", "1", 0);
        av_dict_set(&options[i], "max_pixels", "67108864", 0); /* 8192 × 8192 */
    }
    int code = avformat_find_stream_info(source->format, options);
    for (unsigned i = 0; i < n; i++)
        av_dict_free(&options[i]);
    g_free(options);
    return code >= 0 || problem_set_av(error, code, PROBLEM_DAMAGED);
}

/* MP4 tells of common encryption with each packet (ISO/IEC 23001-7). */
static bool judge_packets(Source *source, GError **error) {
    AVPacket *packet = av_packet_alloc();
    bool is_locked = false;
    for (unsigned i = 0; i < PEEKED_PACKETS && !is_locked; i++) {
        if (av_read_frame(source->format, packet) < 0)
            break;
        is_locked = av_packet_get_side_data(packet, AV_PKT_DATA_ENCRYPTION_INFO, NULL) != NULL;
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    return is_locked ? problem_set(error, PROBLEM_ENCRYPTED) : source_rewind(source, error);
}

static bool is_mp4(const Source *source) {
    return g_str_has_prefix(source->format->iformat->name, "mov,");
}

Source *source_open(const char *path, GError **error) {
    g_autoptr(Source) source = g_new0(Source, 1);
    source->fd = -1;
    source->last = AV_NOPTS_VALUE;
    if (!open_file(source, path, error) || !open_format(source, error) ||
        !judge_streams(source, error) || !analyse(source, error) || !judge_streams(source, error) ||
        (is_mp4(source) && !judge_packets(source, error)))
        return NULL;
    return g_steal_pointer(&source);
}

void source_free(Source *source) {
    if (source == NULL)
        return;
    avformat_close_input(&source->format);
    if (source->io != NULL)
        av_freep(&source->io->buffer);
    avio_context_free(&source->io);
    if (source->fd >= 0)
        close(source->fd);
    g_free(source);
}

AVStream *source_stream(const Source *source, int index, enum AVMediaType type, GError **error) {
    if (index >= 0 && (unsigned)index < source->format->nb_streams &&
        source->format->streams[index]->codecpar->codec_type == type)
        return source->format->streams[index];
    problem_set(error, PROBLEM_NO_STREAM);
    return NULL;
}

void source_choose(Source *source, const AVStream *stream) {
    for (unsigned i = 0; i < source->format->nb_streams; i++) {
        AVStream *other = source->format->streams[i];
        other->discard = other == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
}

static void forget_times(Source *source) {
    source->shift = 0;
    source->last = AV_NOPTS_VALUE;
}

bool source_rewind(Source *source, GError **error) {
    forget_times(source);
    int code = avformat_seek_file(source->format, -1, INT64_MIN, INT64_MIN, INT64_MAX, 0);
    if (code < 0)
        code = av_seek_frame(source->format, -1, 0, AVSEEK_FLAG_BYTE);
    return code >= 0 || problem_set_av(error, code, PROBLEM_DAMAGED);
}

bool source_seek(Source *source, const AVStream *stream, int64_t ticks, GError **error) {
    int64_t time = av_rescale_q(ticks, (AVRational){1, SOURCE_TICKS_A_SECOND}, stream->time_base);
    forget_times(source);
    if (!source->has_jumps &&
        av_seek_frame(source->format, stream->index, time, AVSEEK_FLAG_BACKWARD) >= 0)
        return true;
    return source_rewind(source, error);
}

/* Flash has 31 bits of milliseconds, which libav takes for 32: what lies behind the last one jumps
 * by all of them, to one side or the other. */
static int64_t flash_shift(int64_t jump) {
    const int64_t all = INT64_C(1) << 31;
    return llabs(jump) > all / 2 ? -(jump + (jump > 0 ? all : -all) / 2) / all * all : 0;
}

/* Half a second is no mistake of rounding. */
static int64_t broadcast_shift(const AVStream *stream, const AVPacket *packet, int64_t jump) {
    int64_t half = av_rescale_q(SOURCE_TICKS_A_SECOND / 2, (AVRational){1, SOURCE_TICKS_A_SECOND},
                                stream->time_base);
    return jump < -half ? MAX(packet->duration, 1) - jump : 0;
}

/* A broadcast's times may begin anew (AVFMT_TS_DISCONT). */
static void join_times(Source *source, const AVStream *stream, AVPacket *packet) {
    const AVInputFormat *format = source->format->iformat;
    bool is_flash = g_str_has_suffix(format->name, "flv");
    if (packet->dts == AV_NOPTS_VALUE || !(is_flash || (format->flags & AVFMT_TS_DISCONT) != 0))
        return;
    if (source->last != AV_NOPTS_VALUE) {
        int64_t jump = packet->dts + source->shift - source->last;
        int64_t more = is_flash ? flash_shift(jump) : broadcast_shift(stream, packet, jump);
        source->shift += more;
        source->has_jumps |= more != 0;
    }
    packet->dts += source->shift;
    if (packet->pts != AV_NOPTS_VALUE)
        packet->pts += source->shift;
    source->last = packet->dts;
}

int source_read(Source *source, const AVStream *stream, AVPacket *packet) {
    for (;;) {
        int code = av_read_frame(source->format, packet);
        if (code == AVERROR(EAGAIN))
            continue;
        if (code == AVERROR_EOF || code == AVERROR_INVALIDDATA || code == AVERROR(EIO))
            return 0;
        if (code < 0)
            return code;
        if (packet->stream_index == stream->index) {
            join_times(source, stream, packet);
            return 1;
        }
        av_packet_unref(packet);
    }
}

unsigned source_permille(const Source *source) {
    int64_t at = avio_tell(source->io);
    return (unsigned)CLAMP(at * 1000 / (int64_t)source->bytes, 0, 1000);
}

int64_t source_ticks(const AVStream *stream, int64_t time) {
    if (time == AV_NOPTS_VALUE)
        return AV_NOPTS_VALUE;
    return av_rescale_q(time, stream->time_base, (AVRational){1, SOURCE_TICKS_A_SECOND});
}

bool source_is_cover(const AVStream *stream) {
    return (stream->disposition &
            (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) != 0;
}

bool source_is_text(const AVStream *stream) {
    const AVCodecDescriptor *codec = avcodec_descriptor_get(stream->codecpar->codec_id);
    return stream->codecpar->codec_type == AVMEDIA_TYPE_SUBTITLE && codec != NULL &&
           (codec->props & AV_CODEC_PROP_TEXT_SUB) != 0;
}

static bool is_still(const Source *source) {
    const char *name = source->format->iformat->name;
    return g_str_has_suffix(name, "_pipe") || g_str_has_prefix(name, "image2");
}

SourceKind source_kind(const Source *source) {
    bool has_picture = false, has_sound = false, has_text = false;
    for (unsigned i = 0; i < source->format->nb_streams; i++) {
        const AVStream *stream = source->format->streams[i];
        enum AVMediaType type = stream->codecpar->codec_type;
        has_picture |= type == AVMEDIA_TYPE_VIDEO && !source_is_cover(stream);
        has_sound |= type == AVMEDIA_TYPE_AUDIO;
        has_text |= source_is_text(stream);
    }
    if (is_still(source))
        return SOURCE_STILL;
    return has_picture ? SOURCE_VIDEO
           : has_sound ? SOURCE_SOUND
           : has_text  ? SOURCE_SUBTITLE
                       : SOURCE_OTHER;
}
