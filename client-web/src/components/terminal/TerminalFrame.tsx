// SPDX-License-Identifier: Apache-2.0
import { useComputedColorScheme } from "@mantine/core";
import type { Terminal } from "@xterm/xterm";
import { useEffect, useRef } from "react";
import { createTerminal, terminalTheme } from "./xterm";
import classes from "./TerminalFrame.module.css";

interface TerminalFrameProps {
	columns: number;
	rows: number;
	tty: boolean;
	label: string;
	mayAnswer: () => boolean;
	/** Gets the terminal once it is on the page; what it returns runs when the terminal goes. */
	onReady: (terminal: Terminal, box: HTMLElement) => () => void;
}

/** An xterm in a box, in the page's colours. The callbacks given at first are the ones used. */
export function TerminalFrame({ columns, rows, tty, label, mayAnswer, onReady }: TerminalFrameProps) {
	const box = useRef<HTMLDivElement>(null);
	const terminal = useRef<Terminal>(undefined);
	const scheme = useComputedColorScheme("dark");
	const first = useRef({ columns, rows, tty, scheme, mayAnswer, onReady });

	useEffect(() => {
		if (!box.current) return;
		const { onReady: ready, ...setup } = first.current;
		const made = createTerminal(setup);
		made.open(box.current);
		terminal.current = made;
		const done = ready(made, box.current);
		return () => {
			done();
			made.dispose();
			terminal.current = undefined;
		};
	}, []);

	useEffect(() => {
		if (terminal.current) terminal.current.options.theme = terminalTheme(scheme);
	}, [scheme]);

	return <div ref={box} className={classes.box} role="group" aria-label={label} data-testid="terminal" />;
}
