#include "catalog/auth/device_mark.h"

#include <string.h>

#include "base/clock.h"

struct DeviceMarks {
    TokenSigner *signer; /* owned */
};

DeviceMarks *device_marks_new(const TokenKeys *keys) {
    DeviceMarks *marks = g_new0(DeviceMarks, 1);
    marks->signer = token_signer_new(keys, "device", "sign-in");
    return marks;
}

void device_marks_free(DeviceMarks *marks) {
    if (!marks)
        return;
    token_signer_free(marks->signer);
    g_free(marks);
}

/* The subject is "ACCOUNT:DEVICE". */
char *device_marks_read(DeviceMarks *marks, const char *text, const char *account_id,
                        int64_t now_us) {
    TokenClaims claims;
    if (!text || !token_verify(marks->signer, text, strlen(text), now_us, &claims, NULL))
        return NULL;
    size_t length = strlen(account_id);
    if (strncmp(claims.subject, account_id, length) != 0 || claims.subject[length] != ':')
        return NULL;
    return g_strdup(claims.subject + length + 1);
}

char *device_marks_write(DeviceMarks *marks, const char *account_id, const char *device_id,
                         int64_t now_us) {
    g_autofree char *new_id = device_id ? NULL : id_new_secret(DEVICE_MARK_ID_BYTES);
    TokenClaims claims = {.expires_at_us =
                              now_us + DEVICE_MARK_DAYS * INT64_C(86400) * CLOCK_US_PER_S};
    g_snprintf(claims.subject, sizeof claims.subject, "%s:%s", account_id,
               device_id ? device_id : new_id);
    char text[TOKEN_TEXT_MAX_BYTES];
    return token_sign(marks->signer, &claims, text) ? g_strdup(text) : NULL;
}
