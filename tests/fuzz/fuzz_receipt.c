/* Receipts, bundles and their members, as strangers hand them in. */
#include <string.h>

#include "catalog/ledger/ledger_receipt.h"
#include "catalog/ledger/ledger_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const LedgerVerdict *verdict, void *user) {
    if (verdict->text && !g_utf8_validate(verdict->text, -1, NULL))
        g_abort();
}

/* What is read is written the same way again. */
static void check_round(const char *text, size_t length) {
    g_auto(LedgerReceipt) receipt = {0};
    if (!ledger_receipt_parse(text, length, &receipt, NULL))
        return;
    g_autofree char *written = ledger_receipt_write(&receipt);
    if (strlen(written) != length || memcmp(written, text, length) != 0)
        g_abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    g_auto(LedgerVerification) result = {0};
    g_auto(LedgerReceipt) proof = {0};
    g_autofree char *known = g_strndup((const char *)data, MIN(size, 512));
    check_round((const char *)data, size);
    (void)ledger_receipt_parse_proof((const char *)data, size, &proof, NULL);
    (void)ledger_verify_bytes(data, size, known, look, NULL, &result, NULL);
    return 0;
}
