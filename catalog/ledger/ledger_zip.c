#include "catalog/ledger/ledger_zip.h"

#include <zip.h>

#include "base/error.h"

struct LedgerZip {
    zip_t *zip;
    unsigned n_members;
};

LedgerZip *ledger_zip_open(const void *bytes, size_t length, GError **error) {
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &problem);
    zip_t *opened = source ? zip_open_from_source(source, ZIP_RDONLY, &problem) : NULL;
    if (!opened) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "cannot read the bundle: it is no ZIP, or was cut off");
        zip_source_free(source);
        zip_error_fini(&problem);
        return NULL;
    }
    zip_error_fini(&problem);
    zip_int64_t n = zip_get_num_entries(opened, 0);
    if (n > LEDGER_ZIP_MAX_MEMBERS) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "cannot read the bundle: it has more than %d files", LEDGER_ZIP_MAX_MEMBERS);
        zip_discard(opened);
        return NULL;
    }
    LedgerZip *zip = g_new0(LedgerZip, 1);
    zip->zip = opened;
    zip->n_members = (unsigned)n;
    return zip;
}

void ledger_zip_close(LedgerZip *zip) {
    if (!zip)
        return;
    zip_discard(zip->zip);
    g_free(zip);
}

unsigned ledger_zip_count(const LedgerZip *zip) {
    return zip->n_members;
}

const char *ledger_zip_name(LedgerZip *zip, unsigned number) {
    return zip_get_name(zip->zip, number, ZIP_FL_ENC_GUESS);
}

static char *fail_damaged(const char *name, GError **error) {
    g_set_error(error, BASE_ERROR, ERROR_INVALID,
                "cannot read '%s' of the bundle: it is damaged or encrypted", name);
    return NULL;
}

static char *read_member(zip_file_t *file, const char *name, size_t max_bytes, size_t *ret_length,
                         GError **error) {
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (;;) {
        uint8_t piece[16384];
        zip_int64_t n = zip_fread(file, piece, sizeof piece);
        if (n < 0)
            return fail_damaged(name, error);
        if (n == 0)
            break;
        if (bytes->len + (size_t)n > max_bytes) {
            g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                        "cannot read '%s' of the bundle: it has more than %zu bytes", name,
                        max_bytes);
            return NULL;
        }
        g_byte_array_append(bytes, piece, (unsigned)n);
    }
    *ret_length = bytes->len;
    g_byte_array_append(bytes, (const uint8_t *)"", 1);
    return (char *)g_byte_array_free(g_steal_pointer(&bytes), FALSE);
}

char *ledger_zip_read(LedgerZip *zip, const char *name, size_t max_bytes, size_t *ret_length,
                      GError **error) {
    zip_int64_t number = zip_name_locate(zip->zip, name, ZIP_FL_ENC_GUESS);
    if (number < 0) {
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND,
                    "cannot read '%s' of the bundle: it is not there", name);
        return NULL;
    }
    zip_file_t *file = zip_fopen_index(zip->zip, (zip_uint64_t)number, 0);
    if (!file)
        return fail_damaged(name, error);
    char *bytes = read_member(file, name, max_bytes, ret_length, error);
    zip_fclose(file);
    return bytes;
}
