#include "media/engine/outage.h"

void outage_programme_lost(Outage *outage) {
    outage->is_due = true;
}

void outage_found_past(Outage *outage, int64_t rows_until_us, int64_t server_started_us) {
    outage->is_due = outage->is_server = rows_until_us <= server_started_us;
}

bool outage_programme_ready(Outage *outage, int64_t media_us) {
    bool is_new = outage->is_due && media_us > 0;
    int64_t from_us = media_us > OUTAGE_BEFORE_US ? media_us - OUTAGE_BEFORE_US : 0;
    if (is_new)
        outage->last = (OutageFault){outage->is_server, from_us, media_us + OUTAGE_AFTER_US};
    outage->is_due = outage->is_server = false;
    return is_new;
}
