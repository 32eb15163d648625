#include "base/timer_wheel.h"

#include <stddef.h>
#include <string.h>

#define SLOT_BITS   6
#define SLOT_MASK   (TIMER_WHEEL_SLOTS - 1)
#define REACH_TICKS (INT64_C(1) << (SLOT_BITS * TIMER_WHEEL_LEVELS))

static void list_init(Timer *head) {
    head->next = head->prev = head;
}

static void list_append(Timer *head, Timer *timer) {
    timer->prev = head->prev;
    timer->next = head;
    head->prev->next = timer;
    head->prev = timer;
}

static void list_remove(Timer *timer) {
    timer->prev->next = timer->next;
    timer->next->prev = timer->prev;
    timer->next = timer->prev = NULL;
}

void timer_wheel_init(TimerWheel *wheel, int64_t now_us) {
    memset(wheel, 0, sizeof *wheel);
    for (unsigned level = 0; level < TIMER_WHEEL_LEVELS; level++)
        for (unsigned slot = 0; slot < TIMER_WHEEL_SLOTS; slot++)
            list_init(&wheel->slots[level][slot]);
    wheel->now_tick = now_us / TIMER_WHEEL_TICK_US;
}

bool timer_is_set(const Timer *timer) {
    return timer->next != NULL;
}

/* Level k holds what is due within 64^(k+1) ticks, in the slot of the k-th 6-bit digit of its tick.
 */
static void insert(TimerWheel *wheel, Timer *timer) {
    int64_t at_tick = timer->at_tick;
    int64_t farthest = wheel->now_tick + REACH_TICKS - 1;
    if (at_tick > farthest)
        at_tick = farthest; /* placed nearer; at_tick itself is kept and looked at on the way */
    int64_t delta = at_tick - wheel->now_tick;
    unsigned level = 0;
    while (level + 1 < TIMER_WHEEL_LEVELS && delta >= INT64_C(1) << (SLOT_BITS * (level + 1)))
        level++;
    unsigned slot = (unsigned)(at_tick >> (SLOT_BITS * level)) & SLOT_MASK;
    list_append(&wheel->slots[level][slot], timer);
    wheel->used[level] |= UINT64_C(1) << slot;
}

void timer_wheel_cancel(TimerWheel *wheel, Timer *timer) {
    if (!timer_is_set(timer))
        return;
    list_remove(timer);
    wheel->count--;
}

void timer_wheel_set(TimerWheel *wheel, Timer *timer, int64_t at_us, TimerFn fn) {
    timer_wheel_cancel(wheel, timer);
    int64_t at_tick = at_us / TIMER_WHEEL_TICK_US + (at_us % TIMER_WHEEL_TICK_US > 0);
    timer->at_tick = at_tick > wheel->now_tick ? at_tick : wheel->now_tick + 1;
    timer->fn = fn;
    insert(wheel, timer);
    wheel->count++;
}

/* Moves a slot's timers to a list of the caller's, which stays valid while callbacks change timers.
 */
static void take_slot(TimerWheel *wheel, unsigned level, unsigned slot, Timer *ret_list) {
    Timer *head = &wheel->slots[level][slot];
    wheel->used[level] &= ~(UINT64_C(1) << slot);
    list_init(ret_list);
    if (head->next == head)
        return;
    *ret_list = *head;
    ret_list->next->prev = ret_list;
    ret_list->prev->next = ret_list;
    list_init(head);
}

static void cascade(TimerWheel *wheel, unsigned level) {
    Timer list;
    unsigned slot = (unsigned)(wheel->now_tick >> (SLOT_BITS * level)) & SLOT_MASK;
    take_slot(wheel, level, slot, &list);
    while (list.next != &list) {
        Timer *timer = list.next;
        list_remove(timer);
        insert(wheel, timer);
    }
}

static void fire_slot(TimerWheel *wheel, void *user) {
    Timer list;
    take_slot(wheel, 0, (unsigned)wheel->now_tick & SLOT_MASK, &list);
    while (list.next != &list) {
        Timer *timer = list.next;
        list_remove(timer);
        wheel->count--;
        timer->fn(timer, user);
    }
}

static void step(TimerWheel *wheel, void *user) {
    wheel->now_tick++;
    for (unsigned level = 1; level < TIMER_WHEEL_LEVELS; level++) {
        if ((wheel->now_tick & ((INT64_C(1) << (SLOT_BITS * level)) - 1)) != 0)
            break;
        cascade(wheel, level);
    }
    fire_slot(wheel, user);
}

/* Ticks until the next slot of level 0 that may hold something, at most to the next cascade. */
static int64_t ticks_to_next(const TimerWheel *wheel) {
    unsigned position = (unsigned)wheel->now_tick & SLOT_MASK;
    uint64_t ahead = position == SLOT_MASK ? 0 : wheel->used[0] >> (position + 1);
    if (ahead != 0)
        return __builtin_ctzll(ahead) + 1;
    return TIMER_WHEEL_SLOTS - position;
}

void timer_wheel_advance(TimerWheel *wheel, int64_t now_us, void *user) {
    int64_t target = now_us / TIMER_WHEEL_TICK_US;
    while (wheel->now_tick < target) {
        if (wheel->count == 0) {
            wheel->now_tick = target;
            return;
        }
        int64_t skip = ticks_to_next(wheel) - 1;
        if (skip > target - wheel->now_tick - 1)
            skip = target - wheel->now_tick - 1;
        if (skip > 0)
            wheel->now_tick += skip;
        step(wheel, user);
    }
}

int64_t timer_wheel_wait_us(const TimerWheel *wheel, int64_t now_us) {
    if (wheel->count == 0)
        return -1;
    int64_t due_us = (wheel->now_tick + ticks_to_next(wheel)) * TIMER_WHEEL_TICK_US;
    return due_us > now_us ? due_us - now_us : 0;
}
