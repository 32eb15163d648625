#include "server/verbs.h"

#include "server/ledger_command.h"
#include "server/run_as_owner.h"
#include "server/verb_line.h"

static const ConfigSetting OPTIONS[] = {
    {"ledger", "known", CONFIG_PATH, offsetof(LedgerOptions, known), NULL, 0, 0, NULL, NULL,
     "check: a checkpoint that somebody has kept, to compare with.", "known"},
    {.kind = CONFIG_END},
};

static const VerbLine LINE = {
    .usage = "ledger [--data DIR] check [--known FILE] | checkpoint | epoch NAME NAME | "
             "cosigner KEY | erase INDEX | receipt INDEX | bundle FILE INDEX[-INDEX] | witness "
             "[forget]",
    .about =
        "The ledger of records, also while the server runs. 'check' reads all of it and names the\n"
        "first entry that is not as it was signed. 'checkpoint' signs what is new and prints the\n"
        "newest head. 'epoch' goes on after an older database was put back: two persons approve\n"
        "by their names. 'cosigner' makes the key of another server known, which signs our heads\n"
        "too. 'erase' takes the text of one entry for a duty of deletion. 'receipt' and 'bundle' "
        "write\n"
        "what 'tongping verify' checks anywhere. 'witness' prints the key with which this server\n"
        "cosigns another one's heads, and the newest that it has seen; 'witness forget' begins "
        "anew.\n",
    .options = {.options = OPTIONS, .only_data = true},
    .min_words = 1,
    .max_words = 3,
};

static const struct {
    const char *word;
    unsigned n_words; /* behind it */
    LedgerCommandFn run;
} ACTIONS[] = {
    {"check", 0, ledger_command_check},    {"checkpoint", 0, ledger_command_checkpoint},
    {"epoch", 2, ledger_command_epoch},    {"cosigner", 1, ledger_command_cosigner},
    {"erase", 1, ledger_command_erase},    {"receipt", 1, ledger_command_receipt},
    {"bundle", 2, ledger_command_bundle},  {"witness", 0, ledger_command_witness},
    {"witness", 1, ledger_command_forget},
};

static int act(const LedgerOptions *options, char *const *words) {
    GError *error = NULL;
    unsigned n = g_strv_length((char **)words) - 1;
    for (unsigned i = 0; i < G_N_ELEMENTS(ACTIONS); i++) {
        if (!g_str_equal(words[0], ACTIONS[i].word) || n != ACTIONS[i].n_words)
            continue;
        if (!run_as_owner(options->settings.data_directory, &error))
            return verb_line_fail(error);
        int status = ACTIONS[i].run(options, words + 1, &error);
        return error ? verb_line_fail(error) : status;
    }
    return verb_line_refuse("'ledger %s' is not understood; usage: tongping %s", words[0],
                            LINE.usage);
}

int verb_ledger_run(int argc, char *const argv[]) {
    LedgerOptions options = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &options, &words, &status))
        return status;
    status = act(&options, words);
    settings_clear(&LINE.options, &options);
    return status;
}
