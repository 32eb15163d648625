#include "base/gate/gate_stream.h"

#include <string.h>

#include "base/gate/http_head.h"

GateStream *gate_stream_new(GateWorker *worker, const GateTransport *transport, void *connection) {
    GateStream *stream = g_new0(GateStream, 1);
    stream->worker = worker;
    stream->transport = transport;
    stream->connection = connection;
    return stream;
}

/* What has its turn waits for nothing: neither the key nor the time may give it another. */
static void end_hold(GateStream *stream) {
    if (!stream->is_held)
        return;
    stream->is_held = false;
    gate_hold_link_remove(&stream->hold);
    timer_wheel_cancel(&stream->worker->timers, &stream->hold_timer);
    gate_count_change(&stream->worker->stats.holding, -1);
}

void gate_stream_free(GateStream *stream, GateOutcome outcome) {
    if (stream->tag != 0 && stream->route && stream->route->handler.on_done)
        stream->route->handler.on_done(stream->tag, stream->body_sent, outcome,
                                       stream->route->handler.user);
    end_hold(stream);
    g_free(stream->kept_head);
    gate_bytes_clear(&stream->head);
    gate_buffer_unref(stream->body);
    gate_file_unref(stream->file);
    g_free(stream);
}

void gate_stream_drop_answer(GateAnswer *answer) {
    g_clear_pointer(&answer->take_body, gate_buffer_unref);
    g_clear_pointer(&answer->take_file, gate_file_unref);
    if (answer->take_context && answer->free_context)
        answer->free_context(answer->take_context);
    answer->take_context = NULL;
}

uint64_t gate_stream_answer_length(const GateAnswer *answer) {
    if (answer->take_body)
        return answer->take_body->length;
    return answer->take_file ? answer->file_length : 0;
}

/* ---- turns ---- */

static bool matches(const GateRoute *route, GateText path) {
    size_t length = strlen(route->prefix);
    if (path.length < length || memcmp(path.at, route->prefix, length) != 0)
        return false;
    return path.length == length || route->prefix[length - 1] == '/' || path.at[length] == '/';
}

const GateRoute *gate_stream_find_route(const GateWorker *worker, const GateHead *head) {
    const GateShared *shared = worker->shared;
    GateText path = gate_head_path(head);
    for (unsigned i = 0; i < shared->n_routes; i++)
        if (matches(&shared->routes[i], path))
            return &shared->routes[i];
    return NULL;
}

static void take_turn(GateStream *stream, const GateHead *head, GateTurn turn);

static void on_hold_timeout(Timer *timer, void *user) {
    GateStream *stream = (GateStream *)(void *)((char *)timer - offsetof(GateStream, hold_timer));
    take_turn(stream, stream->kept_head, GATE_TURN_TIMED_OUT);
}

static void hold(GateStream *stream, const GateHead *head, const GateAnswer *answer) {
    if (!stream->kept_head) {
        stream->kept_head = http_head_copy(head);
        gate_count(&stream->worker->stats.held, 1);
    }
    stream->is_held = true;
    gate_count_change(&stream->worker->stats.holding, 1);
    gate_holds_add(&stream->worker->holds, &stream->hold, answer->hold_key);
    timer_wheel_set(&stream->worker->timers, &stream->hold_timer, answer->hold_until_us,
                    on_hold_timeout);
}

/* The handler's tag stays: it is told of the end of what it wanted to hold. */
static void answer_unavailable(GateAnswer *answer) {
    static const GateField retry = {"retry-after", "1"};
    *answer = (GateAnswer){.status = 503, .fields = &retry, .n_fields = 1, .tag = answer->tag};
}

static void ask_handler(GateStream *stream, const GateHead *head, GateTurn turn,
                        GateAnswer *ret_answer) {
    *ret_answer = (GateAnswer){.state = {stream->state[0], stream->state[1]}};
    if (!stream->route)
        ret_answer->status = 404;
    else
        stream->route->handler.on_request(head, turn, ret_answer, stream->route->handler.user);
    stream->state[0] = ret_answer->state[0];
    stream->state[1] = ret_answer->state[1];
    if (ret_answer->action == GATE_HOLD && turn == GATE_TURN_STOPPING)
        answer_unavailable(ret_answer);
}

static void take_turn(GateStream *stream, const GateHead *head, GateTurn turn) {
    GateAnswer answer;
    end_hold(stream);
    ask_handler(stream, head, turn, &answer);
    stream->tag = answer.tag;
    switch (answer.action) {
    case GATE_ANSWER:
        stream->transport->answer(stream, head, &answer);
        break;
    case GATE_HOLD:
        hold(stream, head, &answer);
        break;
    case GATE_HAND_OVER:
        stream->transport->hand_over(stream, head, &answer);
        break;
    }
}

void gate_stream_start(GateStream *stream, const GateHead *head) {
    stream->route = gate_stream_find_route(stream->worker, head);
    take_turn(stream, head, GATE_TURN_FIRST);
}

bool gate_stream_is_held(const GateStream *stream) {
    return stream->is_held;
}

/* A turn may end its stream or hold it for the same key again: the list is detached first. */
static void give_turns(GateHoldLink *list, GateWorker *worker, GateTurn turn) {
    GateHoldLink *link;
    while ((link = gate_hold_list_pop(list))) {
        GateStream *stream = (GateStream *)link;
        gate_count(&worker->stats.fired, 1);
        take_turn(stream, stream->kept_head, turn);
    }
}

void gate_stream_fire(GateWorker *worker, uint64_t key) {
    GateHoldLink list;
    gate_holds_take(&worker->holds, key, &list);
    give_turns(&list, worker, GATE_TURN_FIRED);
}

void gate_stream_fire_all(GateWorker *worker) {
    GateHoldLink list;
    gate_holds_take_all(&worker->holds, &list);
    give_turns(&list, worker, GATE_TURN_MISSED);
}

void gate_stream_stop(GateStream *stream) {
    take_turn(stream, stream->kept_head, GATE_TURN_STOPPING);
}

/* ---- output ---- */

void gate_stream_take_source(GateStream *stream, GateAnswer *answer, const HttpAnswerPlan *plan) {
    if (plan->length > 0) {
        stream->body = g_steal_pointer(&answer->take_body);
        stream->file = stream->body ? NULL : g_steal_pointer(&answer->take_file);
        stream->body_at = plan->offset + (stream->file ? answer->file_offset : 0);
        stream->body_end = stream->body_at + plan->length;
    }
    gate_stream_drop_answer(answer);
}

void gate_stream_count_body(GateStream *stream, uint64_t n) {
    stream->body_at += n;
    stream->body_sent += n;
    gate_count(&stream->worker->stats.body_bytes, n);
}

static bool is_file_turn(const GateStream *stream, size_t head_left) {
    return stream->file && head_left == 0;
}

/* One system call: what is left of the head together with the body in memory, or a piece of the
 * file. Returns as the channel does; *ret_head_used says how much of the head went. */
static ssize_t send_piece(GateStream *stream, GateChannel *channel, const uint8_t *head,
                          size_t head_left, size_t *ret_head_used) {
    uint64_t body_left = MIN(stream->body_end - stream->body_at, GATE_TURN_BYTES);
    *ret_head_used = 0;
    if (is_file_turn(stream, head_left)) {
        ssize_t n = gate_channel_send_file(channel, stream->file->fd, stream->body_at, body_left,
                                           stream->worker->record);
        if (n > 0)
            gate_stream_count_body(stream, (uint64_t)n);
        return n;
    }
    struct iovec parts[2] = {{(void *)head, head_left}};
    int n_parts = head_left > 0;
    if (stream->body && body_left > 0)
        parts[n_parts++] =
            (struct iovec){(void *)(stream->body->bytes + stream->body_at), body_left};
    GateChannelFollow follow = stream->file ? GATE_CHANNEL_MORE : GATE_CHANNEL_LAST;
    ssize_t n = gate_channel_write(channel, parts, n_parts, follow, stream->worker->record);
    if (n > 0) {
        *ret_head_used = MIN((size_t)n, head_left);
        gate_stream_count_body(stream, (uint64_t)n - *ret_head_used);
    }
    return n;
}

static GateOutput push(GateStream *stream, GateChannel *channel, const uint8_t *head,
                       size_t head_left, size_t *ret_head_sent) {
    size_t head_sent = 0;
    uint64_t turn_end = stream->body_at + GATE_TURN_BYTES;
    GateOutput output = GATE_OUTPUT_DONE;
    while (head_sent < head_left || stream->body_at < stream->body_end) {
        size_t used;
        if (stream->body_at >= turn_end) {
            output = GATE_OUTPUT_LATER;
            break;
        }
        ssize_t n = send_piece(stream, channel, head + head_sent, head_left - head_sent, &used);
        head_sent += used;
        if (n == GATE_CHANNEL_AGAIN || n == GATE_CHANNEL_BROKEN) {
            output = n == GATE_CHANNEL_AGAIN ? GATE_OUTPUT_WAIT : GATE_OUTPUT_BROKEN;
            break;
        }
    }
    *ret_head_sent = head_sent;
    return output;
}

GateOutput gate_stream_begin_output(GateStream *stream, GateChannel *channel, GateText head,
                                    GateAnswer *answer, const HttpAnswerPlan *plan) {
    gate_stream_take_source(stream, answer, plan);
    size_t sent = 0;
    GateOutput output = push(stream, channel, (const uint8_t *)head.at, head.length, &sent);
    if (output == GATE_OUTPUT_WAIT)
        gate_bytes_append(&stream->head, head.at + sent, head.length - sent);
    return output;
}

GateOutput gate_stream_continue_output(GateStream *stream, GateChannel *channel,
                                       bool *ret_progress) {
    size_t head_left = gate_bytes_length(&stream->head), head_sent = 0;
    uint64_t body_at = stream->body_at;
    GateOutput output =
        push(stream, channel, head_left > 0 ? gate_bytes_first(&stream->head) : NULL, head_left,
             &head_sent);
    if (head_sent > 0)
        gate_bytes_consume(&stream->head, head_sent);
    *ret_progress = head_sent > 0 || stream->body_at > body_at;
    return output;
}
