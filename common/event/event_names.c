// SPDX-License-Identifier: Apache-2.0
#include "common/event/event.h"

#include <netinet/in.h>

const char *event_object_type_name(uint8_t type)
{
	static const char *const names[EVENT_OBJECT_END] = {
	    [EVENT_OBJECT_NONE] = "",
	    [EVENT_OBJECT_FILE] = "file",
	    [EVENT_OBJECT_DIRECTORY] = "directory",
	    [EVENT_OBJECT_IPV4] = "ipv4",
	    [EVENT_OBJECT_IPV6] = "ipv6",
	    [EVENT_OBJECT_UNIX] = "unix",
	    [EVENT_OBJECT_SOCKET] = "socket",
	    [EVENT_OBJECT_PIPE] = "pipe",
	    [EVENT_OBJECT_EVENT] = "event",
	    [EVENT_OBJECT_EPOLL] = "eventpoll",
	    [EVENT_OBJECT_SIGNAL] = "signalfd",
	    [EVENT_OBJECT_TIMER] = "timerfd",
	    [EVENT_OBJECT_INOTIFY] = "inotify",
	    [EVENT_OBJECT_MEMFD] = "memfd",
	    [EVENT_OBJECT_PIDFD] = "pidfd",
	    [EVENT_OBJECT_OTHER] = "other",
	};
	return type < EVENT_OBJECT_END ? names[type] : "";
}

const char *event_protocol_name(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return "icmp";
	case IPPROTO_SCTP:
		return "sctp";
	case IPPROTO_DCCP:
		return "dccp";
	case IPPROTO_UDPLITE:
		return "udplite";
	case IPPROTO_RAW:
		return "raw";
	default:
		return "";
	}
}
