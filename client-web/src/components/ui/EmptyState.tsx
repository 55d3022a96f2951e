// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import classes from "./Message.module.css";

/** Nothing here yet, why, and what to do about it. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
	return (
		<div className={classes.empty}>
			<p className={classes.emptyTitle}>{title}</p>
			{children && <div>{children}</div>}
			{action}
		</div>
	);
}
