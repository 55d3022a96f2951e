// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <net/if.h>
#include <sys/ioctl.h>
#include <termios.h>

START_TEST(a_terminal_s_settings_read_as_their_flags)
{
	struct built built;
	uint32_t settings[9] = {0x500, 0x5, 0xbf, 0x8a3b};
	built_call(&built, "ioctl", 0);
	built_args(&built, 0, TCGETS, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, settings, sizeof(settings));
	built_reads(&built, "ioctl(0, TCGETS, {c_iflag=ICRNL|IXON, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, "
			    "c_cflag=B38400|CS8|CREAD, "
			    "c_lflag=ISIG|ICANON|ECHO|ECHOE|ECHOK|IEXTEN|ECHOCTL|ECHOKE, ...}) = 0");
	built.record.ret = -25;
	built_reads(&built, "ioctl(0, TCGETS, 0x1000) = -1 ENOTTY (Inappropriate ioctl for device)");
}
END_TEST

START_TEST(windows_numbers_and_interfaces_are_shown)
{
	struct built built;
	struct winsize window = {24, 80, 0, 0};
	built_call(&built, "ioctl", 0);
	built_args(&built, 0, TIOCGWINSZ, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, &window, sizeof(window));
	built_reads(&built, "ioctl(0, TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=0, ws_ypixel=0}) = 0");
	int bytes[10] = {7};
	built_call(&built, "ioctl", 0);
	built_args(&built, 0, FIONREAD, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, bytes, sizeof(bytes));
	built_reads(&built, "ioctl(0, FIONREAD, [7]) = 0");
	struct ifreq request = {.ifr_name = "lo", .ifr_ifindex = 1};
	built_call(&built, "ioctl", 0);
	built_args(&built, 0, 0x8933, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, &request, sizeof(request));
	built_reads(&built, "ioctl(0, SIOCGIFINDEX, {ifr_name=\"lo\", ifr_ifindex=1}) = 0");
}
END_TEST

START_TEST(what_was_given_and_what_came_back_are_one_struct)
{
	struct built built;
	uint64_t given[4] = {0x1000, 0x2000, 1, 0}, answer[4] = {0x1000, 0x2000, 1, 0xc};
	built_call(&built, "ioctl", 0);
	built_args(&built, 3, 0xc020aa00, 0x5000, 0, 0, 0);
	built_piece(&built, 2, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, given, sizeof(given));
	built_bytes(&built, 2, answer, sizeof(answer));
	built_reads(&built,
		    "ioctl(3, UFFDIO_REGISTER, {range={start=0x1000, len=0x2000}, mode=UFFDIO_REGISTER_MODE_MISSING, "
		    "ioctls=1<<_UFFDIO_WAKE|1<<_UFFDIO_COPY}) = 0");
	built.record.ret = -22;
	built_reads(&built, "ioctl(3, UFFDIO_REGISTER, {range={start=0x1000, len=0x2000}, "
			    "mode=UFFDIO_REGISTER_MODE_MISSING}) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(requests_with_a_length_show_it)
{
	struct built built;
	built_call(&built, "ioctl", 0);
	built_args(&built, 3, _IOC(_IOC_READ, 'E', 6, 256), 0x10, 0, 0, 0);
	built_reads(&built, "ioctl(3, EVIOCGNAME(256), 0x10) = 0");
	built_args(&built, 3, 0x40084d02, 0, 0, 0, 0);
	built_reads(&built, "ioctl(3, MIXER_WRITE(2) or MEMERASE, NULL) = 0");
	built_call(&built, "ioctl", 0x40000000);
	built_args(&built, 3, 0xb703, 0, 0, 0, 0);
	built_reads(&built, "ioctl(3, NS_GET_NSTYPE) = 1073741824 (CLONE_NEWNET)");
}
END_TEST

START_TEST(unknown_requests_show_their_parts)
{
	struct built built;
	built_call(&built, "ioctl", -25);
	built_args(&built, 3, _IOWR('9', 4, long), 0x10, 0, 0, 0);
	built_reads(
	    &built,
	    "ioctl(3, _IOC(_IOC_READ|_IOC_WRITE, 0x39, 0x4, 0x8), 0x10) = -1 ENOTTY (Inappropriate ioctl for device)");
	built_args(&built, 3, FIOCLEX, 0x10, 0, 0, 0);
	built_reads(&built, "ioctl(3, FIOCLEX) = -1 ENOTTY (Inappropriate ioctl for device)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_terminal_s_settings_read_as_their_flags);
	tcase_add_test(tests, windows_numbers_and_interfaces_are_shown);
	tcase_add_test(tests, what_was_given_and_what_came_back_are_one_struct);
	tcase_add_test(tests, requests_with_a_length_show_it);
	tcase_add_test(tests, unknown_requests_show_their_parts);
}
