/* Header fields of tus 1.0.0 (https://tus.io/protocols/resumable-upload). Pure: no files, no rows.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TUS_VERSION          "1.0.0"
#define TUS_EXTENSIONS       "creation,creation-with-upload,expiration,checksum,termination"
#define TUS_ALGORITHMS       "sha1,sha256,md5"
#define TUS_BODY_TYPE        "application/offset+octet-stream"
#define TUS_DIGEST_MAX_BYTES 32
#define TUS_NAME_MAX_BYTES   255 /* of a file's name, of a translator's */
#define TUS_WORD_MAX_BYTES   64  /* of the other values */

/* Decimal digits alone, up to 2^53 - 1: exact in JavaScript. NULL is none. */
bool tus_read_number(const char *text, int64_t *ret_number);

/* What the office's pages say of a file; "" where they say nothing. Keys that are not ours are
 * passed over. Texts are owned, valid UTF-8 without control characters. */
typedef struct TusMetadata {
    char *file_name; /* the last part of what may be a path */
    char *lesson_id, *purpose, *language, *translator;
} TusMetadata;

/* Upload-Metadata: pairs of key and base64 (RFC 4648 §4), divided by commas; a key may stand alone.
 * NULL is empty. ERROR_INVALID with one sentence. */
bool tus_read_metadata(const char *text, TusMetadata *ret_metadata, GError **error);
void tus_metadata_clear(TusMetadata *metadata);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TusMetadata, tus_metadata_clear)

typedef struct TusChecksum {
    bool is_asked;
    GChecksumType algorithm;
    uint8_t digest[TUS_DIGEST_MAX_BYTES];
    size_t digest_bytes;
} TusChecksum;

/* Upload-Checksum: algorithm, space, base64. NULL asks for none. ERROR_INVALID. */
bool tus_read_checksum(const char *text, TusChecksum *ret_checksum, GError **error);

/* Upload-Expires: the date of RFC 9110 §5.6.7. Caller frees. */
char *tus_write_date(int64_t at_us);
