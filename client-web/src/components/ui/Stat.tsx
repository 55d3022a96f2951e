// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import classes from "./Stat.module.css";

export type StatTone = "ok" | "warn" | "bad" | "info" | "plain";

export function Stats({ children, label }: { children: ReactNode; label: string }) {
	return (
		<dl className={classes.stats} aria-label={label}>
			{children}
		</dl>
	);
}

/** One figure with its name. */
export function Stat({
	label,
	value,
	hint,
	tone = "plain",
	testId,
}: {
	label: string;
	value: ReactNode;
	hint?: ReactNode;
	tone?: StatTone;
	testId?: string;
}) {
	return (
		<div className={[classes.stat, classes[tone]].join(" ")}>
			<dt className={classes.label}>{label}</dt>
			<dd className={classes.value} data-testid={testId}>
				{value}
				{hint && <span className={classes.hint}>{hint}</span>}
			</dd>
		</div>
	);
}
