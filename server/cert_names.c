#include "server/cert_names.h"

#include <string.h>

#include "server/addresses.h"
#include "server/cert_authority.h"

static bool add(GPtrArray *names, const char *text, GError **error) {
    char *name = cert_authority_clean_name(text, error);
    if (!name)
        return false;
    if (g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_free(name);
    else
        g_ptr_array_add(names, name);
    return true;
}

static bool add_all(GPtrArray *names, const char *const *list, GError **error) {
    for (unsigned i = 0; list && list[i]; i++)
        if (!add(names, list[i], error))
            return false;
    return true;
}

static bool add_url(GPtrArray *names, const char *setting, const char *url, GError **error) {
    g_autofree char *host = NULL;
    return !url ||
           (addresses_parse_url(setting, url, NULL, &host, error) && add(names, host, error));
}

char **cert_names_collect(const Settings *settings, const char *const *more, GError **error) {
    static const char *const LOOPBACK[] = {"localhost", "127.0.0.1", "::1", NULL};
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) local = addresses_list_local();
    if (!add_url(names, "address.public", settings->address_public, error) ||
        !add_url(names, "address.internal", settings->address_internal, error) ||
        !add_all(names, more, error) || !add_all(names, (const char *const *)local, error) ||
        !add_all(names, LOOPBACK, error))
        return NULL;
    g_ptr_array_add(names, NULL);
    g_ptr_array_set_free_func(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}
