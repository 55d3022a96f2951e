# SPDX-License-Identifier: Apache-2.0
# Completion for bash: source this file, or put it into /usr/share/bash-completion/completions/syscope-detector.
# The detector itself says what may follow; filters complete between quotes, as in: syscope-detector exec --filter 'evt.ty<TAB>
_syscope_detector_find() { # FINDER WORD
	case $1 in
	:files) compgen -f -- "$2" ;;
	:folders) compgen -d -- "$2" ;;
	:commands) compgen -c -- "$2" ;;
	:users) compgen -u -- "$2" ;;
	:containers) compgen -W "$(podman ps -a --format '{{.Names}}' 2>/dev/null)" -- "$2" ;;
	:images) compgen -W "$(podman images --format '{{.Repository}}:{{.Tag}}' 2>/dev/null)" -- "$2" ;;
	esac
}

_syscope_detector() {
	local line before words=() i word candidate found=()
	# --format=json and a:b are cut at = and : before they come here.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if ((${#words[@]})) && [[ $word == [=:]* || ${words[-1]} == *[=:] ]] && ((i > 1)); then
			words[-1]+=$word
		else
			words+=("$word")
		fi
	done
	# Within a quote readline replaces what stands behind it.
	words[-1]=${words[-1]#[\'\"]}
	while IFS= read -r line; do
		if [[ $line == :* ]]; then
			before=${line#* }
			while IFS= read -r candidate; do
				found+=("$before$candidate")
			done < <(_syscope_detector_find "${line%% *}" "${words[-1]#"$before"}")
		else
			found+=("${line%%$'\t'*}")
		fi
	done < <("${COMP_WORDS[0]}" complete "${words[@]}" 2>/dev/null)
	# Of a word that was cut, only its last part is to be replaced.
	if [[ ${words[-1]} != "${COMP_WORDS[COMP_CWORD]#[\'\"]}" ]]; then
		[[ ${COMP_WORDS[COMP_CWORD]} == [=:] ]] && before=${words[-1]} || before=${words[-1]%"${COMP_WORDS[COMP_CWORD]}"}
		found=("${found[@]#"$before"}")
	fi
	COMPREPLY=("${found[@]}")
	[[ ${found[*]} == *=* || ${words[-1]} == *,* || ${words[*]} == *--filter* ]] && compopt -o nospace 2>/dev/null
	[[ ${line-} == :files* ]] && compopt -o filenames 2>/dev/null
	return 0
}
complete -o default -F _syscope_detector syscope-detector
