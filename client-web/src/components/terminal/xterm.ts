// SPDX-License-Identifier: Apache-2.0
// An xterm for hostile output: what a container says may draw, but not link, copy, retitle, or make the terminal answer
// where nobody is typing.
import { Unicode11Addon } from "@xterm/addon-unicode11";
import { Terminal, type ITheme } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";

const DARK: ITheme = {
	background: "#0c1015",
	foreground: "#d8dee6",
	cursor: "#74cde3",
	cursorAccent: "#0c1015",
	selectionBackground: "#2f5266",
	black: "#3c4757",
	red: "#ff8a80",
	green: "#6ad39a",
	yellow: "#f1b94a",
	blue: "#7fb8ff",
	magenta: "#d3a6f0",
	cyan: "#74cde3",
	white: "#d8dee6",
	brightBlack: "#8994a4",
};
const LIGHT: ITheme = {
	background: "#fbfcfd",
	foreground: "#1b222b",
	cursor: "#0c5c73",
	cursorAccent: "#fbfcfd",
	selectionBackground: "#bfe1ec",
	black: "#1b222b",
	red: "#b42318",
	green: "#146c39",
	yellow: "#8a4b00",
	blue: "#0b5394",
	magenta: "#7a3e9d",
	cyan: "#0c5c73",
	white: "#667080",
	brightBlack: "#556070",
	brightWhite: "#1b222b",
};

export function terminalTheme(scheme: "light" | "dark"): ITheme {
	return scheme === "dark" ? DARK : LIGHT;
}

export interface TerminalSetup {
	columns: number;
	rows: number;
	tty: boolean;
	scheme: "light" | "dark";
	/** Whether the terminal may answer a program's questions (where is the cursor, which terminal are you) right now. */
	mayAnswer: () => boolean;
}

export function createTerminal({ columns, rows, tty, scheme, mayAnswer }: TerminalSetup): Terminal {
	const terminal = new Terminal({
		cols: columns,
		rows,
		// A program without a terminal ends its lines with a line feed alone.
		convertEol: !tty,
		disableStdin: true,
		allowProposedApi: true,
		scrollback: 5000,
		fontFamily: '"JetBrains Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace',
		fontSize: 13,
		minimumContrastRatio: 4.5,
		screenReaderMode: true,
		theme: terminalTheme(scheme),
		linkHandler: { activate: () => undefined },
	});
	terminal.loadAddon(new Unicode11Addon());
	terminal.unicode.activeVersion = "11";
	const swallow = () => true;
	terminal.parser.registerOscHandler(8, swallow);
	terminal.parser.registerOscHandler(52, swallow);
	const unlessAllowed = () => !mayAnswer();
	for (const id of [
		{ final: "c" },
		{ prefix: ">", final: "c" },
		{ prefix: "=", final: "c" },
		{ final: "n" },
		{ prefix: "?", final: "n" },
		{ intermediates: "$", final: "p" },
		{ prefix: "?", intermediates: "$", final: "p" },
	])
		terminal.parser.registerCsiHandler(id, unlessAllowed);
	terminal.parser.registerDcsHandler({ intermediates: "$", final: "q" }, unlessAllowed);
	for (const code of [4, 10, 11, 12])
		terminal.parser.registerOscHandler(code, (data) => data.includes("?") && unlessAllowed());
	return terminal;
}
