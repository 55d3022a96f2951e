// SPDX-License-Identifier: Apache-2.0
// Splits a command line into arguments the way a POSIX shell does for quotes and backslashes, and nothing more: no
// variables, no globs, no pipes. Characters that a shell would act on get a warning, because no shell will see them.

export interface ParsedCommand {
	argv: string[];
	error?: { position: number; code: "unclosedSingle" | "unclosedDouble" | "trailingBackslash" };
	/** Unquoted shell operators found: they are passed on as plain text. */
	operators: string[];
}

const OPERATOR = /^(?:&&|\|\||>>|<<|[|&;<>`$*?])/;

export function parseCommandLine(line: string): ParsedCommand {
	const argv: string[] = [];
	const operators = new Set<string>();
	let word: string | undefined;
	let i = 0;

	while (i < line.length) {
		const c = line.charAt(i);
		if (c === "'") {
			const end = line.indexOf("'", i + 1);
			if (end < 0) return { argv, operators: [...operators], error: { position: i, code: "unclosedSingle" } };
			word = (word ?? "") + line.slice(i + 1, end);
			i = end + 1;
		} else if (c === '"') {
			const quoted = readDoubleQuoted(line, i);
			if (!quoted) return { argv, operators: [...operators], error: { position: i, code: "unclosedDouble" } };
			word = (word ?? "") + quoted.text;
			i = quoted.next;
		} else if (c === "\\") {
			if (i + 1 >= line.length)
				return { argv, operators: [...operators], error: { position: i, code: "trailingBackslash" } };
			// A backslash before a line end joins the lines.
			if (line.charAt(i + 1) !== "\n") word = (word ?? "") + line.charAt(i + 1);
			i += 2;
		} else if (/\s/.test(c)) {
			if (word !== undefined) argv.push(word);
			word = undefined;
			i++;
		} else {
			const operator = OPERATOR.exec(line.slice(i, i + 2));
			if (operator) operators.add(operator[0]);
			word = (word ?? "") + c;
			i++;
			if (operator && operator[0].length === 2) {
				word += line.charAt(i);
				i++;
			}
		}
	}
	if (word !== undefined) argv.push(word);
	return { argv, operators: [...operators] };
}

function readDoubleQuoted(line: string, start: number): { text: string; next: number } | undefined {
	let text = "";
	for (let i = start + 1; i < line.length; i++) {
		const c = line.charAt(i);
		if (c === '"') return { text, next: i + 1 };
		if (c === "\\" && i + 1 < line.length && '"\\$`\n'.includes(line.charAt(i + 1))) {
			i++;
			if (line.charAt(i) !== "\n") text += line.charAt(i);
		} else text += c;
	}
	return undefined;
}

/** The inverse: a line that parses to the same arguments, with as few quotes as possible. */
export function formatCommandLine(argv: readonly string[]): string {
	return argv.map(quoteArgument).join(" ");
}

function quoteArgument(argument: string): string {
	if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(argument)) return argument;
	return `'${argument.replaceAll("'", `'\\''`)}'`;
}
