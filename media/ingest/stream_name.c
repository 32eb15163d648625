#include "media/ingest/stream_name.h"

#include <string.h>

#define APPLICATION     "live"
#define SRT_LONG_PREFIX "#!::"

/* A piece of the input. */
typedef struct Piece {
    const char *text;
    size_t length;
} Piece;

static bool is(Piece piece, const char *word) {
    return piece.length == strlen(word) && memcmp(piece.text, word, piece.length) == 0;
}

static bool skip_prefix(Piece *piece, const char *prefix) {
    size_t n = strlen(prefix);
    if (piece->length < n || memcmp(piece->text, prefix, n) != 0)
        return false;
    piece->text += n;
    piece->length -= n;
    return true;
}

/* Cuts what stands before the first `mark` off; all when there is none. */
static Piece cut(Piece *rest, char mark) {
    const char *at = rest->length ? memchr(rest->text, mark, rest->length) : NULL;
    Piece piece = {rest->text, at ? (size_t)(at - rest->text) : rest->length};
    size_t skipped = at ? piece.length + 1 : piece.length;
    rest->text += skipped;
    rest->length -= skipped;
    return piece;
}

/* The next name between slashes; empty ones are skipped. */
static Piece cut_name(Piece *rest) {
    Piece name = {rest->text, 0};
    while (rest->length > 0 && name.length == 0)
        name = cut(rest, '/');
    return name;
}

static bool is_key_byte(char c) {
    return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~';
}

static bool copy_key(Piece piece, char *ret_key) {
    if (piece.length >= INGEST_KEY_BYTES)
        return false;
    for (size_t i = 0; i < piece.length; i++)
        if (!is_key_byte(piece.text[i]))
            return false;
    memcpy(ret_key, piece.text, piece.length);
    ret_key[piece.length] = '\0';
    return true;
}

/* BCP 47 as far as languages of a meeting need it: zh, en, zh-Hans, yue, sr-Latn-RS. */
static bool copy_language(Piece piece, char *ret_language) {
    size_t n_subtag = 0;
    if (piece.length >= INGEST_LANGUAGE_BYTES)
        return false;
    for (size_t i = 0; i < piece.length; i++) {
        char c = piece.text[i];
        bool is_first_subtag = i == n_subtag;
        if (c == '-' ? n_subtag < 2 : is_first_subtag ? !g_ascii_isalpha(c) : !g_ascii_isalnum(c))
            return false;
        n_subtag = c == '-' ? 0 : n_subtag + 1;
        if (n_subtag > 8)
            return false;
        ret_language[i] = c;
    }
    ret_language[piece.length] = '\0';
    return piece.length == 0 || n_subtag >= 2;
}

/* `{key}`, `{key}/{language}`; what follows is one name too many. */
static StreamNameFault read_names(Piece names, StreamName *ret_name) {
    Piece key = cut_name(&names), language = cut_name(&names);
    if (key.length == 0)
        return STREAM_NAME_EMPTY;
    if (!copy_key(key, ret_name->key) || !copy_language(language, ret_name->language) ||
        cut_name(&names).length > 0)
        return STREAM_NAME_MALFORMED;
    return STREAM_NAME_OK;
}

/* ---- RTMP ---- */

static Piece without_query(const char *text) {
    return (Piece){text, strcspn(text, "?")};
}

bool stream_name_is_application(const char *application) {
    Piece names = without_query(application);
    return is(cut_name(&names), APPLICATION);
}

StreamNameFault stream_name_from_rtmp(const char *application, const char *stream,
                                      StreamName *ret_name) {
    char joined[4 * INGEST_KEY_BYTES];
    Piece first = without_query(application), second = without_query(stream);
    *ret_name = (StreamName){{0}};
    if (!is(cut_name(&first), APPLICATION))
        return STREAM_NAME_APPLICATION;
    if (first.length + 1 + second.length > sizeof joined)
        return STREAM_NAME_MALFORMED;
    memcpy(joined, first.text, first.length);
    joined[first.length] = '/';
    memcpy(joined + first.length + 1, second.text, second.length);
    return read_names((Piece){joined, first.length + 1 + second.length}, ret_name);
}

/* ---- SRT ---- */

/* Comma-separated `name=value`; names that we do not know are allowed. Without m= the caller means
 * to publish: nothing is played here. */
static StreamNameFault read_long_form(Piece fields, StreamName *ret_name) {
    Piece resource = {"", 0};
    while (fields.length > 0) {
        Piece value = cut(&fields, ',');
        Piece name = cut(&value, '=');
        if (is(name, "r"))
            resource = value;
        if (is(name, "m") && !is(value, "publish"))
            return STREAM_NAME_PLAY;
    }
    return read_names(resource, ret_name);
}

StreamNameFault stream_name_from_srt(const char *stream_id, size_t length, StreamName *ret_name) {
    Piece rest = {stream_id, length};
    *ret_name = (StreamName){{0}};
    if (skip_prefix(&rest, SRT_LONG_PREFIX))
        return read_long_form(rest, ret_name);
    if (skip_prefix(&rest, "read:") || skip_prefix(&rest, "play:"))
        return STREAM_NAME_PLAY;
    skip_prefix(&rest, "publish:");
    return read_names(rest, ret_name);
}

const char *stream_name_fault_text(StreamNameFault fault) {
    static const char *const TEXTS[] = {
        [STREAM_NAME_OK] = "",
        [STREAM_NAME_EMPTY] = "No stream key was given.",
        [STREAM_NAME_MALFORMED] = "The stream key or the language after it is not well formed.",
        [STREAM_NAME_APPLICATION] = "Publish to the application 'live', as rtmp://HOST/live/KEY.",
        [STREAM_NAME_PLAY] = "This port takes streams and plays none.",
    };
    return TEXTS[fault];
}
