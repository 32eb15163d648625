#include "media/engine/live_health.h"

LiveHealth *live_health_new(void) {
    LiveHealth *health = g_new0(LiveHealth, 1);
    health->inputs = g_array_new(FALSE, TRUE, sizeof(LiveInputHealth));
    health->levels = g_array_new(FALSE, TRUE, sizeof(LiveLevel));
    health->rungs = g_array_new(FALSE, TRUE, sizeof(LiveRung));
    health->refused = g_array_new(FALSE, TRUE, sizeof(LiveRefused));
    return health;
}

void live_health_free(LiveHealth *health) {
    if (!health)
        return;
    g_array_unref(health->inputs);
    g_array_unref(health->levels);
    g_array_unref(health->rungs);
    g_array_unref(health->refused);
    g_free(health);
}
