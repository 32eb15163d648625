/* Tells systemd how the service is (sd_notify(3)), without its library. Silent elsewhere. */
#pragma once

/* "READY=1", "STOPPING=1" … */
void notify_state(const char *state);
