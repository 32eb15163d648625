#include "media/ingest/srt_admission.h"

#include <string.h>

#include <srt/srt.h>

#include <srt/access_control.h>

#include "media/ingest/publisher_table.h"

static const int REJECT_CODES[SRT_N_ENTRIES] = {
    [SRT_ENTRY_OPEN] = 0,
    [SRT_ENTRY_NO_KEY] = SRT_REJX_BAD_REQUEST,
    [SRT_ENTRY_MALFORMED] = SRT_REJX_BAD_REQUEST,
    [SRT_ENTRY_PLAY] = SRT_REJX_BAD_MODE,
    [SRT_ENTRY_UNKNOWN] = SRT_REJX_UNAUTHORIZED,
    [SRT_ENTRY_CLOSED] = SRT_REJX_FORBIDDEN,
    [SRT_ENTRY_BOTH_TAKEN] = SRT_REJX_CONFLICT,
};

static const struct {
    SrtEntry entry;
    StreamNameFault fault;
} NAME_FAULTS[] = {
    {SRT_ENTRY_NO_KEY, STREAM_NAME_EMPTY},
    {SRT_ENTRY_MALFORMED, STREAM_NAME_MALFORMED},
    {SRT_ENTRY_PLAY, STREAM_NAME_PLAY},
};

void srt_admission_init(SrtAdmission *admission) {
    *admission = (SrtAdmission){
        .retired = g_ptr_array_new_with_free_func((GDestroyNotify)ingest_keys_free),
    };
}

void srt_admission_clear(SrtAdmission *admission) {
    ingest_keys_free(admission->current);
    g_ptr_array_unref(admission->retired);
    *admission = (SrtAdmission){0};
}

/* The reader marks first and looks again afterwards: who is not marked after the exchange is read
 * by nobody. Sequential consistency orders the mark before the second look. */
void srt_admission_replace(SrtAdmission *admission, IngestKeys *take_keys) {
    IngestKeys *old = __atomic_exchange_n(&admission->current, take_keys, __ATOMIC_SEQ_CST);
    if (old)
        g_ptr_array_add(admission->retired, old);
    const IngestKeys *marked = __atomic_load_n(&admission->marked, __ATOMIC_SEQ_CST);
    for (guint i = admission->retired->len; i > 0; i--)
        if (admission->retired->pdata[i - 1] != marked)
            g_ptr_array_remove_index_fast(admission->retired, i - 1);
}

static const IngestKeys *mark(SrtAdmission *admission) {
    IngestKeys *keys;
    do {
        keys = __atomic_load_n(&admission->current, __ATOMIC_SEQ_CST);
        __atomic_store_n(&admission->marked, keys, __ATOMIC_SEQ_CST);
    } while (keys != __atomic_load_n(&admission->current, __ATOMIC_SEQ_CST));
    return keys;
}

static void unmark(SrtAdmission *admission) {
    __atomic_store_n(&admission->marked, NULL, __ATOMIC_RELEASE);
}

static void refuse(SrtDecision *decision, SrtEntry entry, const char *reason) {
    decision->entry = entry;
    decision->reject_code = REJECT_CODES[entry];
    g_strlcpy(decision->reason, reason, sizeof decision->reason);
}

static void decide_by_key(const IngestKeys *keys, const StreamName *name, SrtDecision *decision) {
    const IngestKey *key = keys ? ingest_keys_find(keys, name->key) : NULL;
    if (!key) {
        refuse(decision, SRT_ENTRY_UNKNOWN, publisher_verdict_text(PUBLISHER_KEY_UNKNOWN, NULL));
        return;
    }
    g_strlcpy(decision->meeting_id, key->meeting_id, sizeof decision->meeting_id);
    g_strlcpy(decision->passphrase, key->passphrase, sizeof decision->passphrase);
    if (!key->is_open)
        refuse(decision, SRT_ENTRY_CLOSED, publisher_verdict_text(PUBLISHER_KEY_CLOSED, key));
    else if (ingest_keys_is_full(keys, name))
        refuse(decision, SRT_ENTRY_BOTH_TAKEN, publisher_verdict_text(PUBLISHER_BOTH_TAKEN, key));
}

void srt_admission_decide(SrtAdmission *admission, const char *stream_id,
                          SrtDecision *ret_decision) {
    StreamName name;
    const char *text = stream_id ? stream_id : "";
    StreamNameFault fault = stream_name_from_srt(text, strlen(text), &name);
    *ret_decision = (SrtDecision){.entry = SRT_ENTRY_OPEN};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAME_FAULTS); i++)
        if (NAME_FAULTS[i].fault == fault)
            refuse(ret_decision, NAME_FAULTS[i].entry, stream_name_fault_text(fault));
    if (ret_decision->entry != SRT_ENTRY_OPEN)
        return;
    decide_by_key(mark(admission), &name, ret_decision);
    unmark(admission);
}
