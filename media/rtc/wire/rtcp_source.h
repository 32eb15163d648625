/* Who sends and who leaves: SDES with a CNAME (RFC 3550 §6.5.1) and BYE (§6.6). Pure. */
#pragma once

#include "media/rtc/wire/rtcp.h"

#define RTCP_SOURCE_MAX_ITEMS 64u /* items of one SDES packet that are looked at */

/* The CNAME of a chunk. */
typedef struct RtcpSourceName {
    uint32_t ssrc;
    const uint8_t *text; /* borrowed, not ended by zero */
    uint8_t length;      /* 0: the chunk has no CNAME */
} RtcpSourceName;

/* The chunks of an SDES block, in their order, at most `max` (31 are possible). Returns how many
 * were written; 0 where the block is no SDES or malformed. */
unsigned rtcp_source_get_names(const RtcpBlock *block, unsigned max, RtcpSourceName *ret_names);
/* One chunk with a CNAME of 1 to 255 bytes. False: no room, or another length. */
bool rtcp_source_write_name(RtcpWriter *writer, uint32_t ssrc, const char *cname);

/* SSRCs that a BYE names; 0 for any other block and for one that is cut off. */
unsigned rtcp_source_count_leaving(const RtcpBlock *block);
/* `index` below the count. */
uint32_t rtcp_source_get_leaving(const RtcpBlock *block, unsigned index);
/* n at most 31. */
bool rtcp_source_write_leaving(RtcpWriter *writer, const uint32_t *ssrcs, unsigned n);
