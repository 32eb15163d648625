#include "catalog/ledger/ledger_anchor.h"

#include <string.h>

#include "base/error.h"
#include "catalog/ledger/ledger_file.h"

bool ledger_anchor_read(const char *directory, Checkpoint *ret_checkpoint, GError **error) {
    g_autofree char *text = NULL;
    if (!ledger_file_read(directory, LEDGER_ANCHOR_FILE_NAME, CHECKPOINT_MAX_BYTES, &text, error) ||
        !text || checkpoint_parse(text, strlen(text), ret_checkpoint, NULL))
        return text && !(error && *error);
    g_set_error(error, BASE_ERROR, ERROR_CORRUPT,
                "cannot read '%s/" LEDGER_ANCHOR_FILE_NAME "': it is no checkpoint", directory);
    return false;
}

bool ledger_anchor_write(const char *directory, const char *text, GError **error) {
    return ledger_file_write(directory, LEDGER_ANCHOR_FILE_NAME, text, error);
}
