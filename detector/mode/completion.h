// SPDX-License-Identifier: Apache-2.0
// What may stand at the end of a command line. deploy/completion has what asks for it from bash, zsh and fish.
#pragma once

#include "common/base/buffer.h"

// words: what stands behind the program's name, the last is the one to complete, "" for a new one. Appends a line a candidate: the whole word,
// a tab, its help. A line ":files", ":folders", ":commands", ":users", ":containers" or ":images" leaves the finding to the shell; behind it,
// after a blank, what stands before the part to find ("--output=").
void complete_words(int n, char **words, struct buffer *out);
