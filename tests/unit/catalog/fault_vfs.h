/* SQLite's file system with switchable faults, as the process's default. */
#pragma once

typedef enum Fault { FAULT_NONE, FAULT_SYNC, FAULT_WRITE, FAULT_FULL } Fault;

/* Once, before any database is opened. */
void fault_vfs_install(void);

/* From now on, in all threads: fsync fails, a write fails, the disk is full. */
void fault_vfs_set(Fault fault);

/* How often fsync was called. */
unsigned fault_vfs_n_syncs(void);
