// SPDX-License-Identifier: Apache-2.0
// Requests of terminals, on a pair of pseudo terminals.
#include "tests/syscalls/rows.h"

#include <asm/termbits.h>
#include <fcntl.h>
#include <sys/ioctl.h>

static void settings(int master, int slave)
{
	struct termios t = {0};
	struct winsize window = {24, 80, 1, 2};
	syscall(SYS_ioctl, slave, TCGETS, &t);
	expect("ioctl(%d, TCGETS, {c_iflag=ICRNL|IXON, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, "
	       "c_cflag=B38400|CS8|CREAD, "
	       "c_lflag=ISIG|ICANON|ECHO|ECHOE|ECHOK|IEXTEN|ECHOCTL|ECHOKE, ...}) = 0",
	       slave);
	t.c_iflag = 0x80000000;
	t.c_oflag = 0;
	t.c_cflag = B9600 | CS7 | B9600 << IBSHIFT;
	t.c_lflag = 0;
	syscall(SYS_ioctl, slave, TCSETSW, &t);
	expect("ioctl(%d, SNDCTL_TMR_STOP or TCSETSW, {c_iflag=0x80000000, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|, "
	       "c_cflag=B9600|B9600<<IBSHIFT|CS7|, c_lflag=, ...}) = 0",
	       slave);
	syscall(SYS_ioctl, master, TIOCSWINSZ, &window);
	expect("ioctl(%d, TIOCSWINSZ, {ws_row=24, ws_col=80, ws_xpixel=1, ws_ypixel=2}) = 0", master);
	memset(&window, 0, sizeof(window));
	syscall(SYS_ioctl, slave, TIOCGWINSZ, &window);
	expect("ioctl(%d, TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=1, ws_ypixel=2}) = 0", slave);
}

static void numbers(int master, int slave)
{
	int number = 0;
	syscall(SYS_ioctl, slave, TIOCGETD, &number);
	expect("ioctl(%d, TIOCGETD, [0]) = 0", slave);
	syscall(SYS_ioctl, slave, FIONREAD, &number);
	expect("ioctl(%d, FIONREAD, [0]) = 0", slave);
	syscall(SYS_ioctl, slave, TIOCOUTQ, &number);
	expect("ioctl(%d, TIOCOUTQ, [0]) = 0", slave);
	number = 1;
	syscall(SYS_ioctl, master, TIOCPKT, &number);
	expect("ioctl(%d, TIOCPKT, [1]) = 0", master);
	syscall(SYS_ioctl, slave, TCFLSH, TCIOFLUSH);
	expect("ioctl(%d, TCFLSH, TCIOFLUSH) = 0", slave);
	syscall(SYS_ioctl, slave, TCXONC, TCOON);
	expect("ioctl(%d, TCXONC, TCOON) = 0", slave);
	syscall(SYS_ioctl, slave, TIOCEXCL);
	expect("ioctl(%d, TIOCEXCL) = 0", slave);
	long ret = syscall(SYS_ioctl, slave, TIOCGPGRP, &number);
	expect("ioctl(%d, TIOCGPGRP, %p) = %s", slave, (void *)&number, expect_result(ret));
	number = 3;
	ret = syscall(SYS_ioctl, slave, TIOCMSET, &number);
	expect("ioctl(%d, TIOCMSET, [TIOCM_LE|TIOCM_DTR]) = %s", slave, expect_result(ret));
	ret = syscall(SYS_ioctl, slave, TIOCSTI, "x");
	expect("ioctl(%d, TIOCSTI, \"x\") = %s", slave, expect_result(ret));
}

int main(void)
{
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY), number = 0;
	syscall(SYS_ioctl, master, TIOCSPTLCK, &number);
	expect("ioctl(%d, TIOCSPTLCK, [0]) = 0", master);
	syscall(SYS_ioctl, master, TIOCGPTN, &number);
	expect("ioctl(%d, TIOCGPTN, [%d]) = 0", master, number);
	long slave = syscall(SYS_ioctl, master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
	expect("ioctl(%d, TIOCGPTPEER, 0x102) = %ld", master, slave);
	settings(master, (int)slave);
	numbers(master, (int)slave);
	return expect_done();
}
