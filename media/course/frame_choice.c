#include "media/course/frame_choice.h"

#include "media/course/cuts.h"

struct FrameChoice {
    FrameChoiceWish wish;
    AVFrame *held; /* the last one seen */
    uint64_t n;    /* steady: the next frame */
    unsigned cut;  /* the next one; beside a copy */
    unsigned since_cut;
    int64_t last; /* time of the last one given; beside a copy */
};

static int64_t cut_of(const FrameChoice *choice, unsigned i) {
    return g_array_index(choice->wish.cuts, int64_t, i);
}

static int64_t time_of(const FrameChoice *choice, uint64_t n) {
    return cuts_frame_time(n, choice->wish.rate_num, choice->wish.rate_den);
}

FrameChoice *frame_choice_new(const FrameChoiceWish *wish) {
    FrameChoice *choice = g_new0(FrameChoice, 1);
    choice->wish = *wish;
    choice->cut = wish->segment;
    choice->last = -1;
    choice->held = av_frame_alloc();
    if (wish->keeps_each == 0) {
        int64_t begin = cut_of(choice, wish->segment);
        choice->n = (uint64_t)begin * wish->rate_num / ((uint64_t)CUTS_A_SECOND * wish->rate_den);
        while (time_of(choice, choice->n) < begin)
            choice->n++;
    }
    return choice;
}

void frame_choice_free(FrameChoice *choice) {
    if (choice == NULL)
        return;
    av_frame_free(&choice->held);
    g_free(choice);
}

static int64_t end_of(const FrameChoice *choice) {
    return cut_of(choice, choice->wish.cuts->len - 1);
}

static bool has_held(const FrameChoice *choice) {
    return choice->held->buf[0] != NULL;
}

static int give(FrameChoice *choice, AVFrame *frame, int64_t time) {
    AVFrame *copy = av_frame_clone(frame);
    if (copy == NULL)
        return AVERROR(ENOMEM);
    copy->pts = time;
    choice->last = time;
    int code = choice->wish.on_frame(copy, choice->wish.user);
    av_frame_free(&copy);
    return code;
}

/* The frame whose time is nearest: `held` until the next one is more than half a frame away. */
static int fill_steady(FrameChoice *choice, AVFrame *frame, int64_t until) {
    int64_t half = time_of(choice, 1) / 2;
    while (time_of(choice, choice->n) + half < until &&
           time_of(choice, choice->n) < end_of(choice)) {
        int code = give(choice, frame, time_of(choice, choice->n));
        if (code < 0)
            return code;
        choice->n++;
    }
    return 0;
}

static bool has_cut(const FrameChoice *choice) {
    return choice->cut + 1 < choice->wish.cuts->len;
}

/* A cut whose frame was lost is given the one before it. */
static int fill_cuts(FrameChoice *choice, AVFrame *frame, int64_t until) {
    while (has_cut(choice) && cut_of(choice, choice->cut) < until) {
        int code = give(choice, frame, cut_of(choice, choice->cut));
        if (code < 0)
            return code;
        choice->cut++;
        choice->since_cut = 1;
    }
    return 0;
}

static int put_beside(FrameChoice *choice, AVFrame *frame) {
    if (frame->pts < cut_of(choice, choice->wish.segment) || frame->pts >= end_of(choice))
        return 0;
    int code = fill_cuts(choice, has_held(choice) ? choice->held : frame, frame->pts);
    if (code < 0)
        return code;
    if (has_cut(choice) && cut_of(choice, choice->cut) == frame->pts) {
        choice->cut++;
        choice->since_cut = 0;
    }
    bool is_kept = choice->since_cut++ % choice->wish.keeps_each == 0 && frame->pts > choice->last;
    return is_kept ? give(choice, frame, frame->pts) : 0;
}

int frame_choice_put(FrameChoice *choice, AVFrame *frame) {
    int code = 0;
    if (choice->wish.keeps_each > 0)
        code = put_beside(choice, frame);
    else if (has_held(choice))
        code = fill_steady(choice, choice->held, frame->pts);
    av_frame_unref(choice->held);
    return code < 0 ? code : av_frame_ref(choice->held, frame);
}

int frame_choice_end(FrameChoice *choice) {
    if (!has_held(choice))
        return 0;
    return choice->wish.keeps_each > 0 ? fill_cuts(choice, choice->held, end_of(choice))
                                       : fill_steady(choice, choice->held, INT64_MAX);
}
