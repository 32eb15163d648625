#include "catalog/sheet/csv_reader.h"

#include <string.h>

#include "base/error.h"
#include "catalog/sheet/csv_dialect.h"
#include "catalog/sheet/row_buffer.h"
#include "catalog/sheet/sheet_guard.h"
#include "catalog/sheet/text_decoder.h"

/* Where the next byte stands. */
typedef enum State {
    AT_START, /* of a cell */
    IN_PLAIN,
    IN_QUOTES,
    AFTER_QUOTE, /* a quote within quotes: the end, or half of a quote that is meant */
} State;

struct CsvReader {
    const SheetLimits *limits;
    TextDecoder *decoder;
    RowBuffer *row;
    GString *cell;
    const char *piece; /* decoded text not yet read */
    size_t piece_length, piece_at;
    bool is_begun, is_ended;
    char separator;
    State state;
    bool is_after_cr; /* a LF that follows belongs to it */
    unsigned number, column;
};

CsvReader *csv_reader_new(GBytes *file, const SheetLimits *limits, GError **error) {
    TextDecoder *decoder = text_decoder_new(file, error);
    if (!decoder)
        return NULL;
    CsvReader *reader = g_new0(CsvReader, 1);
    reader->limits = limits;
    reader->decoder = decoder;
    reader->row = row_buffer_new(limits);
    reader->cell = g_string_new(NULL);
    return reader;
}

void csv_reader_free(CsvReader *reader) {
    if (!reader)
        return;
    text_decoder_free(reader->decoder);
    row_buffer_free(reader->row);
    g_string_free(reader->cell, TRUE);
    g_free(reader);
}

void csv_reader_rewind(CsvReader *reader) {
    text_decoder_rewind(reader->decoder);
    reader->piece_length = reader->piece_at = 0;
    reader->is_begun = reader->is_ended = reader->is_after_cr = false;
    reader->state = AT_START;
    reader->number = 0;
    g_string_truncate(reader->cell, 0);
}

static bool read_piece(CsvReader *reader, GError **error) {
    reader->piece_at = 0;
    if (!text_decoder_next(reader->decoder, &reader->piece, &reader->piece_length, error)) {
        reader->piece_length = 0;
        g_prefix_error(error, "cannot read row %u: ", MAX(reader->number, 1));
        return false;
    }
    reader->is_ended = reader->piece_length == 0;
    if (!reader->is_begun) {
        CsvDialect dialect = csv_dialect_find(reader->piece, reader->piece_length);
        reader->separator = dialect.separator;
        reader->piece_at = dialect.n_skip;
        reader->is_begun = true;
    }
    return true;
}

/* ="0012" is how spreadsheet programs keep the zeroes of a text. */
static char *unwrap(char *text, size_t length) {
    if (length < 3 || text[0] != '=' || text[1] != '"' || text[length - 1] != '"' ||
        memchr(text + 2, '"', length - 3))
        return (char *)sheet_guard_strip(text);
    text[length - 1] = '\0';
    return text + 2;
}

static bool end_cell(CsvReader *reader, GError **error) {
    char *text = unwrap(reader->cell->str, reader->cell->len);
    SheetCell cell = {text, strlen(text), SHEET_CELL_TEXT};
    bool is_good = row_buffer_set(reader->row, reader->column, &cell, error);
    g_string_truncate(reader->cell, 0);
    reader->column++;
    reader->state = AT_START;
    return is_good;
}

/* The limit of a cell in bytes, so that a file with one lost quote is not gathered whole. */
static bool check_cell(const CsvReader *reader, GError **error) {
    if (reader->cell->len <= (size_t)reader->limits->max_cell_chars * 4)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                "cannot read row %u: a cell is longer than %u characters%s", reader->number,
                reader->limits->max_cell_chars,
                reader->state == IN_QUOTES ? "; a quote (\") may not be closed" : "");
    return false;
}

/* Up to the next byte that may mean something. Nothing but a quote does within quotes. */
static size_t run_length(const CsvReader *reader, const char *text, size_t length) {
    size_t n = 0;
    if (reader->state == IN_QUOTES) {
        while (n < length && text[n] != '"' && text[n] != '\0')
            n++;
        return n;
    }
    while (n < length && text[n] != reader->separator && text[n] != '\n' && text[n] != '\r' &&
           text[n] != '"' && text[n] != '\0')
        n++;
    return n;
}

/* A byte that run_length() stopped at, and neither separator nor end of row. */
static void take_quote(CsvReader *reader) {
    switch (reader->state) {
    case AT_START:
        reader->state = IN_QUOTES;
        return;
    case IN_QUOTES:
        reader->state = AFTER_QUOTE;
        return;
    case AFTER_QUOTE:
        reader->state = IN_QUOTES;
        break;
    case IN_PLAIN:
        break;
    }
    g_string_append_c(reader->cell, '"');
}

typedef enum Taken { TAKEN_BAD, TAKEN_MORE, TAKEN_ROW } Taken;

static Taken take_special(CsvReader *reader, char c, GError **error) {
    if (c == '\0') {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot read row %u: it has a NUL character",
                    reader->number);
        return TAKEN_BAD;
    }
    if (c == '"') {
        take_quote(reader);
        return TAKEN_MORE;
    }
    if (!end_cell(reader, error))
        return TAKEN_BAD;
    reader->is_after_cr = c == '\r';
    return c == reader->separator ? TAKEN_MORE : TAKEN_ROW;
}

/* Reads on in the piece until a row ends or the piece does. */
static Taken take_piece(CsvReader *reader, GError **error) {
    while (reader->piece_at < reader->piece_length) {
        const char *text = reader->piece + reader->piece_at;
        size_t n = run_length(reader, text, reader->piece_length - reader->piece_at);
        if (n > 0) {
            g_string_append_len(reader->cell, text, (gssize)n);
            reader->piece_at += n;
            if (reader->state != IN_QUOTES)
                reader->state = IN_PLAIN;
            if (!check_cell(reader, error))
                return TAKEN_BAD;
            continue;
        }
        reader->piece_at++;
        Taken taken = take_special(reader, *text, error);
        if (taken != TAKEN_MORE)
            return taken;
    }
    return TAKEN_MORE;
}

/* The end of the file ends its last row. */
static Taken take_end(CsvReader *reader, GError **error) {
    if (reader->state == IN_QUOTES) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot read row %u: a quote (\") that begins in it is not closed",
                    reader->number);
        return TAKEN_BAD;
    }
    return end_cell(reader, error) ? TAKEN_ROW : TAKEN_BAD;
}

/* Makes sure that there is a byte to read, passing over the LF of CR LF; false at the end of the
 * file or on an error. */
static bool has_more(CsvReader *reader, GError **error) {
    for (;;) {
        while (reader->piece_at == reader->piece_length && !reader->is_ended)
            if (!read_piece(reader, error))
                return false;
        if (reader->is_ended)
            return false;
        if (!reader->is_after_cr || reader->piece[reader->piece_at] != '\n')
            return true;
        reader->is_after_cr = false;
        reader->piece_at++;
    }
}

static Taken take_row(CsvReader *reader, GError **error) {
    reader->is_after_cr = false;
    reader->column = 0;
    reader->number++;
    row_buffer_begin(reader->row, reader->number);
    for (;;) {
        Taken taken = take_piece(reader, error);
        if (taken != TAKEN_MORE)
            return taken;
        if (!read_piece(reader, error))
            return TAKEN_BAD;
        if (reader->is_ended)
            return take_end(reader, error);
    }
}

SheetStep csv_reader_next(CsvReader *reader, SheetRow *ret_row, GError **error) {
    g_autoptr(GError) inner = NULL;
    while (has_more(reader, &inner)) {
        if (take_row(reader, &inner) == TAKEN_BAD)
            break;
        if (row_buffer_give(reader->row, ret_row))
            return SHEET_ROW;
    }
    if (!inner)
        return SHEET_END;
    g_propagate_error(error, g_steal_pointer(&inner));
    return SHEET_FAILED;
}

unsigned csv_reader_percent(const CsvReader *reader) {
    size_t size = text_decoder_size(reader->decoder);
    size_t left = reader->piece_length - reader->piece_at;
    size_t position = text_decoder_position(reader->decoder);
    return size == 0 ? 100 : (unsigned)((position - MIN(left, position)) * 100 / size);
}
