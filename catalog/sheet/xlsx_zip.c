#include "catalog/sheet/xlsx_zip.h"

#include <zip.h>

#include "base/error.h"

#define RATIO_FROM_BYTES (16 * 1024 * 1024) /* what is smaller cannot hurt */

struct XlsxZip {
    GBytes *file;
    zip_t *handle;
    const SheetLimits *limits;
    uint64_t n_unzipped; /* since the restart, each reading counted */
};

struct XlsxZipMember {
    XlsxZip *zip;
    zip_file_t *handle;
    uint64_t size, zipped_size; /* as the file says */
    uint64_t position;
};

static void set_damaged(const char *why, GError **error) {
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot read the workbook: it is damaged (%s)",
                why);
}

XlsxZip *xlsx_zip_open(GBytes *file, const SheetLimits *limits, GError **error) {
    size_t size;
    const void *bytes = g_bytes_get_data(file, &size);
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &why);
    zip_t *handle = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
    if (!handle) {
        set_damaged(zip_error_strerror(&why), error);
        zip_error_fini(&why);
        zip_source_free(source);
        return NULL;
    }
    zip_error_fini(&why);
    XlsxZip *zip = g_new0(XlsxZip, 1);
    zip->file = g_bytes_ref(file);
    zip->handle = handle;
    zip->limits = limits;
    return zip;
}

void xlsx_zip_free(XlsxZip *zip) {
    if (!zip)
        return;
    zip_discard(zip->handle);
    g_bytes_unref(zip->file);
    g_free(zip);
}

void xlsx_zip_restart(XlsxZip *zip) {
    zip->n_unzipped = 0;
}

bool xlsx_zip_has(XlsxZip *zip, const char *name) {
    return zip_name_locate(zip->handle, name, ZIP_FL_NOCASE) >= 0;
}

XlsxZipMember *xlsx_zip_member_open(XlsxZip *zip, const char *name, GError **error) {
    zip_int64_t index = zip_name_locate(zip->handle, name, ZIP_FL_NOCASE);
    if (index < 0) {
        set_damaged("a part is missing", error);
        return NULL;
    }
    zip_stat_t about;
    zip_stat_init(&about);
    zip_file_t *handle = NULL;
    if (zip_stat_index(zip->handle, (zip_uint64_t)index, 0, &about) == 0)
        handle = zip_fopen_index(zip->handle, (zip_uint64_t)index, 0);
    if (!handle) {
        set_damaged(zip_strerror(zip->handle), error);
        return NULL;
    }
    XlsxZipMember *member = g_new0(XlsxZipMember, 1);
    member->zip = zip;
    member->handle = handle;
    member->size = about.valid & ZIP_STAT_SIZE ? about.size : 0;
    member->zipped_size = about.valid & ZIP_STAT_COMP_SIZE ? about.comp_size : 0;
    return member;
}

void xlsx_zip_member_close(XlsxZipMember *member) {
    if (!member)
        return;
    (void)zip_fclose(member->handle); /* what is wrong, reading has said */
    g_free(member);
}

static bool check_size(XlsxZipMember *member, GError **error) {
    const SheetLimits *limits = member->zip->limits;
    bool is_bomb = member->position > RATIO_FROM_BYTES &&
                   member->position / limits->max_ratio > member->zipped_size;
    if (!is_bomb && member->zip->n_unzipped <= limits->max_unzipped_bytes)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                is_bomb ? "cannot read the workbook: it unpacks to more than %" G_GUINT64_FORMAT
                          " times its size"
                        : "cannot read the workbook: it unpacks to more than %" G_GUINT64_FORMAT
                          " bytes",
                is_bomb ? (uint64_t)limits->max_ratio : limits->max_unzipped_bytes);
    return false;
}

bool xlsx_zip_member_read(XlsxZipMember *member, void *ret_bytes, size_t size, size_t *ret_length,
                          GError **error) {
    zip_int64_t n = zip_fread(member->handle, ret_bytes, size);
    if (n < 0) {
        set_damaged(zip_file_strerror(member->handle), error);
        return false;
    }
    *ret_length = (size_t)n;
    member->position += (uint64_t)n;
    member->zip->n_unzipped += (uint64_t)n;
    return check_size(member, error);
}

unsigned xlsx_zip_member_percent(const XlsxZipMember *member) {
    return member->position >= member->size ? 100
                                            : (unsigned)(member->position * 100 / member->size);
}
