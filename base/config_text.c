#include "base/config.h"

#include "base/config_value.h"

static void append_facts(GString *out, const ConfigSetting *setting) {
    g_autofree char *form = config_value_form(setting);
    g_autofree char *range = config_value_range(setting);
    bool has_range = range && (setting->min != 0 || setting->max != 0);
    g_string_append_printf(out, "%s%s%s", form, has_range ? ", " : "", has_range ? range : "");
}

static void append_option_name(GString *out, const ConfigSetting *setting) {
    if (setting->option) {
        g_string_append_printf(out, "--%s", setting->option);
        return;
    }
    g_autofree char *name = g_strdelimit(g_strdup(setting->name), "_", '-');
    g_string_append_printf(out, "--%s-%s", setting->section, name);
}

char *config_help_text(const ConfigSetting *table) {
    GString *out = g_string_new(NULL);
    for (const ConfigSetting *setting = table; setting->kind != CONFIG_END; setting++) {
        const char *default_text = config_value_default(setting);
        g_string_append(out, "  ");
        append_option_name(out, setting);
        g_string_append(out, setting->kind == CONFIG_BOOL ? "[=" : " ");
        append_facts(out, setting);
        g_string_append(out, setting->kind == CONFIG_BOOL ? "]" : "");
        g_string_append_printf(out, "\n      %s", setting->help);
        if (*default_text)
            g_string_append_printf(out, " Default: %s.", default_text);
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

char *config_example_text(const ConfigSetting *table) {
    GString *out =
        g_string_new("# Every setting with its default. Take the # away to change one.\n");
    const char *section = "";
    for (const ConfigSetting *setting = table; setting->kind != CONFIG_END; setting++) {
        if (!g_str_equal(setting->section, section))
            g_string_append_printf(out, "\n[%s]\n", setting->section);
        section = setting->section;
        g_string_append_printf(out, "\n# %s\n# ", setting->help);
        append_facts(out, setting);
        g_string_append_printf(out, "\n#%s = %s\n", setting->name, config_value_default(setting));
    }
    return g_string_free(out, FALSE);
}
