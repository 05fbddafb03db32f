/*
 * One member of a Corosync process group, measured as `cohort bench` measures one of a Cohort group.
 *
 * usage: cpg_bench throughput|latency send|receive SIZE OUTSTANDING MEMBERS WARM_UP_MS MEASURE_MS
 *
 * Joins the group and waits until it has MEMBERS members. A sender then sends agreed messages of SIZE bytes, at most
 * OUTSTANDING of them on their way to itself. After the warm-up everything counts for the time given; then one line of
 * JSON tells what came of it: deliveries at this member, and the times from send to own delivery. It goes on sending
 * after that, so that the others are measured under the same load, until its standard input ends.
 */
#include <corosync/cpg.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MOST_LATENCIES (1 << 22)
#define BUSY_WAIT_MS 1
#define IDLE_WAIT_MS 100
#define PATIENCE_MS 20000

static size_t members_present;
static uint32_t own_node, own_process;
static long under_way, deliveries;
static int times_are_kept;
static uint32_t *latencies;
static size_t latency_count;

static int64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void fail(const char *what, int code)
{
    fprintf(stderr, "cpg_bench: %s: error %d\n", what, code);
    exit(1);
}

static void on_delivery(cpg_handle_t handle, const struct cpg_name *group, uint32_t node, uint32_t process,
                        void *message, size_t size)
{
    (void)handle, (void)group;
    deliveries++;
    if (node != own_node || process != own_process)
        return;
    under_way--;
    if (times_are_kept && latency_count < MOST_LATENCIES && size >= sizeof(int64_t)) {
        int64_t sent;
        memcpy(&sent, message, sizeof sent);
        latencies[latency_count++] = (uint32_t)(now_ns() - sent);
    }
}

static void on_change(cpg_handle_t handle, const struct cpg_name *group, const struct cpg_address *members,
                      size_t member_count, const struct cpg_address *left, size_t left_count,
                      const struct cpg_address *joined, size_t joined_count)
{
    (void)handle, (void)group, (void)members, (void)left, (void)left_count, (void)joined, (void)joined_count;
    members_present = member_count;
}

static void dispatch(cpg_handle_t handle)
{
    cs_error_t error = cpg_dispatch(handle, CS_DISPATCH_ALL);
    if (error != CS_OK && error != CS_ERR_TRY_AGAIN)
        fail("cpg_dispatch", error);
}

static cpg_handle_t join(const char *name)
{
    static cpg_model_v1_data_t callbacks = {.cpg_deliver_fn = on_delivery, .cpg_confchg_fn = on_change};
    struct cpg_name group = {.length = strlen(name)};
    cpg_handle_t handle;
    cs_error_t error;

    memcpy(group.value, name, group.length);
    for (int64_t end = now_ns() + PATIENCE_MS * INT64_C(1000000); ; usleep(20000)) {
        error = cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t *)&callbacks, NULL);
        if (error == CS_OK)
            break;
        if (now_ns() > end)
            fail("cpg_model_initialize", error);
    }
    while ((error = cpg_join(handle, &group)) == CS_ERR_TRY_AGAIN)
        usleep(20000);
    if (error != CS_OK)
        fail("cpg_join", error);
    if ((error = cpg_local_get(handle, &own_node)) != CS_OK)
        fail("cpg_local_get", error);
    own_process = (uint32_t)getpid();
    return handle;
}

/* Sends until enough is under way, or the daemon wants no more for now. */
static void send_some(cpg_handle_t handle, char *payload, size_t size, long outstanding)
{
    struct iovec part = {.iov_base = payload, .iov_len = size};

    while (under_way < outstanding) {
        int64_t sent = now_ns();
        memcpy(payload, &sent, sizeof sent);
        cs_error_t error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &part, 1);
        if (error == CS_ERR_TRY_AGAIN)
            return;
        if (error != CS_OK)
            fail("cpg_mcast_joined", error);
        under_way++;
    }
}

static int compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static double percentile_us(double share)
{
    size_t rank = (size_t)(share * (double)latency_count);
    return latencies[rank < latency_count ? rank : latency_count - 1] / 1e3;
}

static void report(long counted, int64_t elapsed_ns)
{
    printf("{\"deliveries\":%ld,\"seconds\":%.6f", counted, (double)elapsed_ns / 1e9);
    if (latency_count > 0) {
        qsort(latencies, latency_count, sizeof *latencies, compare);
        printf(",\"p50Us\":%.3f,\"p99Us\":%.3f", percentile_us(0.5), percentile_us(0.99));
    }
    printf("}\n");
    fflush(stdout);
}

static long number(const char *text)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < 0)
        fail("not a number on the command line", EINVAL);
    return value;
}

int main(int count, char **words)
{
    if (count != 8)
        fail("usage: cpg_bench throughput|latency send|receive SIZE OUTSTANDING MEMBERS WARM_UP_MS MEASURE_MS", EINVAL);
    int keeps_times = strcmp(words[1], "latency") == 0, sends = strcmp(words[2], "send") == 0;
    size_t size = (size_t)number(words[3]), members = (size_t)number(words[5]);
    long outstanding = number(words[4]);
    int64_t warm_up = number(words[6]) * 1000000, length = number(words[7]) * 1000000;
    char *payload = calloc(1, size < sizeof(int64_t) ? sizeof(int64_t) : size);
    latencies = malloc(MOST_LATENCIES * sizeof *latencies);
    if (payload == NULL || latencies == NULL)
        fail("malloc", ENOMEM);

    cpg_handle_t handle = join("cohort-compare");
    struct pollfd events[2] = {{.events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    if (cpg_fd_get(handle, &events[0].fd) != CS_OK)
        fail("cpg_fd_get", errno);

    int64_t whole_at = 0, from = 0;
    long counted_before = 0;
    int reported = 0;
    while (events[1].revents == 0) {
        int64_t now = now_ns();
        if (whole_at == 0 && members_present == members)
            whole_at = now;
        if (from == 0 && whole_at != 0 && now >= whole_at + warm_up) {
            from = now;
            counted_before = deliveries;
            times_are_kept = keeps_times && sends;
        }
        if (!reported && from != 0 && now >= from + length) {
            times_are_kept = 0;
            report(deliveries - counted_before, now - from);
            reported = 1;
        }
        if (sends && whole_at != 0)
            send_some(handle, payload, size, outstanding);
        /* With room left it was the daemon that wanted no more: it says by no event when it does again. */
        int is_refused = sends && whole_at != 0 && under_way < outstanding;
        poll(events, 2, is_refused ? BUSY_WAIT_MS : IDLE_WAIT_MS);
        dispatch(handle);
    }
    cpg_finalize(handle);
    return 0;
}
