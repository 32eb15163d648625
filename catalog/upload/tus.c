#include "catalog/upload/tus.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define NUMBER_MAX ((INT64_C(1) << 53) - 1)

static bool refuse(GError **error, const char *text) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, text);
    return false;
}

bool tus_read_number(const char *text, int64_t *ret_number) {
    guint64 number;
    if (!text || !g_ascii_isdigit(*text) ||
        !g_ascii_string_to_unsigned(text, 10, 0, NUMBER_MAX, &number, NULL))
        return false;
    *ret_number = (int64_t)number;
    return true;
}

/* ---- base64 ---- */

static bool is_base64(const char *text, size_t length) {
    size_t n_padding = 0;
    if (length % 4 != 0)
        return false;
    while (n_padding < 2 && n_padding < length && text[length - 1 - n_padding] == '=')
        n_padding++;
    for (size_t i = 0; i < length - n_padding; i++)
        if (!g_ascii_isalnum(text[i]) && text[i] != '+' && text[i] != '/')
            return false;
    return true;
}

/* NULL for what is no base64. Caller frees; a NUL stands behind the bytes. */
static uint8_t *decode(const char *text, size_t length, size_t *ret_length) {
    if (!is_base64(text, length))
        return NULL;
    g_autofree char *copy = g_strndup(text, length);
    g_autofree uint8_t *bytes = length ? g_base64_decode(copy, ret_length) : NULL;
    if (!length)
        *ret_length = 0;
    uint8_t *ended = g_malloc0(*ret_length + 1);
    if (*ret_length)
        memcpy(ended, bytes, *ret_length);
    return ended;
}

/* ---- Upload-Metadata ---- */

typedef struct Key {
    const char *name;
    size_t offset, max_bytes;
} Key;

static const Key KEYS[] = {
    {"filename", offsetof(TusMetadata, file_name), 4096},
    {"lesson_id", offsetof(TusMetadata, lesson_id), TUS_WORD_MAX_BYTES},
    {"purpose", offsetof(TusMetadata, purpose), TUS_WORD_MAX_BYTES},
    {"language", offsetof(TusMetadata, language), TUS_WORD_MAX_BYTES},
    {"translator", offsetof(TusMetadata, translator), TUS_NAME_MAX_BYTES},
};

static char **value_of(TusMetadata *metadata, const Key *key) {
    return (char **)(void *)((char *)metadata + key->offset);
}

static bool is_text(const char *text, size_t length) {
    if (strlen(text) != length || !g_utf8_validate(text, (gssize)length, NULL))
        return false;
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        if (g_unichar_iscntrl(g_utf8_get_char(at)))
            return false;
    return true;
}

static bool take_pair(TusMetadata *metadata, const char *pair, GError **error) {
    size_t name_length = strcspn(pair, " ");
    const char *value = pair + name_length;
    value += strspn(value, " ");
    for (unsigned i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        const Key *key = &KEYS[i];
        if (strlen(key->name) != name_length || memcmp(key->name, pair, name_length) != 0)
            continue;
        char **place = value_of(metadata, key);
        size_t length;
        g_autofree char *text = (char *)decode(value, strlen(value), &length);
        if (**place)
            return refuse(error, "Upload-Metadata names a key twice.");
        if (!text || length > key->max_bytes || !is_text(text, length))
            return refuse(error, "Upload-Metadata has a value that is not text in base64.");
        g_free(*place);
        *place = g_steal_pointer(&text);
    }
    return true;
}

/* Some clients send a path; and a name is cut between characters. */
static char *last_part(const char *name) {
    const char *slash = strrchr(name, '/');
    const char *from = slash ? slash + 1 : name;
    const char *back = strrchr(from, '\\');
    from = back ? back + 1 : from;
    size_t length = strlen(from);
    if (length > TUS_NAME_MAX_BYTES)
        length = (size_t)(g_utf8_find_prev_char(from, from + TUS_NAME_MAX_BYTES + 1) - from);
    return g_strndup(from, length);
}

void tus_metadata_clear(TusMetadata *metadata) {
    for (unsigned i = 0; i < G_N_ELEMENTS(KEYS); i++)
        g_clear_pointer(value_of(metadata, &KEYS[i]), g_free);
}

bool tus_read_metadata(const char *text, TusMetadata *ret_metadata, GError **error) {
    g_auto(TusMetadata) metadata = {0};
    for (unsigned i = 0; i < G_N_ELEMENTS(KEYS); i++)
        *value_of(&metadata, &KEYS[i]) = g_strdup("");
    g_auto(GStrv) pairs = g_strsplit(text ? text : "", ",", -1);
    for (unsigned i = 0; pairs[i]; i++)
        if (!take_pair(&metadata, g_strstrip(pairs[i]), error))
            return false;
    char *name = last_part(metadata.file_name);
    g_free(metadata.file_name);
    metadata.file_name = name;
    *ret_metadata = metadata;
    metadata = (TusMetadata){0};
    return true;
}

/* ---- Upload-Checksum ---- */

typedef struct Algorithm {
    const char *name;
    GChecksumType type;
} Algorithm;

static const Algorithm ALGORITHMS[] = {
    {"sha1", G_CHECKSUM_SHA1}, {"sha256", G_CHECKSUM_SHA256}, {"md5", G_CHECKSUM_MD5}};

static const Algorithm *find_algorithm(const char *name, size_t length) {
    for (unsigned i = 0; i < G_N_ELEMENTS(ALGORITHMS); i++)
        if (strlen(ALGORITHMS[i].name) == length && memcmp(ALGORITHMS[i].name, name, length) == 0)
            return &ALGORITHMS[i];
    return NULL;
}

bool tus_read_checksum(const char *text, TusChecksum *ret_checksum, GError **error) {
    *ret_checksum = (TusChecksum){0};
    if (!text)
        return true;
    size_t name_length = strcspn(text, " ");
    const Algorithm *algorithm = find_algorithm(text, name_length);
    if (!algorithm || text[name_length] != ' ')
        return refuse(error, "Upload-Checksum must begin with sha1, sha256 or md5.");
    const char *value = text + name_length + 1;
    size_t length;
    g_autofree uint8_t *digest = decode(value, strlen(value), &length);
    if (!digest || (gssize)length != g_checksum_type_get_length(algorithm->type))
        return refuse(error, "Upload-Checksum is no sum of this kind in base64.");
    *ret_checksum =
        (TusChecksum){.is_asked = true, .algorithm = algorithm->type, .digest_bytes = length};
    memcpy(ret_checksum->digest, digest, length);
    return true;
}

/* ---- Upload-Expires ---- */

char *tus_write_date(int64_t at_us) {
    static const char *const DAYS[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_us / CLOCK_US_PER_S);
    return g_strdup_printf("%s, %02d %s %04d %02d:%02d:%02d GMT",
                           DAYS[g_date_time_get_day_of_week(at) - 1],
                           g_date_time_get_day_of_month(at), MONTHS[g_date_time_get_month(at) - 1],
                           g_date_time_get_year(at), g_date_time_get_hour(at),
                           g_date_time_get_minute(at), g_date_time_get_second(at));
}
