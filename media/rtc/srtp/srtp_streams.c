#include "media/rtc/srtp/srtp_streams.h"

#include <glib.h>

#define FIRST_CAPACITY 4u /* sound, picture, its retransmissions, and one */

int srtp_streams_find(const SrtpStreams *streams, uint32_t ssrc) {
    for (unsigned i = 0; i < streams->n; i++)
        if (streams->rows[i].ssrc == ssrc)
            return (int)i;
    return -1;
}

int srtp_streams_add(SrtpStreams *streams, uint32_t ssrc) {
    if (streams->n == streams->capacity) {
        streams->capacity = (uint16_t)MAX(2u * streams->capacity, FIRST_CAPACITY);
        streams->rows = g_renew(SrtpStream, streams->rows, streams->capacity);
    }
    streams->rows[streams->n] = (SrtpStream){.ssrc = ssrc};
    return streams->n++;
}

void srtp_streams_clear(SrtpStreams *streams) {
    g_free(streams->rows);
    *streams = (SrtpStreams){0};
}
