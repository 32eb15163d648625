#include "base/gate/gate_h2_conn.h"

void gate_h2_conn_run(GateH2 *h2) {
    GateWatch *watch = &h2->conn->watch;
    watch->on_ready(watch, 0);
}

void gate_h2_conn_run_later(GateH2 *h2) {
    if (!h2->is_running)
        gate_worker_call_later(h2->conn->worker, &h2->conn->watch);
}
