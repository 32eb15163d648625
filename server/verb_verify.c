#include "server/verbs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "catalog/ledger/ledger_receipt.h"
#include "catalog/ledger/ledger_verify.h"
#include "server/verb_line.h"

#define KNOWN_MAX_BYTES CHECKPOINT_MAX_BYTES

typedef struct VerifyOptions {
    Settings settings;
    char *known;
    bool quiet;
} VerifyOptions;

static const ConfigSetting OPTIONS[] = {
    {"verify", "known", CONFIG_PATH, offsetof(VerifyOptions, known), NULL, 0, 0, NULL, NULL,
     "A checkpoint that somebody has kept: the bundle must go on from it.", "known"},
    {"verify", "quiet", CONFIG_BOOL, offsetof(VerifyOptions, quiet), "false", 0, 0, NULL, NULL,
     "Name only the records that are not as they were signed.", "quiet"},
    {.kind = CONFIG_END},
};

static const VerbLine LINE = {
    .usage = "verify [--known CHECKPOINT] BUNDLE|RECEIPT",
    .about =
        "Checks a bundle or a receipt without a server, its data or a network: says yes or no for\n"
        "each record. The status is 0 when all are as they were signed, 1 when one is not, 2 when\n"
        "nothing can be said.\n",
    .options = {.options = OPTIONS, .only_data = true},
    .min_words = 1,
    .max_words = 1,
};

/* NULL with a sentence said. */
static GMappedFile *open_file(const char *path, size_t max_bytes) {
    g_autoptr(GError) error = NULL;
    struct stat info;
    if (stat(path, &info) == 0 && (!S_ISREG(info.st_mode) || (size_t)info.st_size > max_bytes)) {
        verb_line_refuse("cannot read '%s': it is no file, or has more than %zu bytes", path,
                         max_bytes);
        return NULL;
    }
    GMappedFile *file = g_mapped_file_new(path, FALSE, &error);
    if (!file)
        verb_line_refuse("cannot read '%s': %s", path, error->message);
    return file;
}

static void say_verdict(const LedgerVerdict *verdict, void *user) {
    const VerifyOptions *options = user;
    if (verdict->problem && verdict->index < 0)
        printf("NO   %s: %s\n", verdict->name, verdict->problem);
    else if (verdict->problem)
        printf("NO   %" PRId64 ": %s\n", verdict->index, verdict->problem);
    else if (!options->quiet)
        printf("yes  %" PRId64 "\n", verdict->index);
}

static const struct {
    const char *sentence;
    int status;
} KNOWN[] = {
    [LEDGER_KNOWN_NONE] = {NULL, VERB_DONE},
    [LEDGER_KNOWN_GOOD] = {"The checkpoint that you have kept is a part of it.", VERB_DONE},
    [LEDGER_KNOWN_BAD] = {"NO: the checkpoint that you have kept is of another past.", VERB_FOUND},
    [LEDGER_KNOWN_INCOMPARABLE] =
        {"The checkpoint that you have kept cannot be compared with this: "
         "ask for a newer bundle.",
         VERB_REFUSED},
};

static int say_result(const LedgerVerification *result) {
    printf("%u as signed, %u not", result->n_good, result->n_bad);
    if (result->n_bad > 0 && result->first_bad >= 0)
        printf(", the first is entry %" PRId64, result->first_bad);
    printf(".\nSigned by '%s', key %s, over %" PRId64 " entries; %u cosigners.\n",
           result->checkpoint.origin, result->key_text, result->checkpoint.head.size,
           result->n_cosigners);
    if (result->problem)
        printf("NO: %s.\n", result->problem);
    if (KNOWN[result->known].sentence)
        printf("%s\n", KNOWN[result->known].sentence);
    if (result->n_bad > 0 || result->problem || result->known == LEDGER_KNOWN_BAD)
        return VERB_FOUND;
    return result->n_good > 0 ? KNOWN[result->known].status : VERB_REFUSED;
}

static int verify(const VerifyOptions *options, const char *path) {
    GError *error = NULL;
    g_auto(LedgerVerification) result = {0};
    g_autoptr(GMappedFile) file = open_file(path, LEDGER_VERIFY_MAX_BYTES);
    g_autoptr(GMappedFile) known_file =
        file && options->known ? open_file(options->known, KNOWN_MAX_BYTES) : NULL;
    if (!file || (options->known && !known_file))
        return VERB_REFUSED;
    g_autofree char *known = known_file ? g_strndup(g_mapped_file_get_contents(known_file),
                                                    g_mapped_file_get_length(known_file))
                                        : NULL;
    if (sodium_init() < 0)
        return verb_line_refuse("cannot verify: the cryptographic library does not work");
    if (!ledger_verify_bytes(g_mapped_file_get_contents(file), g_mapped_file_get_length(file),
                             known, say_verdict, (void *)options, &result, &error)) {
        int status = verb_line_refuse("cannot verify '%s': %s", path, error->message);
        g_error_free(error);
        return status;
    }
    return say_result(&result);
}

int verb_verify_run(int argc, char *const argv[]) {
    VerifyOptions options = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &options, &words, &status))
        return status;
    status = verify(&options, words[0]);
    settings_clear(&LINE.options, &options);
    return status;
}
