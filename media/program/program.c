#include "media/program/program.h"

#include <unistd.h>

#include "base/error.h"
#include "base/worker.h"
#include "media/encode/encoder.h"
#include "media/link/link_text.h"
#include "media/program/conductor.h"
#include "media/program/input.h"
#include "media/program/slate.h"

#define MAILBOX  256
#define WATCH_MS 200

struct Program {
    Outbox *outbox;
    Encoder *encoder;
    Conductor *conductor;
    int fd; /* came with the command that runs; -1: none */
    /* Its thread builds and ends pipelines, which may take seconds. */
    Worker *stagehand;
    InputHouse house;
    Slate *slate;
    GHashTable *inputs; /* Input by id; of the stagehand's thread */
};

Program *program_new(Outbox *outbox) {
    Program *program = g_new0(Program, 1);
    program->outbox = outbox;
    program->fd = -1;
    program->inputs =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)input_free);
    return program;
}

/* ---- on the stagehand's thread ---- */

static void on_page(GstBuffer *take_page, void *user) {
    Program *program = user;
    conductor_show_slate(program->conductor, take_page);
}

static void call_later(Program *program, guint wait_ms, GSourceFunc fn) {
    GSource *timer = g_timeout_source_new(wait_ms);
    g_source_set_callback(timer, fn, program, NULL);
    g_source_attach(timer, worker_main_context(program->stagehand));
    g_source_unref(timer);
}

/* The page changes with the second. */
static gboolean on_second(gpointer data) {
    Program *program = data;
    slate_draw(program->slate);
    call_later(program, 1000 - (guint)(g_get_real_time() / 1000 % 1000), on_second);
    return G_SOURCE_REMOVE;
}

static gboolean on_watch(gpointer data) {
    Program *program = data;
    GHashTableIter iter;
    gpointer input;
    g_hash_table_iter_init(&iter, program->inputs);
    while (g_hash_table_iter_next(&iter, NULL, &input))
        input_check(input);
    return G_SOURCE_CONTINUE;
}

typedef struct Errand {
    Program *program;
    LinkStart start;
    LinkSlate slate;
    LinkInputOpen open;
    int64_t id;
    int fd;
} Errand;

static void free_errand(void *data) {
    Errand *errand = data;
    json_table_clear(&LINK_START_TABLE, &errand->start);
    json_table_clear(&LINK_SLATE_TABLE, &errand->slate);
    json_table_clear(&LINK_INPUT_OPEN_TABLE, &errand->open);
    if (errand->fd >= 0)
        close(errand->fd);
    g_free(errand);
}

static void do_open_slate(void *data) {
    Errand *errand = data;
    Program *program = errand->program;
    g_autoptr(GError) error = NULL;
    SlateOptions options = {.width = (int)errand->start.width,
                            .height = (int)errand->start.height,
                            .title = errand->start.title,
                            .line = errand->start.line,
                            .on_page = on_page,
                            .user = program};
    program->slate = slate_new(&options, &error);
    if (program->slate == NULL)
        outbox_note(program->outbox, LOG_WARNING, error->message);
    else
        on_second(program);
    call_later(program, WATCH_MS, on_watch);
}

static void do_set_words(void *data) {
    Errand *errand = data;
    if (errand->program->slate == NULL)
        return;
    slate_set_words(errand->program->slate, errand->slate.title, errand->slate.line);
    slate_draw(errand->program->slate);
}

static void do_open_input(void *data) {
    Errand *errand = data;
    Program *program = errand->program;
    int64_t id = errand->open.id;
    if (g_hash_table_contains(program->inputs, &id)) {
        outbox_note(program->outbox, LOG_WARNING, "an input was to be opened that is open already");
        return;
    }
    Input *input = input_new(&program->house, &errand->open, errand->fd);
    errand->fd = -1;
    g_hash_table_insert(program->inputs, g_memdup2(&id, sizeof id), input);
}

static void do_close_input(void *data) {
    Errand *errand = data;
    g_hash_table_remove(errand->program->inputs, &errand->id);
}

static Errand *new_errand(void) {
    Errand *errand = g_new0(Errand, 1);
    errand->fd = -1;
    return errand;
}

static void send_stagehand(Program *program, WorkerFn fn, Errand *take_errand) {
    take_errand->program = program;
    if (!worker_post(program->stagehand, fn, take_errand, free_errand, NULL))
        g_error("the stagehand takes no mail");
}

/* ---- commands ---- */

static void on_track(unsigned track, const MediaTrack *info, void *user) {
    Program *program = user;
    outbox_track(program->outbox, track, info);
}

static void on_sample(unsigned track, const MediaSample *sample, void *user) {
    Program *program = user;
    outbox_sample(program->outbox, track, sample);
}

static GstBusSyncReply on_encoder_message(GstBus *bus, GstMessage *message, gpointer user) {
    Program *program = user;
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
        g_autoptr(GError) error = NULL;
        gst_message_parse_error(message, &error, NULL);
        outbox_note(program->outbox, LOG_ERROR, error->message);
        log_error(LOG_ERROR, "program", "the encoder failed", error);
        _exit(EXIT_FAILURE); /* the server starts a new one */
    }
    return GST_BUS_DROP;
}

static bool begin(Program *program, const LinkStart *start, GError **error) {
    EncoderSink sink = {on_track, on_sample, program};
    program->encoder = encoder_new(start, &sink, error);
    if (program->encoder == NULL)
        return false;
    g_autoptr(GstBus) bus = gst_element_get_bus(encoder_pipeline(program->encoder));
    gst_bus_set_sync_handler(bus, on_encoder_message, program, NULL);
    program->stagehand = worker_start(
        &(WorkerOptions){.name = "stagehand", .mailbox_posts = MAILBOX, .loop = &WORKER_LOOP_GLIB},
        error);
    if (program->stagehand == NULL)
        return false;
    program->conductor = conductor_new(start, program->encoder, program->outbox,
                                       slate_blank((int)start->width, (int)start->height), error);
    program->house = (InputHouse){.conductor = program->conductor,
                                  .outbox = program->outbox,
                                  .context = worker_main_context(program->stagehand),
                                  .width = (int)start->width,
                                  .height = (int)start->height};
    return program->conductor != NULL;
}

static bool do_start(Program *program, void *data, GError **error) {
    LinkStart *start = data;
    if (program->encoder != NULL) {
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "the programme has begun already");
        return false;
    }
    if (!begin(program, start, error))
        return false;
    Errand *errand = new_errand();
    errand->start = *start;
    *start = (LinkStart){0};
    send_stagehand(program, do_open_slate, errand);
    return true;
}

static bool do_open(Program *program, void *data, GError **error) {
    LinkInputOpen *open = data;
    Errand *errand = new_errand();
    errand->open = *open;
    errand->fd = program->fd;
    program->fd = -1;
    *open = (LinkInputOpen){0};
    send_stagehand(program, do_open_input, errand);
    return true;
}

static bool do_close(Program *program, void *data, GError **error) {
    const LinkInputRef *ref = data;
    Errand *errand = new_errand();
    errand->id = ref->id;
    send_stagehand(program, do_close_input, errand);
    return true;
}

static bool do_cut(Program *program, void *data, GError **error) {
    const LinkCut *cut = data;
    conductor_cut(program->conductor, cut->on);
    return true;
}

static bool do_rung(Program *program, void *data, GError **error) {
    const LinkRung *rung = data;
    if (!encoder_set_rung(program->encoder, (unsigned)rung->track, rung->on))
        outbox_note(program->outbox, LOG_WARNING, "a rung that is no picture was to be switched");
    return true;
}

static bool do_slate(Program *program, void *data, GError **error) {
    LinkSlate *slate = data;
    Errand *errand = new_errand();
    errand->slate = *slate;
    *slate = (LinkSlate){0};
    send_stagehand(program, do_set_words, errand);
    return true;
}

typedef struct Command {
    LinkType type;
    const JsonTable *table;
    bool (*run)(Program *program, void *data, GError **error);
} Command;
static const Command COMMANDS[] = {
    {LINK_START, &LINK_START_TABLE, do_start},
    {LINK_INPUT_OPEN, &LINK_INPUT_OPEN_TABLE, do_open},
    {LINK_INPUT_CLOSE, &LINK_INPUT_REF_TABLE, do_close},
    {LINK_CUT, &LINK_CUT_TABLE, do_cut},
    {LINK_RUNG, &LINK_RUNG_TABLE, do_rung},
    {LINK_SLATE, &LINK_SLATE_TABLE, do_slate},
};

static bool carry_out(Program *program, const Command *command, const LinkFrame *frame,
                      GError **error) {
    void *data = g_malloc0(command->table->struct_bytes);
    bool is_fine = json_table_read(command->table, (const char *)frame->payload, frame->length,
                                   LINK_TEXT_MAX_BYTES, data, error) &&
                   command->run(program, data, error);
    json_table_clear(command->table, data);
    g_free(data);
    return is_fine;
}

bool program_wants_descriptor(const LinkFrame *frame) {
    LinkInputOpen open;
    if (frame->type != LINK_INPUT_OPEN ||
        !json_table_read(&LINK_INPUT_OPEN_TABLE, (const char *)frame->payload, frame->length,
                         LINK_TEXT_MAX_BYTES, &open, NULL))
        return false;
    bool wants = open.has_descriptor;
    json_table_clear(&LINK_INPUT_OPEN_TABLE, &open);
    return wants;
}

static bool run_command(Program *program, const LinkFrame *frame) {
    g_autoptr(GError) error = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(COMMANDS); i++) {
        if (COMMANDS[i].type != frame->type)
            continue;
        if (program->encoder == NULL && frame->type != LINK_START)
            break;
        if (carry_out(program, &COMMANDS[i], frame, &error))
            return true;
        log_error(LOG_ERROR, "program", "a command failed", error);
        outbox_note(program->outbox, LOG_ERROR, error->message);
        return false;
    }
    outbox_note(program->outbox, LOG_ERROR, "a command came that has no place here");
    return false;
}

bool program_command(Program *program, const LinkFrame *frame, int take_fd) {
    program->fd = take_fd;
    bool is_fine = run_command(program, frame);
    if (program->fd >= 0)
        close(program->fd);
    program->fd = -1;
    return is_fine;
}
