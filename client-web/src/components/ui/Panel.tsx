// SPDX-License-Identifier: Apache-2.0
import { useId, type ReactNode } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
	title?: ReactNode;
	count?: number | undefined;
	actions?: ReactNode;
	children: ReactNode;
	/** Tables go to the edges, text does not. */
	flush?: boolean;
	grow?: boolean;
}

/** A titled box: what a page is made of. */
export function Panel({ title, count, actions, children, flush, grow }: PanelProps) {
	const id = useId();
	return (
		<section
			className={[classes.panel, grow ? classes.grow : ""].join(" ")}
			aria-labelledby={title !== undefined ? id : undefined}
		>
			{title !== undefined && (
				<header className={classes.header}>
					<h2 className={classes.title} id={id}>
						{title}
						{count !== undefined && <span className={classes.count}>{count}</span>}
					</h2>
					{actions && <div className={classes.actions}>{actions}</div>}
				</header>
			)}
			<div className={flush ? classes.flush : classes.body}>{children}</div>
		</section>
	);
}
