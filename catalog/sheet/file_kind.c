#include "catalog/sheet/file_kind.h"

#include <string.h>

#include "base/error.h"

/* A stream of an OLE2 file has its name in its directory as UTF-16 (MS-CFB 2.6.1); this one holds
 * an encrypted XLSX (MS-OFFCRYPTO 2.3.4.4). */
static const char ENCRYPTED_STREAM[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

typedef struct Kind {
    const char *magic;
    size_t magic_length;
    const char *inside; /* must be found, too; NULL: nothing */
    size_t inside_length;
    const char *sentence; /* NULL: XLSX */
} Kind;

#define BYTES(text) text, sizeof(text) - 1

#define OLE2 "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

/* The first row that matches counts; what no row knows is text. */
static const Kind KINDS[] = {
    {BYTES("PK\x03\x04"), NULL, 0, NULL},
    {BYTES("PK\x05\x06"), NULL, 0, "the ZIP file is empty"},
    {BYTES(OLE2), BYTES(ENCRYPTED_STREAM),
     "it is protected with a password; take the password off and save it again"},
    {BYTES(OLE2), NULL, 0, "this is an old .xls file; save it as .xlsx"},
    {BYTES("\x09\x08\x10\x00"), NULL, 0, "this is an old .xls file; save it as .xlsx"},
    {BYTES("%PDF"), NULL, 0, "this is a PDF; save the table as .xlsx or CSV"},
    {BYTES("\x1f\x8b"), NULL, 0, "this is a packed file (gzip); unpack it first"},
    {BYTES("7z\xbc\xaf"), NULL, 0, "this is a packed file (7z); unpack it first"},
    {BYTES("Rar!"), NULL, 0, "this is a packed file (RAR); unpack it first"},
    {BYTES("\x89PNG"), NULL, 0, "this is a picture; save the table as .xlsx or CSV"},
    {BYTES("\xff\xd8\xff"), NULL, 0, "this is a picture; save the table as .xlsx or CSV"},
};

/* Many programs give a web page or XML the name .xls. Looked for behind blanks and a byte order
 * mark, in capitals or not. */
static const char *const MARKUP[] = {"<html", "<!doctype", "<?xml", "<table", "<meta", "<head"};

static bool matches(const Kind *kind, const char *bytes, size_t size) {
    return size >= kind->magic_length && memcmp(bytes, kind->magic, kind->magic_length) == 0 &&
           (!kind->inside || memmem(bytes, size, kind->inside, kind->inside_length));
}

static bool is_markup(const char *bytes, size_t size) {
    size_t at = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (at < size && g_ascii_isspace(bytes[at]))
        at++;
    for (unsigned i = 0; i < G_N_ELEMENTS(MARKUP); i++) {
        size_t length = strlen(MARKUP[i]);
        if (size - at >= length && g_ascii_strncasecmp(bytes + at, MARKUP[i], length) == 0)
            return true;
    }
    return false;
}

static bool set_unsupported(const char *sentence, GError **error) {
    g_set_error(error, BASE_ERROR, ERROR_UNSUPPORTED, "cannot read the file: %s", sentence);
    return false;
}

bool file_kind_find(const char *bytes, size_t size, SheetFormat *ret_format, GError **error) {
    if (size == 0)
        return set_unsupported("it is empty", error);
    for (unsigned i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (!matches(&KINDS[i], bytes, size))
            continue;
        *ret_format = SHEET_FORMAT_XLSX;
        return !KINDS[i].sentence || set_unsupported(KINDS[i].sentence, error);
    }
    *ret_format = SHEET_FORMAT_TEXT;
    return !is_markup(bytes, size) ||
           set_unsupported("this is a web page or XML; open it in a spreadsheet program and save "
                           "it as .xlsx",
                           error);
}
