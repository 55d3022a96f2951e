// SPDX-License-Identifier: Apache-2.0
// ioctl: randomness, clocks, input devices, virtual machines.
#include <linux/input.h>
#include <linux/random.h>
#include <linux/rtc.h>

#include "common/syscalls/format_ioctl.h"
#include "common/syscalls/formatters.h"

#define INT                   sizeof(int)
#define LONG                  sizeof(long)

// linux/kvm.h, which every machine has its own of.
#define KVM_CREATE_VCPU_OP    0xae41u
#define KVM_CHECK_CAPABILITY  0xae03u
#define KVM_SET_MEMORY_REGION 0x4020ae46u

static void print_entropy(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	int32_t head[2];
	(void)what;
	if (!piece_struct(piece, 0, head, sizeof(head)))
		return;
	print_format(p, "{entropy_count=%d, buf_size=%d, buf=", head[0], head[1]);
	print_payload(p, piece->bytes + sizeof(head), piece->len - sizeof(head), (uint32_t)head[1], QUOTE_PLAIN);
	print_text(p, "}");
}

static const struct field time_rows[] = {
    FIELD(struct rtc_time, tm_sec, FIELD_D),
    FIELD(struct rtc_time, tm_min, FIELD_D),
    FIELD(struct rtc_time, tm_hour, FIELD_D),
    FIELD(struct rtc_time, tm_mday, FIELD_D),
    FIELD(struct rtc_time, tm_mon, FIELD_D),
    FIELD(struct rtc_time, tm_year, FIELD_D),
    FIELD(struct rtc_time, tm_wday, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct rtc_time, tm_yday, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct rtc_time, tm_isdst, FIELD_D, .when = FIELD_VERBOSE),
};
static const struct field_table time_fields = FIELD_TABLE(time_rows);

static const struct field alarm_rows[] = {
    FIELD(struct rtc_wkalrm, enabled, FIELD_U),
    FIELD(struct rtc_wkalrm, pending, FIELD_U),
    FIELD(struct rtc_wkalrm, time, FIELD_STRUCT, .fields = &time_fields),
};
static const struct field_table alarm_fields = FIELD_TABLE(alarm_rows);

static const struct field id_rows[] = {
    FIELD(struct input_id, bustype, FIELD_U),
    FIELD(struct input_id, vendor, FIELD_U),
    FIELD(struct input_id, product, FIELD_U),
    FIELD(struct input_id, version, FIELD_U),
};
static const struct field_table id_fields = FIELD_TABLE(id_rows);

struct memory_region {
	uint32_t slot, flags;
	uint64_t guest_phys_addr, memory_size, userspace_addr;
};

static const struct field region_rows[] = {
    FIELD(struct memory_region, slot, FIELD_U),
    FIELD(struct memory_region, flags, FIELD_FLAGS, .list = &constants_machine_memory_flags),
    FIELD(struct memory_region, guest_phys_addr, FIELD_X),
    FIELD(struct memory_region, memory_size, FIELD_U),
    FIELD(struct memory_region, userspace_addr, FIELD_X),
};
static const struct field_table region = FIELD_TABLE(region_rows);

static const struct ioctl_format rows[] = {
    IOCTL_FILLS(RNDGETENTCNT, IOCTL_D, INT),
    IOCTL_GIVES(RNDADDTOENTCNT, IOCTL_D, INT),
    IOCTL_GIVES(RNDADDENTROPY, IOCTL_CALL, 2 * INT, .print = print_entropy),
    IOCTL_FILLS(RTC_RD_TIME, IOCTL_STRUCT, sizeof(struct rtc_time), .fields = &time_fields),
    IOCTL_FILLS(RTC_ALM_READ, IOCTL_STRUCT, sizeof(struct rtc_time), .fields = &time_fields),
    IOCTL_GIVES(RTC_SET_TIME, IOCTL_STRUCT, sizeof(struct rtc_time), .fields = &time_fields),
    IOCTL_GIVES(RTC_ALM_SET, IOCTL_STRUCT, sizeof(struct rtc_time), .fields = &time_fields),
    IOCTL_FILLS(RTC_WKALM_RD, IOCTL_STRUCT, sizeof(struct rtc_wkalrm), .fields = &alarm_fields),
    IOCTL_GIVES(RTC_WKALM_SET, IOCTL_STRUCT, sizeof(struct rtc_wkalrm), .fields = &alarm_fields),
    IOCTL_TAKES(RTC_IRQP_SET, IOCTL_VALUE_U),
    IOCTL_TAKES(RTC_EPOCH_SET, IOCTL_VALUE_U),
    IOCTL_FILLS(RTC_IRQP_READ, IOCTL_U, LONG),
    IOCTL_FILLS(RTC_EPOCH_READ, IOCTL_U, LONG),
    IOCTL_FILLS(EVIOCGVERSION, IOCTL_X, INT),
    IOCTL_FILLS(EVIOCGID, IOCTL_STRUCT, sizeof(struct input_id), .fields = &id_fields),
    IOCTL_FILLS(EVIOCGREP, IOCTL_PAIR, 2 * INT),
    IOCTL_GIVES(EVIOCSREP, IOCTL_PAIR, 2 * INT),
    IOCTL_FILLS(EVIOCGEFFECTS, IOCTL_U, INT),
    IOCTL_TAKES(EVIOCGRAB, IOCTL_VALUE_D),
    IOCTL_TAKES(EVIOCREVOKE, IOCTL_VALUE_D),
    IOCTL_TAKES(EVIOCRMFF, IOCTL_VALUE_D),
    IOCTL_TAKES(KVM_CREATE_VCPU_OP, IOCTL_VALUE_U),
    IOCTL_TAKES(KVM_CHECK_CAPABILITY, IOCTL_ONE, .list = &constants_machine_capabilities),
    IOCTL_GIVES(KVM_SET_MEMORY_REGION, IOCTL_STRUCT, sizeof(struct memory_region), .fields = &region),
};
const struct ioctl_formats ioctl_formats_device = {rows, sizeof(rows) / sizeof(rows[0])};
