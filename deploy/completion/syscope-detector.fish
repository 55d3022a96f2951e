# SPDX-License-Identifier: Apache-2.0
# Completion for fish: put this file into ~/.config/fish/completions. The detector itself says what may follow.
function __syscope_detector
	set -l words (commandline -opc) (commandline -ct)
	for line in ($words[1] complete $words[2..-1] 2>/dev/null)
		if not string match -q ':*' -- $line
			echo $line
			continue
		end
		set -l parts (string split -m 1 ' ' -- $line)
		set -l part (string replace -- "$parts[2]" '' (commandline -ct))
		switch $parts[1]
			case :files
				printf "$parts[2]%s\n" (__fish_complete_path $part)
			case :folders
				printf "$parts[2]%s\n" (__fish_complete_directories $part)
			case :commands
				__fish_complete_command
			case :users
				__fish_complete_users
			case :containers
				podman ps -a --format '{{.Names}}' 2>/dev/null
			case :images
				podman images --format '{{.Repository}}:{{.Tag}}' 2>/dev/null
		end
	end
end
complete -c syscope-detector -f -a '(__syscope_detector)'
