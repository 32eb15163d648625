/* Chooses the verb; everything else is in its file. */
#include <locale.h>
#include <stdio.h>
#include <sys/stat.h>

#include <glib.h>

#include "server/verb_line.h"
#include "server/verbs.h"

typedef struct Verb {
    const char *name;
    VerbFn run;
    const char *summary;
} Verb;

static const Verb VERBS[] = {
    {"serve", verb_serve_run, "run the server"},
    {"check-config", verb_check_config_run, "check the settings and show what is in force"},
    {"doctor", verb_doctor_run, "say what is wrong with this machine and what to do"},
    {"cert", verb_cert_run, "make a county certificate authority and a server certificate"},
    {"user", verb_user_run, "list, add, change, lock and remove accounts"},
    {"unit", verb_unit_run, "bring units in from a spreadsheet"},
    {"member", verb_member_run, "bring members in from a spreadsheet"},
    {"course", verb_course_run,
     "bring a folder of old films in, with a spreadsheet of their titles"},
    {"ledger", verb_ledger_run, "check the ledger of records, sign it, open a new epoch"},
    {"token", verb_token_run, "replace the key that signs tokens"},
    {"backup", verb_backup_run, "copy all data to a folder, also while the server runs"},
    {"restore", verb_restore_run, "put a backup into a data directory"},
    {"verify", verb_verify_run, "check records that somebody hands you, without the server"},
    {"print-tables", verb_print_tables_run, "show routes, messages and settings as tables"},
    {"version", verb_version_run, "show the version"},
};

static void print_verbs(FILE *out) {
    fprintf(out, "Usage: tongping VERB [OPTION…]\n\n");
    for (unsigned i = 0; i < G_N_ELEMENTS(VERBS); i++)
        fprintf(out, "  %-14s%s\n", VERBS[i].name, VERBS[i].summary);
    fprintf(out, "\n'tongping VERB --help' tells more.\n");
}

static const Verb *find_verb(const char *name) {
    for (unsigned i = 0; i < G_N_ELEMENTS(VERBS); i++)
        if (g_str_equal(name, VERBS[i].name))
            return &VERBS[i];
    return NULL;
}

int main(int argc, char **argv) {
    setlocale(LC_TIME, ""); /* not LC_NUMERIC: numbers are written for machines */
    umask(077);
    if (argc < 2) {
        print_verbs(stderr);
        return VERB_REFUSED;
    }
    const char *name = argv[1];
    if (g_str_equal(name, "help") || g_str_equal(name, "--help") || g_str_equal(name, "-h")) {
        print_verbs(stdout);
        return VERB_DONE;
    }
    const Verb *verb = find_verb(g_str_equal(name, "--version") ? "version" : name);
    if (!verb)
        return verb_line_refuse("'%s' is no verb; 'tongping help' lists them", name);
    return verb->run(argc - 2, argv + 2);
}
