#include "catalog/catalog_beats.h"

#include "base/error.h"
#include "base/id.h"

typedef struct Mail {
    ViewingBeats *owner;
    CatalogBeats beats; /* strings and list owned */
} Mail;

static void free_mail(void *data) {
    Mail *mail = data;
    if (mail->beats.free_data)
        mail->beats.free_data(mail->beats.data);
    g_free((char *)mail->beats.call.viewing_id);
    g_free((char *)mail->beats.call.who_id);
    g_free((char *)mail->beats.call.token);
    g_free((ViewingBeat *)mail->beats.call.beats);
    g_free(mail);
}

static void take(void *data) {
    Mail *mail = data;
    CatalogBeats *beats = &mail->beats;
    if (!id_is_uuid(beats->call.viewing_id)) {
        g_autoptr(GError) error =
            g_error_new_literal(BASE_ERROR, ERROR_NOT_FOUND, "cannot find this viewing");
        beats->fn(error, NULL, beats->data);
        return;
    }
    GDestroyNotify free_data = g_steal_pointer(&beats->free_data);
    viewing_beats_take(mail->owner, &beats->call, beats->fn, beats->data, free_data);
}

bool catalog_beats_post(Worker *worker, ViewingBeats *owner, const CatalogBeats *beats,
                        GError **error) {
    Mail *mail = g_new0(Mail, 1);
    const ViewingBeatsCall *call = &beats->call;
    *mail = (Mail){.owner = owner, .beats = *beats};
    mail->beats.call = (ViewingBeatsCall){
        .viewing_id = g_strdup(call->viewing_id),
        .who_id = g_strdup(call->who_id),
        .token = g_strdup(call->token),
        .beats = g_memdup2(call->beats, call->n_beats * sizeof *call->beats),
        .n_beats = call->n_beats,
        .takes = call->takes,
    };
    if (worker_post(worker, take, mail, free_mail, error))
        return true;
    mail->beats.free_data = NULL; /* the caller's */
    free_mail(mail);
    return false;
}
