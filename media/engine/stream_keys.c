#include "media/engine/stream_keys.h"

void stream_keys_add(const LiveOrder *order, GArray *keys) {
    for (guint i = 0; i < order->inputs->len; i++) {
        const LiveInput *input = &g_array_index(order->inputs, LiveInput, i);
        IngestKey key = {.is_open = live_order_runs(order)};
        if (input->kind != LIVE_INPUT_PUSH || !input->key)
            continue;
        g_strlcpy(key.key, input->key, sizeof key.key);
        g_strlcpy(key.meeting_id, order->id, sizeof key.meeting_id);
        g_strlcpy(key.input_id, input->id, sizeof key.input_id);
        g_strlcpy(key.passphrase, input->passphrase ? input->passphrase : "",
                  sizeof key.passphrase);
        g_strlcpy(key.closed_reason,
                  order->closed_reason ? order->closed_reason : "This meeting is not open.",
                  sizeof key.closed_reason);
        g_array_append_val(keys, key);
    }
}
