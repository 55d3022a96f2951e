// SPDX-License-Identifier: Apache-2.0
// The table of getters: for each field what its value is made of, and who takes it out of an event.
#include <assert.h>

#include "common/filter/filter_get.h"

#define S(column) FILTER_SOURCE(column)
#define S_ROW     FILTER_SOURCE_ROW
#define S_IO      (S(CALL) | S(RET))
#define ANCESTORS (EVENT_ANCESTORS_MAX + 1)

// id, form, sources, how many values, never missing, getter, which calls have it (NULL = what has it needs no call)
#define GETTERS(X)                                                                                                   \
	X(FIELD_EVT_NUM, NUMBER, S(SEQ), 1, true, filter_get_evt_num, NULL)                                          \
	X(FIELD_EVT_TIME, NUMBER, S(TS), 1, true, filter_get_evt_time, NULL)                                         \
	X(FIELD_EVT_TYPE, TEXT, S(CALL), 1, true, filter_get_evt_type, NULL)                                         \
	X(FIELD_EVT_CATEGORY, TEXT, S(CALL), 1, false, filter_get_evt_category, NULL)                                \
	X(FIELD_EVT_DIR, TEXT, S(CALL), 1, true, filter_get_evt_dir, NULL)                                           \
	X(FIELD_EVT_LATENCY, NUMBER, S(DURATION), 1, false, filter_get_evt_latency, NULL)                            \
	X(FIELD_EVT_RES, NUMBER, S_IO, 1, false, filter_get_evt_rawres, NULL)                                        \
	X(FIELD_EVT_RAWRES, NUMBER, S_IO, 1, false, filter_get_evt_rawres, NULL)                                     \
	X(FIELD_EVT_FAILED, NUMBER, S_IO, 1, true, filter_get_evt_failed, NULL)                                      \
	X(FIELD_EVT_DENIED, NUMBER, S_ROW, 1, true, filter_get_evt_denied, NULL)                                     \
	X(FIELD_EVT_ARG, ARGUMENT, S_ROW, 1, false, filter_get_argument, filter_argument_of_call)                    \
	X(FIELD_EVT_ARGS, TEXT, S_ROW, 1, false, filter_get_evt_args, NULL)                                          \
	X(FIELD_EVT_TEXT, TEXT, S_ROW, 1, true, filter_get_evt_text, NULL)                                           \
	X(FIELD_EVT_BUFFER, TEXT, S_ROW, 1, false, filter_get_evt_buffer, filter_io_of_call)                         \
	X(FIELD_EVT_BUFLEN, NUMBER, S_IO, 1, false, filter_get_evt_buflen, filter_io_of_call)                        \
	X(FIELD_EVT_IS_IO, NUMBER, S(CALL), 1, true, filter_get_evt_is_io, NULL)                                     \
	X(FIELD_EVT_IS_IO_READ, NUMBER, S(CALL), 1, true, filter_get_evt_is_io_read, NULL)                           \
	X(FIELD_EVT_IS_IO_WRITE, NUMBER, S(CALL), 1, true, filter_get_evt_is_io_write, NULL)                         \
	X(FIELD_EVT_IS_OPEN_READ, NUMBER, S_ROW, 1, true, filter_get_evt_is_open_read, filter_open_of_call)          \
	X(FIELD_EVT_IS_OPEN_WRITE, NUMBER, S_ROW, 1, true, filter_get_evt_is_open_write, filter_open_of_call)        \
	X(FIELD_EVT_IS_OPEN_EXEC, NUMBER, S_ROW, 1, true, filter_get_evt_is_open_exec, filter_open_of_call)          \
	X(FIELD_EVT_IS_OPEN_CREATE, NUMBER, S_ROW, 1, true, filter_get_evt_is_open_create, filter_open_of_call)      \
	X(FIELD_EVT_ABI, TEXT, S(CALL), 1, false, filter_get_evt_abi, NULL)                                          \
	X(FIELD_EVT_KIND, TEXT, S(CALL), 1, true, filter_get_evt_kind, NULL)                                         \
	X(FIELD_SIGNAL_NAME, TEXT, S(CALL), 1, false, filter_get_signal_name, NULL)                                  \
	X(FIELD_PROC_PID, NUMBER, S(TASK), 1, true, filter_get_proc_pid, NULL)                                       \
	X(FIELD_PROC_NAME, TEXT, S(TASK), 1, true, filter_get_proc_name, NULL)                                       \
	X(FIELD_PROC_EXE, TEXT, S(PROCESS), 1, false, filter_get_proc_exe, NULL)                                     \
	X(FIELD_PROC_EXEPATH, TEXT, S(PROCESS), 1, false, filter_get_proc_exepath, NULL)                             \
	X(FIELD_PROC_ARGS, TEXT, S(PROCESS), 1, false, filter_get_proc_args, NULL)                                   \
	X(FIELD_PROC_CMDLINE, TEXT, S(PROCESS), 1, false, filter_get_proc_cmdline, NULL)                             \
	X(FIELD_PROC_CWD, TEXT, S(PROCESS), 1, false, filter_get_proc_cwd, NULL)                                     \
	X(FIELD_PROC_PPID, NUMBER, S(PROCESS), 1, false, filter_get_proc_ppid, NULL)                                 \
	X(FIELD_PROC_PNAME, TEXT, S(PROCESS), 1, false, filter_get_proc_pname, NULL)                                 \
	X(FIELD_PROC_PCMDLINE, TEXT, S(PROCESS), 1, false, filter_get_proc_pcmdline, NULL)                           \
	X(FIELD_PROC_PEXEPATH, TEXT, S(PROCESS), 1, false, filter_get_proc_pexepath, NULL)                           \
	X(FIELD_PROC_ANAME, TEXT, S(PROCESS), ANCESTORS, false, filter_get_proc_aname, NULL)                         \
	X(FIELD_PROC_APID, NUMBER, S(PROCESS), ANCESTORS, false, filter_get_proc_apid, NULL)                         \
	X(FIELD_PROC_AEXEPATH, TEXT, S(PROCESS), ANCESTORS, false, filter_get_proc_aexepath, NULL)                   \
	X(FIELD_PROC_DURATION, NUMBER, S(PROCESS) | S(TS), 1, false, filter_get_proc_duration, NULL)                 \
	X(FIELD_THREAD_TID, NUMBER, S(TASK), 1, true, filter_get_thread_tid, NULL)                                   \
	X(FIELD_FD_NUM, NUMBER, S(OBJECT) | S_ROW, 1, false, filter_get_object_fd, NULL)                             \
	X(FIELD_FD_NAME, TEXT, S(OBJECT), 1, false, filter_get_fd_name, NULL)                                        \
	X(FIELD_FD_TYPE, TEXT, S(OBJECT), 1, false, filter_get_fd_type, NULL)                                        \
	X(FIELD_FD_TYPECHAR, TEXT, S(OBJECT), 1, false, filter_get_fd_typechar, NULL)                                \
	X(FIELD_FD_DIRECTORY, TEXT, S(OBJECT), 1, false, filter_get_fd_directory, NULL)                              \
	X(FIELD_FD_FILENAME, TEXT, S(OBJECT), 1, false, filter_get_fd_filename, NULL)                                \
	X(FIELD_FD_IP, ADDRESS, S(OBJECT), 2, false, filter_get_fd_ip, NULL)                                         \
	X(FIELD_FD_CIP, ADDRESS, S(OBJECT), 1, false, filter_get_fd_cip, NULL)                                       \
	X(FIELD_FD_SIP, ADDRESS, S(OBJECT), 1, false, filter_get_fd_sip, NULL)                                       \
	X(FIELD_FD_LIP, ADDRESS, S(OBJECT), 1, false, filter_get_fd_lip, NULL)                                       \
	X(FIELD_FD_RIP, ADDRESS, S(OBJECT), 1, false, filter_get_fd_rip, NULL)                                       \
	X(FIELD_FD_NET, ADDRESS, S(OBJECT), 2, false, filter_get_fd_ip, NULL)                                        \
	X(FIELD_FD_CNET, ADDRESS, S(OBJECT), 1, false, filter_get_fd_cip, NULL)                                      \
	X(FIELD_FD_SNET, ADDRESS, S(OBJECT), 1, false, filter_get_fd_sip, NULL)                                      \
	X(FIELD_FD_LNET, ADDRESS, S(OBJECT), 1, false, filter_get_fd_lip, NULL)                                      \
	X(FIELD_FD_RNET, ADDRESS, S(OBJECT), 1, false, filter_get_fd_rip, NULL)                                      \
	X(FIELD_FD_PORT, NUMBER, S(OBJECT), 2, false, filter_get_fd_port, NULL)                                      \
	X(FIELD_FD_CPORT, NUMBER, S(OBJECT), 1, false, filter_get_fd_cport, NULL)                                    \
	X(FIELD_FD_SPORT, NUMBER, S(OBJECT), 1, false, filter_get_fd_sport, NULL)                                    \
	X(FIELD_FD_LPORT, NUMBER, S(OBJECT), 1, false, filter_get_fd_lport, NULL)                                    \
	X(FIELD_FD_RPORT, NUMBER, S(OBJECT), 1, false, filter_get_fd_rport, NULL)                                    \
	X(FIELD_FD_L4PROTO, TEXT, S(OBJECT), 1, false, filter_get_fd_l4proto, NULL)                                  \
	X(FIELD_FD_SOCKFAMILY, TEXT, S(OBJECT), 1, false, filter_get_fd_sockfamily, NULL)                            \
	X(FIELD_FD_IS_SERVER, NUMBER, S(OBJECT), 1, false, filter_get_fd_is_server, NULL)                            \
	X(FIELD_FS_PATH_NAME, TEXT, S(OBJECT), 1, false, filter_get_fs_path_name, NULL)                              \
	X(FIELD_FS_PATH_NAMERAW, TEXT, S_ROW, 1, false, filter_get_fs_path_nameraw, filter_path_of_call)             \
	X(FIELD_FS_PATH_SOURCE, TEXT, S(OBJECT), 1, false, filter_get_fs_path_source, NULL)                          \
	X(FIELD_FS_PATH_TARGET, TEXT, S(OBJECT), 1, false, filter_get_fs_path_target, NULL)                          \
	X(FIELD_USER_UID, NUMBER, S(PROCESS), 1, false, filter_get_user_uid, NULL)                                   \
	X(FIELD_USER_NAME, TEXT, S(PROCESS), 1, false, filter_get_user_name, NULL)                                   \
	X(FIELD_GROUP_GID, NUMBER, S(PROCESS), 1, false, filter_get_group_gid, NULL)                                 \
	X(FIELD_CONTAINER_ID, TEXT, S(PROCESS), 1, false, filter_get_container_id, NULL)                             \
	X(FIELD_CONTAINER_NAME, TEXT, S(PROCESS), 1, false, filter_get_container_name, NULL)                         \
	X(FIELD_CONTAINER_IMAGE, TEXT, S(PROCESS), 1, false, filter_get_container_image, NULL)                       \
	X(FIELD_CONTAINER_IMAGE_REPOSITORY, TEXT, S(PROCESS), 1, false, filter_get_container_image_repository, NULL) \
	X(FIELD_CONTAINER_IMAGE_TAG, TEXT, S(PROCESS), 1, false, filter_get_container_image_tag, NULL)               \
	X(FILTER_GET_OBJECT_KNOWN, NUMBER, S(OBJECT), 1, false, filter_get_object_known, NULL)                       \
	X(FILTER_GET_OBJECT_FD, NUMBER, S(OBJECT), 1, false, filter_get_object_fd, NULL)                             \
	X(FILTER_GET_PLAIN_FD, NUMBER, S_ROW, 1, false, filter_get_plain_fd, filter_fd_of_call)

#define ROW(id, form, sources, values, always, get, of_call) \
	[id] = {FILTER_FORM_##form, (sources), (values), (always), (get), (of_call)},
const struct filter_getter filter_getters[FILTER_GETTERS] = {GETTERS(ROW)};

// As many rows as fields, and none twice (-Woverride-init): each has its own.
#define COUNT(...) +1
static_assert(GETTERS(COUNT) == FILTER_GETTERS, "a getter for each field");
