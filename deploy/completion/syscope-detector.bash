# SPDX-License-Identifier: Apache-2.0
# Completion of --filter for bash: source this file. Between quotes, as in: syscope-detector exec --filter 'evt.ty<TAB>
_syscope_detector() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	[ "$before" = --filter ] || return
	# Within a quote readline replaces what stands behind it.
	word=${word#[\'\"]}
	mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" exec --complete-filter "$word" 2>/dev/null | cut -f1)
	compopt -o nospace 2>/dev/null
}
complete -o default -F _syscope_detector syscope-detector
