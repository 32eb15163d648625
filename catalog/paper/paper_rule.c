#include "catalog/paper/paper_rule.h"

#include <glib.h>
#include <inttypes.h>

#include "catalog/attendance/policy_table.h"

bool paper_rule_load(Database *database, const PaperRule *rule, char **ret_text, GError **error) {
    if (!*rule->policy_id) {
        *ret_text = g_strdup("-");
        return true;
    }
    g_autoptr(PolicyRow) policy = policy_table_get(database, rule->policy_id, rule->version, error);
    if (!policy)
        return false;
    g_autofree char *word = g_strconcat("preset_", policy->preset, NULL);
    *ret_text =
        g_strdup_printf("credit-1 · %s · v%" PRId64 " · %s", paper_words_of(rule->language, word),
                        rule->version, rule->policy_id);
    return true;
}
