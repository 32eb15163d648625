#include "fault_vfs.h"

#include <stdatomic.h>
#include <stddef.h>

#include <glib.h>
#include <sqlite3.h>

static atomic_int current_fault;
static atomic_uint n_syncs;

/* The real file follows in memory; its methods are called with it, but for those that fail. */
typedef struct FaultFile {
    sqlite3_file base;
    sqlite3_file *real;
} FaultFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs fault_vfs;

static sqlite3_file *real(sqlite3_file *file) {
    return ((FaultFile *)file)->real;
}

static int f_close(sqlite3_file *file) {
    return real(file)->pMethods->xClose(real(file));
}

static int f_read(sqlite3_file *file, void *bytes, int n, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), bytes, n, offset);
}

static int f_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset) {
    int fault = atomic_load(&current_fault);
    if (fault == FAULT_WRITE)
        return SQLITE_IOERR_WRITE;
    if (fault == FAULT_FULL)
        return SQLITE_FULL;
    return real(file)->pMethods->xWrite(real(file), bytes, n, offset);
}

static int f_truncate(sqlite3_file *file, sqlite3_int64 size) {
    return real(file)->pMethods->xTruncate(real(file), size);
}

static int f_sync(sqlite3_file *file, int flags) {
    atomic_fetch_add(&n_syncs, 1);
    if (atomic_load(&current_fault) == FAULT_SYNC)
        return SQLITE_IOERR_FSYNC;
    return real(file)->pMethods->xSync(real(file), flags);
}

static int f_file_size(sqlite3_file *file, sqlite3_int64 *size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int f_lock(sqlite3_file *file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}

static int f_unlock(sqlite3_file *file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}

static int f_check_lock(sqlite3_file *file, int *result) {
    return real(file)->pMethods->xCheckReservedLock(real(file), result);
}

static int f_control(sqlite3_file *file, int op, void *argument) {
    return real(file)->pMethods->xFileControl(real(file), op, argument);
}

static int f_sector_size(sqlite3_file *file) {
    return real(file)->pMethods->xSectorSize(real(file));
}

static int f_characteristics(sqlite3_file *file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int f_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}

static int f_shm_lock(sqlite3_file *file, int offset, int n, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}

static void f_shm_barrier(sqlite3_file *file) {
    real(file)->pMethods->xShmBarrier(real(file));
}

static int f_shm_unmap(sqlite3_file *file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 2,
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_file_size,
    .xLock = f_lock,
    .xUnlock = f_unlock,
    .xCheckReservedLock = f_check_lock,
    .xFileControl = f_control,
    .xSectorSize = f_sector_size,
    .xDeviceCharacteristics = f_characteristics,
    .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock,
    .xShmBarrier = f_shm_barrier,
    .xShmUnmap = f_shm_unmap,
};

static int v_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                  int *ret_flags) {
    FaultFile *fault_file = (FaultFile *)file;
    fault_file->real = (sqlite3_file *)(fault_file + 1);
    int rc = real_vfs->xOpen(real_vfs, name, fault_file->real, flags, ret_flags);
    fault_file->base.pMethods = fault_file->real->pMethods ? &METHODS : NULL;
    return rc;
}

void fault_vfs_install(void) {
    real_vfs = sqlite3_vfs_find(NULL);
    fault_vfs = *real_vfs;
    fault_vfs.zName = "fault";
    fault_vfs.szOsFile = (int)sizeof(FaultFile) + real_vfs->szOsFile;
    fault_vfs.xOpen = v_open;
    int rc = sqlite3_vfs_register(&fault_vfs, 1);
    g_assert_cmpint(rc, ==, SQLITE_OK);
}

void fault_vfs_set(Fault fault) {
    atomic_store(&current_fault, (int)fault);
}

unsigned fault_vfs_n_syncs(void) {
    return atomic_load(&n_syncs);
}
