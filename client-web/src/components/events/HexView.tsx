// SPDX-License-Identifier: Apache-2.0
import { hexDump } from "@/model/hex";
import classes from "./EventDrawer.module.css";

/** Captured memory, sixteen bytes a line. */
export function HexView({ hex, label }: { hex: string; label: string }) {
	return (
		// Scrolls, so the keyboard must reach it.
		// eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
		<pre className={`mono ${classes.hex}`} tabIndex={0} aria-label={label} role="region">
			{hexDump(hex)}
		</pre>
	);
}
