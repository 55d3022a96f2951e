// SPDX-License-Identifier: Apache-2.0
// What the modes connect and enroll share: the settings of a served detector, from file, environment and command line.
#pragma once

#include "detector/command/detector.h"
#include "detector/mode/options.h"

extern const struct option_row connect_option_rows[];

// The command line wins over the environment, which wins over the file. The caller calls config_free in any case.
int connect_options_parse(const struct option_group *groups, int argc, char **argv, struct mode_options *options,
			  struct detector_settings *settings, struct error *err);
