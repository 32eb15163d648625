/* NAL units of H.264 (ITU-T H.264 §7.3.1) in both wrappings: lengths (ISO/IEC 14496-15) and start
 * codes (annex B). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct NalForm {
    bool has_start_codes;
    unsigned length_bytes; /* else: 1 to 4 */
    GPtrArray *parameters; /* GBytes: parameter sets of the source's head */
} NalForm;

/* From a source's extradata; NULL when it has no parameter sets. */
NalForm *nal_form_new(const uint8_t *extradata, size_t length);
void nal_form_free(NalForm *form); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NalForm, nal_form_free)

/* avcC (ISO/IEC 14496-15 §5.3.3.1) of these parameter sets, with lengths of 4 bytes. */
void nal_append_avcc(const NalForm *form, GByteArray *out);
/* "avc1.640028" */
void nal_codec_name(const NalForm *form, char *ret_name, size_t length);

typedef struct NalView {
    bool is_idr;
    bool has_foreign_parameters; /* other sets than those of the head */
    bool is_broken;
} NalView;

/* One access unit: what it is; with `out` also its NAL units behind lengths of 4 bytes, without
 * delimiters, parameter sets, fillers. */
NalView nal_read(const NalForm *form, const uint8_t *bytes, size_t length, GByteArray *out);
