// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { formatCommandLine, parseCommandLine } from "./commandLine";

describe("parseCommandLine", () => {
	it.each([
		["", []],
		["   ", []],
		["ls -l /etc", ["ls", "-l", "/etc"]],
		["  a\t b\n c ", ["a", "b", "c"]],
		["sh -c 'echo \"hi there\"; ls'", ["sh", "-c", 'echo "hi there"; ls']],
		['sh -c "echo \\"$HOME\\" \\x"', ["sh", "-c", 'echo "$HOME" \\x']],
		["a\\ b 'c'\"d\"e", ["a b", "cde"]],
		["'' \"\"", ["", ""]],
		["echo héllo 你好", ["echo", "héllo", "你好"]],
		["a\\\nb", ["ab"]],
	])("splits %j as a shell would", (line, argv) => {
		const parsed = parseCommandLine(line);
		expect(parsed.error).toBeUndefined();
		expect(parsed.argv).toEqual(argv);
	});

	it.each([
		["echo 'a", "unclosedSingle", 5],
		['echo "a', "unclosedDouble", 5],
		["echo a\\", "trailingBackslash", 6],
	])("says what is wrong with %j, and where", (line, code, position) => {
		expect(parseCommandLine(line).error).toEqual({ code, position });
	});

	it("names the unquoted shell operators, which will stay plain text", () => {
		const parsed = parseCommandLine("cat a | grep b && echo $HOME");
		expect(parsed.operators).toEqual(["|", "&&", "$"]);
		expect(parsed.argv).toEqual(["cat", "a", "|", "grep", "b", "&&", "echo", "$HOME"]);
		expect(parseCommandLine("sh -c 'a | b && $c'").operators).toEqual([]);
	});
});

describe("formatCommandLine", () => {
	it.each([
		[["ls", "-l", "/etc"], "ls -l /etc"],
		[["sh", "-c", "echo hi"], "sh -c 'echo hi'"],
		[["echo", "it's", ""], "echo 'it'\\''s' ''"],
	])("writes %j so that it parses back", (argv, line) => {
		expect(formatCommandLine(argv)).toBe(line);
		expect(parseCommandLine(line).argv).toEqual(argv);
	});
});
