#include "catalog/sheet/text_decoder.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

#define PIECE_BYTES 65536

typedef struct Mark {
    const char *bytes;
    size_t length;
    const char *charset; /* NULL: UTF-8, which needs no conversion */
} Mark;

static const Mark MARKS[] = {
    {"\xef\xbb\xbf", 3, NULL},
    {"\xff\xfe", 2, "UTF-16LE"},
    {"\xfe\xff", 2, "UTF-16BE"},
};
static const Mark NO_MARK = {"", 0, NULL};
static const Mark CHINESE = {"", 0, "GB18030"};

struct TextDecoder {
    GBytes *file;
    const char *bytes;
    size_t size, position;
    const Mark *mark;
    GIConv converter; /* with a charset only */
    char *piece;      /* PIECE_BYTES, with a charset only */
};

static const Mark *find_mark(const char *bytes, size_t size) {
    for (unsigned i = 0; i < G_N_ELEMENTS(MARKS); i++)
        if (size >= MARKS[i].length && memcmp(bytes, MARKS[i].bytes, MARKS[i].length) == 0)
            return &MARKS[i];
    return NULL;
}

static const Mark *decide(const char *bytes, size_t size, GError **error) {
    const Mark *mark = find_mark(bytes, size);
    if (mark && mark->charset)
        return mark;
    if (memchr(bytes, '\0', size)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "cannot read the file: it has NUL bytes, so it is no text; save it as "
                            ".xlsx or as CSV UTF-8");
        return NULL;
    }
    if (mark || g_utf8_validate_len(bytes, size, NULL))
        return mark ? mark : &NO_MARK;
    return &CHINESE;
}

TextDecoder *text_decoder_new(GBytes *file, GError **error) {
    size_t size;
    const char *bytes = g_bytes_get_data(file, &size);
    const Mark *mark = decide(bytes ? bytes : "", size, error);
    if (!mark)
        return NULL;
    GIConv converter = (GIConv)-1;
    if (mark->charset && (converter = g_iconv_open("UTF-8", mark->charset)) == (GIConv)-1) {
        g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED,
                    "cannot read the file: this server does not know %s", mark->charset);
        return NULL;
    }
    TextDecoder *decoder = g_new0(TextDecoder, 1);
    decoder->file = g_bytes_ref(file);
    decoder->bytes = bytes ? bytes : "";
    decoder->size = size;
    decoder->mark = mark;
    decoder->converter = converter;
    decoder->piece = mark->charset ? g_malloc(PIECE_BYTES) : NULL;
    text_decoder_rewind(decoder);
    return decoder;
}

void text_decoder_free(TextDecoder *decoder) {
    if (!decoder)
        return;
    if (decoder->mark->charset)
        g_iconv_close(decoder->converter);
    g_free(decoder->piece);
    g_bytes_unref(decoder->file);
    g_free(decoder);
}

void text_decoder_rewind(TextDecoder *decoder) {
    decoder->position = decoder->mark->length;
    if (decoder->mark->charset)
        g_iconv(decoder->converter, NULL, NULL, NULL, NULL);
}

static bool set_not_text(const TextDecoder *decoder, GError **error) {
    const char *what = decoder->mark == &CHINESE ? "neither UTF-8 nor GB18030"
                       : decoder->mark->charset  ? "not valid UTF-16"
                                                 : "not valid UTF-8";
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "it is %s text", what);
    return false;
}

/* With the mark of UTF-8 the text may still be wrong; it is looked at once, as a whole. */
static bool next_plain(TextDecoder *decoder, const char **ret_text, size_t *ret_length,
                       GError **error) {
    *ret_text = decoder->bytes + decoder->position;
    *ret_length = decoder->size - decoder->position;
    if (decoder->mark->length > 0 && !g_utf8_validate_len(*ret_text, *ret_length, NULL))
        return set_not_text(decoder, error);
    decoder->position = decoder->size;
    return true;
}

/* What cannot be converted is an error only when nothing stands before it in this piece, so that
 * the rows before it are read and the right one is blamed. */
static bool next_converted(TextDecoder *decoder, const char **ret_text, size_t *ret_length,
                           GError **error) {
    char *in = (char *)decoder->bytes + decoder->position;
    gsize in_left = decoder->size - decoder->position;
    char *out = decoder->piece;
    gsize out_left = PIECE_BYTES;
    bool is_whole = g_iconv(decoder->converter, &in, &in_left, &out, &out_left) != (gsize)-1;
    bool is_full = !is_whole && errno == E2BIG;
    decoder->position = decoder->size - in_left;
    *ret_text = decoder->piece;
    *ret_length = PIECE_BYTES - out_left;
    return is_whole || is_full || *ret_length > 0 || set_not_text(decoder, error);
}

bool text_decoder_next(TextDecoder *decoder, const char **ret_text, size_t *ret_length,
                       GError **error) {
    return decoder->mark->charset ? next_converted(decoder, ret_text, ret_length, error)
                                  : next_plain(decoder, ret_text, ret_length, error);
}

size_t text_decoder_position(const TextDecoder *decoder) {
    return decoder->position;
}

size_t text_decoder_size(const TextDecoder *decoder) {
    return decoder->size;
}
