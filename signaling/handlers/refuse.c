#include "signaling/handlers/handlers.h"

#include "base/clock.h"
#include "base/error.h"

void handler_refuse(Link *link, const HandlerRefusal *refusal) {
    if (!link_may_err(link, clock_monotonic_us())) {
        link_close(link, WS_CLOSE_POLICY, "too many errors");
        return;
    }
    ErrorMessage answer = {
        .re = refusal->re,
        .has_re = refusal->re > 0,
        .code = (char *)error_word(error_code(refusal->error)),
        .detail = (char *)error_public_text(refusal->error),
        .retry_after_ms = refusal->wait_us / CLOCK_US_PER_MS + 1,
        .has_retry_after = refusal->wait_us > 0,
    };
    link_send(link, &MESSAGE_ERROR, &answer);
}
