/* Loaded before the C library: writes down, in the order in which they happen, what a program asks of the disk and when it answers.
   SYNCS_LOG names the file it writes to. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static void note(const char *call, const char *path) {
    static int log = -1;
    static ssize_t (*really_write)(int, const void *, size_t);
    if (log < 0) {
        const char *name = getenv("SYNCS_LOG");
        log = name ? open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
        really_write = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    }
    char line[PATH_MAX + 32];
    int length = snprintf(line, sizeof line, "%s %s\n", call, path);
    if (log >= 0 && really_write(log, line, (size_t)length) < 0) abort();
}

static void note_file(const char *call, int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    note(file == 1 ? "answer" : call, path);
}

#define OF_FILE(result, name, call, parameters, arguments)                                                                     \
    result name parameters {                                                                                                   \
        result(*really) parameters = (result(*) parameters)dlsym(RTLD_NEXT, #name);                                            \
        result done = really arguments;                                                                                        \
        note_file(call, file);                                                                                                 \
        return done;                                                                                                           \
    }

OF_FILE(int, fsync, "sync", (int file), (file))
OF_FILE(int, fdatasync, "sync", (int file), (file))
OF_FILE(ssize_t, write, "write", (int file, const void *bytes, size_t size), (file, bytes, size))
OF_FILE(ssize_t, pwrite, "write", (int file, const void *bytes, size_t size, off_t at), (file, bytes, size, at))
OF_FILE(ssize_t, pwrite64, "write", (int file, const void *bytes, size_t size, off64_t at), (file, bytes, size, at))

#define OF_NAMES(name, parameters, arguments, path)                                                                            \
    int name parameters {                                                                                                      \
        int(*really) parameters = (int(*) parameters)dlsym(RTLD_NEXT, #name);                                                  \
        int done = really arguments;                                                                                           \
        if (done == 0) note("name", path);                                                                                     \
        return done;                                                                                                           \
    }

OF_NAMES(unlink, (const char *old), (old), old)
OF_NAMES(rename, (const char *old, const char *new), (old, new), new)
OF_NAMES(link, (const char *old, const char *new), (old, new), new)
OF_NAMES(linkat, (int at, const char *old, int to, const char *new, int flags), (at, old, to, new, flags), new)
OF_NAMES(renameat2, (int at, const char *old, int to, const char *new, unsigned flags), (at, old, to, new, flags), new)
