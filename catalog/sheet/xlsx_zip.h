/* The members of a ZIP file in memory, read piece by piece within the limits of unzipped bytes.
 * Names are only compared, never used as paths of files. One thread at a time. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catalog/sheet/sheet_types.h"

typedef struct XlsxZip XlsxZip;
typedef struct XlsxZipMember XlsxZipMember;

/* Keeps a reference to `file`; `limits` is borrowed for the life of the object. INVALID: damaged.
 */
XlsxZip *xlsx_zip_open(GBytes *file, const SheetLimits *limits, GError **error);
void xlsx_zip_free(XlsxZip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxZip, xlsx_zip_free)

/* Begins to count the unzipped bytes anew. */
void xlsx_zip_restart(XlsxZip *zip);

/* Names are compared as OPC does: without regard to capitals (ECMA-376 part 2, 6.2.2.3). */
bool xlsx_zip_has(XlsxZip *zip, const char *name);

/* To be closed before `zip`. */
XlsxZipMember *xlsx_zip_member_open(XlsxZip *zip, const char *name, GError **error);
void xlsx_zip_member_close(XlsxZipMember *member);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XlsxZipMember, xlsx_zip_member_close)

/* Up to `size` bytes; *ret_length 0 at the end, where the checksum has been found right. Every byte
 * counts towards max_unzipped_bytes of the file (TOO_LARGE). */
bool xlsx_zip_member_read(XlsxZipMember *member, void *ret_bytes, size_t size, size_t *ret_length,
                          GError **error);

unsigned xlsx_zip_member_percent(const XlsxZipMember *member);
