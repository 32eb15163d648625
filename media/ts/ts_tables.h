/* The tables of our transport streams: one programme of one picture and one language
 * (ISO/IEC 13818-1 §2.4.4). Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define TS_TABLES_PMT_PID   0x1000
#define TS_TABLES_VIDEO_PID 0x100 /* carries the clock */
#define TS_TABLES_AUDIO_PID 0x101
#define TS_TABLES_MAX_BYTES 64u

/* Both return the section's length. */
size_t ts_tables_association(uint8_t ret_section[TS_TABLES_MAX_BYTES]);
/* `language` is BCP 47; its descriptor has the code of three letters (§2.6.18). */
size_t ts_tables_map(uint8_t ret_section[TS_TABLES_MAX_BYTES], const char *language);
