#include "media/rtc/flow/keyframe_economy.h"

#include <glib.h>

/* A publisher that does not answer is asked ever more rarely. */
#define MAX_WAIT_US INT64_C(4000000)

static bool send(KeyframeEconomy *economy, int64_t now_us) {
    if (economy->has_sent && now_us - economy->sent_us < economy->wait_us)
        return false;
    economy->wait_us = MIN(economy->wait_us * 2, MAX_WAIT_US);
    economy->wait_us = MAX(economy->wait_us, KEYFRAME_ECONOMY_GAP_US);
    economy->sent_us = now_us;
    economy->has_sent = true;
    economy->n_sent++;
    return true;
}

bool keyframe_economy_ask(KeyframeEconomy *economy, int64_t now_us) {
    economy->is_wanted = true;
    economy->n_asked++;
    return send(economy, now_us);
}

bool keyframe_economy_tick(KeyframeEconomy *economy, int64_t now_us) {
    return economy->is_wanted && send(economy, now_us);
}

void keyframe_economy_arrived(KeyframeEconomy *economy) {
    economy->is_wanted = false;
    economy->wait_us = KEYFRAME_ECONOMY_GAP_US;
}
