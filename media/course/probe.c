#include "media/course/probe.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <libavcodec/avcodec.h>

#include "base/error.h"
#include "base/json_table.h"
#include "media/course/poppler.h"
#include "media/course/prepare_pages.h"
#include "media/course/problem.h"
#include "media/course/source.h"
#include "media/course/subtitle.h"

#define MAX_CHAPTERS 500u
#define MAX_TEXT     500u

static const char *const KINDS[] = {
    [SOURCE_VIDEO] = "video",   [SOURCE_SOUND] = "sound", [SOURCE_SUBTITLE] = "subtitle",
    [SOURCE_STILL] = "picture", [SOURCE_OTHER] = "other",
};

static void add_text(GString *out, const char *name, const char *text) {
    if (text == NULL || *text == '\0')
        return;
    g_autofree char *shown = g_utf8_make_valid(text, (gssize)MIN(strlen(text), MAX_TEXT));
    g_string_append_printf(out, ", \"%s\": ", name);
    json_append_string(out, shown);
}

static void add_number(GString *out, const char *name, int64_t number) {
    g_string_append_printf(out, ", \"%s\": %" G_GINT64_FORMAT, name, number);
}

static const char *tag(const AVDictionary *tags, const char *name) {
    const AVDictionaryEntry *entry = av_dict_get(tags, name, NULL, 0);
    return entry != NULL ? entry->value : NULL;
}

/* ---- streams ---- */

static void describe_picture(GString *out, const AVStream *stream) {
    AVRational rate =
        stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;
    add_number(out, "width", stream->codecpar->width);
    add_number(out, "height", stream->codecpar->height);
    if (rate.num > 0 && rate.den > 0)
        add_number(out, "frame_rate_milli", av_rescale(rate.num, 1000, rate.den));
}

static const char *kind_of(const AVStream *stream) {
    switch (stream->codecpar->codec_type) {
    case AVMEDIA_TYPE_VIDEO:
        return source_is_cover(stream) ? "cover" : "picture";
    case AVMEDIA_TYPE_AUDIO:
        return "sound";
    case AVMEDIA_TYPE_SUBTITLE:
        return source_is_text(stream) ? "subtitle" : "subtitle_picture";
    default:
        return "other";
    }
}

static void describe_stream(GString *out, const AVStream *stream) {
    const AVCodecParameters *codec = stream->codecpar;
    g_string_append_printf(out, "{\"index\": %d", stream->index);
    add_text(out, "kind", kind_of(stream));
    add_text(out, "codec", avcodec_get_name(codec->codec_id));
    add_text(out, "language", tag(stream->metadata, "language"));
    add_text(out, "title", tag(stream->metadata, "title"));
    if (codec->codec_type == AVMEDIA_TYPE_VIDEO)
        describe_picture(out, stream);
    if (codec->codec_type == AVMEDIA_TYPE_AUDIO) {
        add_number(out, "channels", codec->ch_layout.nb_channels);
        add_number(out, "sample_rate", codec->sample_rate);
    }
    g_string_append_printf(out, ", \"is_default\": %s}",
                           stream->disposition & AV_DISPOSITION_DEFAULT ? "true" : "false");
}

static void describe_chapters(GString *out, const AVFormatContext *format) {
    g_string_append(out, ", \"chapters\": [");
    for (unsigned i = 0; i < MIN(format->nb_chapters, MAX_CHAPTERS); i++) {
        const AVChapter *chapter = format->chapters[i];
        int64_t at_ms = av_rescale_q(chapter->start, chapter->time_base, (AVRational){1, 1000});
        g_string_append_printf(out, "%s{\"at_ms\": %" G_GINT64_FORMAT, i > 0 ? ", " : "",
                               MAX(at_ms, 0));
        add_text(out, "title", tag(chapter->metadata, "title"));
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}

static char *describe(const Source *source) {
    const AVFormatContext *format = source->format;
    g_autoptr(GString) out = g_string_new("{\"version\": 1");
    add_text(out, "kind", KINDS[source_kind(source)]);
    add_text(out, "container", format->iformat->name);
    add_text(out, "title", tag(format->metadata, "title"));
    add_number(out, "duration_us",
               format->duration == AV_NOPTS_VALUE ? 0 : MAX(format->duration, 0));
    g_string_append(out, ", \"streams\": [");
    for (unsigned i = 0; i < format->nb_streams; i++) {
        g_string_append(out, i > 0 ? ", " : "");
        describe_stream(out, format->streams[i]);
    }
    g_string_append_c(out, ']');
    describe_chapters(out, format);
    g_string_append_c(out, '}');
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static bool judge(const Source *source, GError **error) {
    int64_t us = source->format->duration;
    if (source_kind(source) == SOURCE_OTHER)
        return problem_set(error, PROBLEM_NOTHING);
    return us == AV_NOPTS_VALUE || us <= SOURCE_MAX_US || problem_set(error, PROBLEM_TOO_LONG);
}

/* ---- what is no media ---- */

static bool begins_with(const char *path, const char *magic) {
    char head[8] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is_same = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
                   strncmp(head, magic, strlen(magic)) == 0;
    if (fd >= 0)
        close(fd);
    return is_same;
}

static char *describe_document(const char *path, GError **error) {
    unsigned n_pages;
    g_autoptr(GArray) pages = poppler_read_sizes(path, 1, &n_pages, error);
    if (pages == NULL)
        return NULL;
    if (n_pages > PAGES_MAX) {
        problem_set(error, PROBLEM_PAGES);
        return NULL;
    }
    return g_strdup_printf("{\"version\": 1, \"kind\": \"document\", \"container\": \"pdf\", "
                           "\"duration_us\": 0, \"pages\": %u, \"streams\": [], \"chapters\": []}",
                           n_pages);
}

/* Subtitles are judged by whom they are read by later. NULL: they are none. */
static char *describe_text(const char *path) {
    g_autofree char *bytes = NULL;
    gsize length = 0;
    GStatBuf facts;
    if (g_stat(path, &facts) != 0 || facts.st_size > SUBTITLE_MAX_BYTES ||
        !g_file_get_contents(path, &bytes, &length, NULL))
        return NULL;
    g_autoptr(SubtitleFile) file = subtitle_read((const uint8_t *)bytes, length, 0, NULL);
    if (file == NULL)
        return NULL;
    return g_strdup_printf("{\"version\": 1, \"kind\": \"subtitle\", \"container\": \"text\", "
                           "\"duration_us\": 0, \"cues\": %u, \"streams\": [], \"chapters\": []}",
                           subtitle_count(file));
}

char *probe_run(const char *path, GError **error) {
    g_autoptr(GError) reason = NULL;
    if (begins_with(path, "%PDF-"))
        return describe_document(path, error);
    g_autoptr(Source) source = source_open(path, &reason);
    if (source != NULL && source_kind(source) != SOURCE_SUBTITLE)
        return judge(source, error) ? describe(source) : NULL;
    char *text = describe_text(path);
    if (text == NULL && source != NULL)
        problem_set(error, PROBLEM_FORMAT);
    else if (text == NULL)
        g_propagate_error(error, g_steal_pointer(&reason));
    return text;
}
