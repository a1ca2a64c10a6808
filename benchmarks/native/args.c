#include "args.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void usage(const struct arg *table, const char *program, const char *complaint)
{
    fprintf(stderr, "%s: %s\nusage: %s [name=value ...]\n", program, complaint, program);
    for (; table->name; table++)
        fprintf(stderr, "  %-12s %s\n", table->name, table->help);
    exit(2);
}

static int set(const struct arg *arg, const char *text)
{
    char *end = "";
    struct in_addr ip;
    switch (arg->kind) {
    case ARG_INT: *(int *)arg->at = (int)strtol(text, &end, 10); return *text && !*end;
    case ARG_REAL: *(double *)arg->at = strtod(text, &end); return *text && !*end;
    case ARG_TEXT: *(const char **)arg->at = text; return 1;
    case ARG_IP4:
        if (!inet_aton(text, &ip)) return 0;
        *(uint32_t *)arg->at = ntohl(ip.s_addr);
        return 1;
    }
    return 0;
}

void args_read(const struct arg *table, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *equals = strchr(argv[i], '=');
        const struct arg *arg = table;
        if (!equals) usage(table, argv[0], argv[i]);
        size_t length = (size_t)(equals - argv[i]);
        while (arg->name && (strlen(arg->name) != length || strncmp(arg->name, argv[i], length))) arg++;
        if (!arg->name || !set(arg, equals + 1)) usage(table, argv[0], argv[i]);
    }
}
