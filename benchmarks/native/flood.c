#include "flood.h"

#include "cpu.h"
#include "flows.h"
#include "net.h"
#include "receiver.h"
#include "sender.h"

#include <math.h>
#include <stdio.h>

/* How often the sender looks at what came back; the receive buffers hold far more. */
#define LOOK_NS 50000u
/* The queues on the way count as empty when nothing came for so long; longer than SETTLE_NS is not waited. */
#define QUIET_NS 100000000u
#define SETTLE_NS 3000000000u
#define LEAST_RATE 1000.0
#define SEARCH_STEPS 7
#define SEARCH_PRECISION 1.03
/* Below this share of the wanted rate, the generator itself is the limit. */
#define OFFERED 0.97

/* What the books said at one moment. */
struct mark {
    uint64_t at_ns, relay_ns, own_ns;
    int64_t idle_ns;
    struct tally tally;
};

struct outcome {
    /* `busy` is the relay's part of the time, `idle` that which its processor had left; 1 if that is not known. */
    double seconds, sent_rate, received_rate, loss, relay_ns, own_ns, busy, idle, longest_gap_ms;
    uint64_t begin_ns, end_ns, sent;
    int64_t lost;
};

static struct mark mark_now(void)
{
    return (struct mark){ now_ns(), relay_cpu_ns(), own_cpu_ns(), relay_idle_ns(), flows_total() };
}

static uint64_t positions[2];

static void send_due(int datagrams)
{
    if (!options.both) {
        sender_send(&camp_a, datagrams, &positions[0]);
        return;
    }
    sender_send(&camp_a, (datagrams + 1) / 2, &positions[0]);
    sender_send(&camp_b, (datagrams + 1) / 2, &positions[1]);
}

/* Sends at this rate (0: as fast as it goes) until then. */
static void send_until(uint64_t end_ns, double rate)
{
    uint64_t begin_ns = now_ns(), begin_sent = flows_total().sent, look_ns = 0;
    uint64_t most = (uint64_t)options.batch * (uint64_t)options.train;
    for (uint64_t now = begin_ns; now < end_ns; now = now_ns()) {
        uint64_t due = most;
        if (rate > 0) {
            uint64_t wanted = (uint64_t)((double)(now - begin_ns) * 1e-9 * rate), sent = flows_total().sent - begin_sent;
            due = wanted > sent ? wanted - sent : 0;
            if (due > most) due = most;
        }
        if (due >= (uint64_t)options.train) send_due((int)due);
        if (now >= look_ns) {
            receive_all();
            look_ns = now + LOOK_NS;
        }
    }
}

static void settle(void)
{
    uint64_t begin_ns = now_ns(), last_ns = begin_ns, before = flows_total().received;
    for (uint64_t now = begin_ns; now - last_ns < QUIET_NS && now - begin_ns < SETTLE_NS; now = now_ns()) {
        receive_all();
        if (flows_total().received != before) last_ns = now;
        before = flows_total().received;
    }
}

static struct outcome flood(double rate, double warm)
{
    struct tally before = flows_total();
    send_until(now_ns() + (uint64_t)(warm * 1e9), rate);
    struct mark begin = mark_now();
    receiver_begin_gaps();
    send_until(begin.at_ns + (uint64_t)(options.seconds * 1e9), rate);
    uint64_t gap_ns = receiver_longest_gap_ns();
    struct mark end = mark_now();
    settle();
    struct tally after = flows_total();

    /* Loss is that of the whole run, its warm-up included: at the edges of the window, datagrams are under way. */
    double sent = (double)(end.tally.sent - begin.tally.sent), received = (double)(end.tally.received - begin.tally.received);
    double all = (double)(after.sent - before.sent), lost = all - (double)(after.received - before.received);
    double ns = (double)(end.at_ns - begin.at_ns), relay = (double)(end.relay_ns - begin.relay_ns);
    return (struct outcome){
        .seconds = ns * 1e-9,
        .sent_rate = sent / ns * 1e9,
        .received_rate = received / ns * 1e9,
        .loss = all > 0 ? lost / all : 0,
        .relay_ns = received > 0 ? relay / received : 0,
        .own_ns = received > 0 ? (double)(end.own_ns - begin.own_ns) / received : 0,
        .busy = relay / ns,
        .idle = begin.idle_ns < 0 ? 1 : (double)(end.idle_ns - begin.idle_ns) / ns,
        .longest_gap_ms = (double)gap_ns * 1e-6,
        .begin_ns = begin.at_ns,
        .end_ns = end.at_ns,
        .sent = after.sent - before.sent,
        .lost = (int64_t)lost,
    };
}

static void print(const char *mode, struct outcome o)
{
    struct tally t = flows_total();
    printf("{\"mode\":\"%s\",\"flows\":%d,\"size\":%d,\"train\":%d,\"gro\":%d,\"seconds\":%.3f,\"sent_per_s\":%.0f,"
           "\"received_per_s\":%.0f,\"loss\":%.6f,\"relay_ns\":%.1f,\"generator_ns\":%.1f,\"relay_busy\":%.3f,\"cpu_idle\":%.3f,"
           "\"longest_gap_ms\":%.2f,\"begin_ns\":%lu,\"end_ns\":%lu,\"sent\":%lu,\"lost\":%ld,"
           "\"duplicates\":%lu,\"late\":%lu,\"wrong_size\":%lu,\"altered\":%lu,\"foreign\":%lu}\n",
           mode, options.flows, options.size, options.train, options.gro, o.seconds, o.sent_rate, o.received_rate, o.loss,
           o.relay_ns, o.own_ns, o.busy, o.idle, o.longest_gap_ms, o.begin_ns, o.end_ns, o.sent, o.lost, t.duplicates, t.late,
           t.wrong_size, t.altered, t.foreign);
}

void run_flood(void)
{
    print("flood", flood(options.rate, options.warm));
}

/* The highest rate with no more than the allowed loss, halving the gap between what works and what does not. What a relay delivers
 * under overload bounds nothing, as some collapse there: it only gives the first guess. */
void run_search(void)
{
    struct outcome overload = flood(0, options.warm), best = { 0 };
    double works = LEAST_RATE, fails = overload.sent_rate * SEARCH_PRECISION;
    double guess = overload.received_rate > works ? overload.received_rate * 0.95 : sqrt(works * fails);
    for (int step = 0; step < SEARCH_STEPS && fails / works > SEARCH_PRECISION; step++) {
        struct outcome tried = flood(guess, 0.1);
        if (tried.loss <= options.loss && tried.sent_rate >= guess * OFFERED) {
            best = tried;
            works = guess;
        } else {
            fails = guess;
        }
        guess = sqrt(works * fails);
    }
    print("search", best);
}
