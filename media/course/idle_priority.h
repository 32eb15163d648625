/* A preparation takes only what nobody else wants: a running meeting must not lose a frame to it.
 */
#pragma once

/* nice 19, SCHED_IDLE and the idle class of the disk, for this process and its children. What the
 * system refuses is left. */
void idle_priority_take(void);
