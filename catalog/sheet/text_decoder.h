/* The bytes of a text file as UTF-8, piece by piece: UTF-8 with or without its mark as it stands,
 * UTF-16 with a byte order mark, otherwise GB18030. Pieces never part a character. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct TextDecoder TextDecoder;

/* Keeps a reference to `file`. INVALID: NUL bytes, so it is no text at all. */
TextDecoder *text_decoder_new(GBytes *file, GError **error);
void text_decoder_free(TextDecoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextDecoder, text_decoder_free)

/* Back to the beginning. */
void text_decoder_rewind(TextDecoder *decoder);

/* The next piece; *ret_length 0 at the end. Lives until the next verb. INVALID, with the reason as
 * the end of a sentence ("it is …"), at the first byte that is no text. */
bool text_decoder_next(TextDecoder *decoder, const char **ret_text, size_t *ret_length,
                       GError **error);

/* Bytes of the file that have been decoded, and how many there are. */
size_t text_decoder_position(const TextDecoder *decoder);
size_t text_decoder_size(const TextDecoder *decoder);
