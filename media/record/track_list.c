#include "media/record/track_list.h"

#include <string.h>

#include "base/error.h"
#include "base/json_table.h"

#define VERSION        1
#define TEXT_MAX_BYTES 65536

typedef struct TrackText {
    int kind;
    char *name, *language, *codec, *config;
    int64_t bit_rate, width, height, channels;
    bool is_floor, is_low;
} TrackText;

typedef struct ListText {
    char *version; /* a text, so that it can be read before the rest is judged */
    GPtrArray *tracks;
} ListText;

static const char *const KINDS[] = {[MEDIA_VIDEO] = "video", [MEDIA_AUDIO] = "audio", NULL};

#define AT(field) offsetof(TrackText, field)
static const JsonField TRACK_FIELDS[] = {
    {"kind", JSON_ENUM, AT(kind), JSON_REQUIRED, .words = KINDS},
    {"name", JSON_STRING, AT(name), JSON_REQUIRED, 1, MEDIA_NAME_BYTES - 1},
    {"bit_rate", JSON_INTEGER, AT(bit_rate), JSON_REQUIRED, 0, UINT32_MAX},
    {"width", JSON_INTEGER, AT(width), JSON_REQUIRED, 0, 65535},
    {"height", JSON_INTEGER, AT(height), JSON_REQUIRED, 0, 65535},
    {"language", JSON_STRING, AT(language), JSON_OPTIONAL, 0, MEDIA_LANGUAGE_BYTES - 1},
    {"channels", JSON_INTEGER, AT(channels), JSON_REQUIRED, 0, 64},
    {"is_floor", JSON_BOOL, AT(is_floor), JSON_REQUIRED},
    {"is_low", JSON_BOOL, AT(is_low), JSON_REQUIRED},
    {"codec", JSON_STRING, AT(codec), JSON_OPTIONAL, 0, MEDIA_CODEC_BYTES - 1},
    {"config", JSON_STRING, AT(config), JSON_OPTIONAL, 0, 2 * MEDIA_CONFIG_MAX_BYTES},
    {NULL},
};
#undef AT
static const JsonTable TRACK_TABLE = {"TrackText", sizeof(TrackText), TRACK_FIELDS};

static const JsonField LIST_FIELDS[] = {
    {"version", JSON_STRING, offsetof(ListText, version), JSON_REQUIRED, 1, 8},
    {"tracks", JSON_OBJECTS, offsetof(ListText, tracks), JSON_REQUIRED, 1, MEDIA_MAX_TRACKS,
     .table = &TRACK_TABLE},
    {NULL},
};
static const JsonTable LIST_TABLE = {"ListText", sizeof(ListText), LIST_FIELDS};

static char *hex_of(const uint8_t *bytes, unsigned length) {
    GString *text = g_string_sized_new(2 * length);
    for (unsigned i = 0; i < length; i++)
        g_string_append_printf(text, "%02x", bytes[i]);
    return g_string_free(text, FALSE);
}

static bool read_hex(const char *text, MediaTrack *track) {
    size_t length = text ? strlen(text) : 0;
    if (length % 2 || length / 2 > sizeof track->config)
        return false;
    for (size_t i = 0; i < length; i += 2) {
        int high = g_ascii_xdigit_value(text[i]), low = g_ascii_xdigit_value(text[i + 1]);
        if (high < 0 || low < 0)
            return false;
        track->config[i / 2] = (uint8_t)(high << 4 | low);
    }
    track->config_length = (unsigned)(length / 2);
    return true;
}

char *track_list_write(const MediaTrack *tracks, unsigned n_tracks) {
    TrackText texts[MEDIA_MAX_TRACKS] = {0};
    g_autofree char *version = g_strdup_printf("%d", VERSION);
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (unsigned i = 0; i < n_tracks; i++) {
        const MediaTrack *track = &tracks[i];
        texts[i] = (TrackText){
            .kind = track->kind,
            .name = (char *)track->name,
            .language = (char *)track->language,
            .codec = (char *)track->codec,
            .config = hex_of(track->config, track->config_length),
            .bit_rate = track->bit_rate,
            .width = track->width,
            .height = track->height,
            .channels = track->channels,
            .is_floor = track->is_floor,
            .is_low = track->is_low,
        };
        g_ptr_array_add(list, &texts[i]);
    }
    ListText text = {version, list};
    char *json = json_table_write(&LIST_TABLE, &text);
    for (unsigned i = 0; i < n_tracks; i++)
        g_free(texts[i].config);
    return json;
}

static bool read_track(const TrackText *text, MediaTrack *ret_track) {
    *ret_track = (MediaTrack){
        .kind = text->kind,
        .bit_rate = (unsigned)text->bit_rate,
        .width = (unsigned)text->width,
        .height = (unsigned)text->height,
        .channels = (unsigned)text->channels,
        .is_floor = text->is_floor,
        .is_low = text->is_low,
    };
    /* g_strlcpy() returns what it would have needed. */
    return g_strlcpy(ret_track->name, text->name, sizeof ret_track->name) <
               sizeof ret_track->name &&
           g_strlcpy(ret_track->language, text->language ? text->language : "",
                     sizeof ret_track->language) < sizeof ret_track->language &&
           g_strlcpy(ret_track->codec, text->codec ? text->codec : "", sizeof ret_track->codec) <
               sizeof ret_track->codec &&
           read_hex(text->config, ret_track);
}

/* A newer list may have fields that we cannot read: its version is looked at first. */
static bool check_version(const char *text, size_t length, GError **error) {
    g_autofree char *version = json_peek_string(text, length, "version");
    if (!version || g_ascii_strtoll(version, NULL, 10) <= VERSION)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_NEWER,
                "the recording has version %.8s, this program knows %d", version, VERSION);
    return false;
}

bool track_list_read(const char *text, size_t length, MediaTrack *ret_tracks,
                     unsigned *ret_n_tracks, GError **error) {
    if (!check_version(text, length, error))
        return false;
    ListText list = {0};
    g_autoptr(GError) problem = NULL;
    if (!json_table_read(&LIST_TABLE, text, length, TEXT_MAX_BYTES, &list, &problem)) {
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT, "the recording's description is damaged: %s",
                    problem->message);
        return false;
    }
    bool is_good = true;
    unsigned n_tracks = list.tracks->len;
    for (unsigned i = 0; i < n_tracks && is_good; i++)
        is_good = read_track(list.tracks->pdata[i], &ret_tracks[i]);
    json_table_clear(&LIST_TABLE, &list);
    is_good = is_good && track_list_check(ret_tracks, n_tracks, NULL);
    if (!is_good)
        g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                    "the recording's description has a track that cannot be");
    *ret_n_tracks = is_good ? n_tracks : 0;
    return is_good;
}

static bool is_file_name(const char *name) {
    size_t length = strnlen(name, MEDIA_NAME_BYTES);
    return length > 0 && length < MEDIA_NAME_BYTES &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

bool track_list_check(const MediaTrack *tracks, unsigned n_tracks, GError **error) {
    if (n_tracks == 0 || n_tracks > MEDIA_MAX_TRACKS) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "a recording has 1 to %u tracks, not %u",
                    MEDIA_MAX_TRACKS, n_tracks);
        return false;
    }
    for (unsigned i = 0; i < n_tracks; i++) {
        bool is_good = is_file_name(tracks[i].name) && (unsigned)tracks[i].kind < N_MEDIA_KINDS &&
                       tracks[i].config_length <= MEDIA_CONFIG_MAX_BYTES;
        for (unsigned before = 0; before < i && is_good; before++)
            is_good = strcmp(tracks[before].name, tracks[i].name) != 0;
        if (!is_good) {
            g_set_error(error, BASE_ERROR, ERROR_INVALID,
                        "track %u (\"%.23s\") needs a name of its own in [a-z0-9-]", i,
                        tracks[i].name);
            return false;
        }
    }
    return true;
}
