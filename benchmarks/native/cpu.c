#include "cpu.h"

#include "flows.h"
#include "net.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

uint64_t own_cpu_ns(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

/* The number after `word` in a file; the first one at all if there is no word. */
static uint64_t number_in(const char *path, const char *word)
{
    char text[4096];
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    const char *at = word ? strstr(text, word) : text;
    return at ? strtoull(at + (word ? strlen(word) : 0), 0, 10) : 0;
}

/* Version 1 counts in ns, version 2 in us. */
static uint64_t group_ns(void)
{
    char path[512];
    snprintf(path, sizeof path, "%s/cpuacct.usage", options.cgroup);
    uint64_t ns = number_in(path, 0);
    if (ns) return ns;
    snprintf(path, sizeof path, "%s/cpu.stat", options.cgroup);
    return 1000 * number_in(path, "usage_usec ");
}

static uint64_t process_ns(long pid)
{
    char path[320];
    uint64_t sum = 0;
    snprintf(path, sizeof path, "/proc/%ld/task", pid);
    DIR *tasks = opendir(path);
    for (struct dirent *task; tasks && (task = readdir(tasks));) {
        if (*task->d_name == '.') continue;
        snprintf(path, sizeof path, "/proc/%ld/task/%.16s/schedstat", pid, task->d_name);
        sum += number_in(path, 0);
    }
    if (tasks) closedir(tasks);
    return sum;
}

uint64_t relay_cpu_ns(void)
{
    uint64_t sum = 0;
    if (options.cgroup) sum = group_ns();
    else if (options.pids)
        for (const char *at = options.pids; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : 0) sum += process_ns(atol(at));
    else return 0;
    if (!sum) {
        fprintf(stderr, "the relay's processor time cannot be read: has it ended?\n");
        exit(1);
    }
    return sum;
}

int64_t relay_idle_ns(void)
{
    char line[512], name[24];
    unsigned long idle = 0, waiting = 0;
    bool found = false;
    if (options.relay_cpu < 0) return -1;
    FILE *file = fopen("/proc/stat", "r");
    if (!file) return -1;
    int length = snprintf(name, sizeof name, "cpu%d ", options.relay_cpu);
    while (!found && fgets(line, sizeof line, file))
        found = !strncmp(line, name, (size_t)length) && sscanf(line, "%*s %*u %*u %*u %lu %lu", &idle, &waiting) == 2;
    fclose(file);
    return found ? (int64_t)((idle + waiting) * (1000000000ul / (unsigned long)sysconf(_SC_CLK_TCK))) : -1;
}
