/* What the parts of the server say of themselves. A port: whoever runs a part fills it in. */
#pragma once

#define HEALTH_MAX_PARTS        32
#define HEALTH_DETAIL_MAX_BYTES 256

typedef enum HealthState { HEALTH_OK, HEALTH_DEGRADED, HEALTH_FAILING } HealthState;

typedef struct HealthPart {
    const char *name; /* static: "gate", "disk" … */
    HealthState state;
    char detail[HEALTH_DETAIL_MAX_BYTES]; /* one sentence, or "" */
} HealthPart;

/* On the api thread; must not block. Fills at most `max_parts`, returns how many. */
typedef unsigned (*HealthFn)(HealthPart *ret_parts, unsigned max_parts, void *user);
