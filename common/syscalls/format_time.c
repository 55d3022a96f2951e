// SPDX-License-Identifier: Apache-2.0
// Times, intervals and timers.
#include <errno.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define KERNEL_CLOCK_TICKS     100 // USER_HZ
#define KERNEL_RESTART_BLOCKED 516

static bool print_date(struct printer *p, int64_t seconds, uint64_t part, int digits)
{
	struct tm broken;
	char text[64], zone[16];
	time_t time = (time_t)seconds;
	if ((!seconds && !part) || !localtime_r(&time, &broken) || !strftime(text, sizeof(text), "%FT%T", &broken))
		return false;
	print_text(p, text);
	if (part)
		print_format(p, ".%0*llu", digits, (unsigned long long)part);
	if (strftime(zone, sizeof(zone), "%z", &broken))
		print_text(p, zone);
	return true;
}

void print_time_comment(struct printer *p, int64_t seconds, uint64_t part, int digits)
{
	size_t before = p->out->len;
	print_text(p, " /* ");
	if (print_date(p, seconds, part, digits))
		print_text(p, " */");
	else if (!p->out->failed)
		p->out->len = before;
}

void print_timespec(struct printer *p, int64_t seconds, int64_t ns)
{
	print_format(p, "{tv_sec=%lld, tv_nsec=%lld}", (long long)seconds, (long long)ns);
}

void print_timeval(struct printer *p, int64_t seconds, int64_t us)
{
	print_format(p, "{tv_sec=%lld, tv_usec=%lld}", (long long)seconds, (long long)us);
}

void format_timespec(struct printer *p, unsigned arg)
{
	int64_t time[2];
	if (argument_or_pointer(p, arg, time, sizeof(time)))
		print_timespec(p, time[0], time[1]);
}

// Filled only when a signal cut the sleep short.
void format_remaining(struct printer *p, unsigned arg)
{
	int64_t time[2];
	bool interrupted = p->event->ret == -EINTR || p->event->ret == -KERNEL_RESTART_BLOCKED;
	if (interrupted && argument_struct(p, arg, time, sizeof(time)))
		print_timespec(p, time[0], time[1]);
	else
		print_pointer(p, arg_value(p, arg));
}

static void print_file_time(struct printer *p, int64_t seconds, int64_t ns)
{
	if (ns == UTIME_NOW) {
		print_text(p, "UTIME_NOW");
	} else if (ns == UTIME_OMIT) {
		print_text(p, "UTIME_OMIT");
	} else {
		print_timespec(p, seconds, ns);
		print_time_comment(p, seconds, (uint64_t)ns, 9);
	}
}

void format_timespec_pair(struct printer *p, unsigned arg)
{
	int64_t times[4];
	if (!argument_or_pointer(p, arg, times, sizeof(times)))
		return;
	print_text(p, "[");
	print_file_time(p, times[0], times[1]);
	print_text(p, ", ");
	print_file_time(p, times[2], times[3]);
	print_text(p, "]");
}

void format_timeval(struct printer *p, unsigned arg)
{
	int64_t time[2];
	if (argument_or_pointer(p, arg, time, sizeof(time)))
		print_timeval(p, time[0], time[1]);
}

void format_timeval_pair(struct printer *p, unsigned arg)
{
	int64_t times[4];
	if (!argument_or_pointer(p, arg, times, sizeof(times)))
		return;
	print_text(p, "[");
	for (int i = 0; i < 4; i += 2) {
		if (i)
			print_text(p, ", ");
		print_timeval(p, times[i], times[i + 1]);
		print_time_comment(p, times[i], (uint64_t)times[i + 1], 6);
	}
	print_text(p, "]");
}

void format_timezone(struct printer *p, unsigned arg)
{
	int zone[2];
	if (argument_or_pointer(p, arg, zone, sizeof(zone)))
		print_format(p, "{tz_minuteswest=%d, tz_dsttime=%d}", zone[0], zone[1]);
}

static void print_interval(struct printer *p, unsigned arg, void (*print)(struct printer *, int64_t, int64_t))
{
	int64_t times[4];
	if (!argument_or_pointer(p, arg, times, sizeof(times)))
		return;
	print_text(p, "{it_interval=");
	print(p, times[0], times[1]);
	print_text(p, ", it_value=");
	print(p, times[2], times[3]);
	print_text(p, "}");
}

void format_itimerval(struct printer *p, unsigned arg)
{
	print_interval(p, arg, print_timeval);
}

void format_itimerspec(struct printer *p, unsigned arg)
{
	print_interval(p, arg, print_timespec);
}

void format_utimbuf(struct printer *p, unsigned arg)
{
	int64_t times[2];
	if (!argument_or_pointer(p, arg, times, sizeof(times)))
		return;
	print_format(p, "{actime=%lld", (long long)times[0]);
	print_time_comment(p, times[0], 0, 0);
	print_format(p, ", modtime=%lld", (long long)times[1]);
	print_time_comment(p, times[1], 0, 0);
	print_text(p, "}");
}

void format_time_ptr(struct printer *p, unsigned arg)
{
	int64_t time;
	if (!argument_or_pointer(p, arg, &time, sizeof(time)))
		return;
	print_format(p, "[%lld", (long long)time);
	print_time_comment(p, time, 0, 0);
	print_text(p, "]");
}

void result_time(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
	size_t before = p->out->len;
	print_text(p, " (");
	if (print_date(p, p->event->ret, 0, 0))
		print_text(p, ")");
	else if (!p->out->failed)
		p->out->len = before;
}

void format_tms(struct printer *p, unsigned arg)
{
	static const char *const names[] = {"{tms_utime=", ", tms_stime=", ", tms_cutime=", ", tms_cstime="};
	int64_t ticks[4];
	if (!argument_or_pointer(p, arg, ticks, sizeof(ticks)))
		return;
	for (int i = 0; i < 4; i++) {
		print_format(p, "%s%lld", names[i], (long long)ticks[i]);
		if (ticks[i])
			print_format(p, " /* %.2f s */", (double)ticks[i] / KERNEL_CLOCK_TICKS);
	}
	print_text(p, "}");
}

void format_timex(struct printer *p, unsigned arg)
{
	struct timex t;
	if (!argument_or_pointer(p, arg, &t, sizeof(t)))
		return;
	print_text(p, "{modes=");
	print_bits(p, &constants_adjtimex_modes, t.modes);
	print_format(p, ", offset=%ld, freq=%ld, maxerror=%ld, esterror=%ld, status=", t.offset, t.freq, t.maxerror,
		     t.esterror);
	print_bits(p, &constants_adjtimex_status, (uint32_t)t.status);
	print_format(p, ", constant=%ld, precision=%ld, tolerance=%ld, time=", t.constant, t.precision, t.tolerance);
	print_timeval(p, t.time.tv_sec, t.time.tv_usec);
	print_format(p, ", tick=%ld, ppsfreq=%ld, jitter=%ld, shift=%d, stabil=%ld, jitcnt=%ld, calcnt=%ld, errcnt=%ld",
		     t.tick, t.ppsfreq, t.jitter, t.shift, t.stabil, t.jitcnt, t.calcnt, t.errcnt);
	print_format(p, ", stbcnt=%ld, tai=%d}", t.stbcnt, t.tai);
}

void result_adjtimex(struct printer *p)
{
	const char *name = constant_name(&constants_adjtimex_states, (uint64_t)p->event->ret);
	print_format(p, "%lld", (long long)p->event->ret);
	if (name)
		print_format(p, " (%s)", name);
}
