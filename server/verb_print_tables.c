#include "server/verbs.h"

#include <stdio.h>

#include "base/json_table.h"
#include "catalog/catalog.h"
#include "server/signaling_adapter.h"
#include "server/verb_line.h"

static const VerbLine LINE = {
    .usage = "print-tables",
    .about =
        "Prints routes, rights, error words, messages and settings, one JSON object a line. Tests\n"
        "hold them against the documents and the pages.\n",
    .options = {.only_data = true},
};

static void append_member(GString *out, const char *name, const char *value) {
    g_string_append_c(out, ',');
    json_append_string(out, name);
    g_string_append_c(out, ':');
    json_append_string(out, value);
}

static void append_settings(GString *out) {
    for (const ConfigSetting *row = SETTINGS_TABLE; row->kind != CONFIG_END; row++) {
        g_string_append(out, "{\"table\":\"setting\"");
        append_member(out, "section", row->section);
        append_member(out, "name", row->name);
        append_member(out, "help", row->help);
        g_string_append(out, "}\n");
    }
}

int verb_print_tables_run(int argc, char *const argv[]) {
    Settings settings = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &settings, &words, &status))
        return status;
    settings_clear(&LINE.options, &settings);
    g_autoptr(GString) messages_and_settings = g_string_new(NULL);
    g_autofree char *routes = catalog_describe_routes();
    g_autofree char *rights = catalog_describe_rights();
    g_autofree char *errors = catalog_describe_errors();
    signaling_adapter_describe(messages_and_settings);
    append_settings(messages_and_settings);
    printf("%s%s%s%s", routes, rights, errors, messages_and_settings->str);
    return VERB_DONE;
}
