/* iCalendar (RFC 5545): lines folded at 75 octets without cutting a character (§3.1), texts escaped
 * (§3.3.11), moments in UTC (§3.3.5). Pure; any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct IcalEvent {
    const char *uid;
    int64_t revision; /* SEQUENCE: from 0 */
    int64_t starts_at_us, ends_at_us, created_at_us, changed_at_us;
    const char *summary, *description, *location, *url; /* "" or NULL: none */
    bool is_cancelled;
} IcalEvent;

void ical_text_begin(GString *out, const char *calendar_name);
void ical_text_event(GString *out, const IcalEvent *event);
void ical_text_end(GString *out);
