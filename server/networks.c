#include "server/networks.h"

#include <string.h>

#include <gio/gio.h>

#include "base/error.h"

struct Networks {
    GPtrArray *masks; /* GInetAddressMask */
};

Networks *networks_parse(const char *const *list, GError **error) {
    g_autoptr(Networks) networks = g_new0(Networks, 1);
    networks->masks = g_ptr_array_new_with_free_func(g_object_unref);
    for (unsigned i = 0; list && list[i]; i++) {
        GInetAddressMask *mask = g_inet_address_mask_new_from_string(list[i], NULL);
        if (!mask) {
            g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                        "'%s' is neither an address nor a network such as 10.0.0.0/8", list[i]);
            return NULL;
        }
        g_ptr_array_add(networks->masks, mask);
    }
    return g_steal_pointer(&networks);
}

void networks_free(Networks *networks) {
    if (!networks)
        return;
    g_ptr_array_unref(networks->masks);
    g_free(networks);
}

bool networks_contains(const Networks *networks, const char *numeric) {
    static const char mapped[] = "::ffff:"; /* RFC 4291 §2.5.5.2 */
    if (g_ascii_strncasecmp(numeric, mapped, sizeof mapped - 1) == 0 && strchr(numeric, '.'))
        numeric += sizeof mapped - 1;
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(numeric);
    if (!address)
        return false;
    for (unsigned i = 0; i < networks->masks->len; i++)
        if (g_inet_address_mask_matches(g_ptr_array_index(networks->masks, i), address))
            return true;
    return false;
}
