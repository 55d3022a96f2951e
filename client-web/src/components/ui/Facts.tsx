// SPDX-License-Identifier: Apache-2.0
import { Fragment, type ReactNode } from "react";
import classes from "./Facts.module.css";

/** Names and values, one a line. */
export function Facts({ rows }: { rows: [label: string, value: ReactNode][] }) {
	return (
		<dl className={classes.facts}>
			{rows.map(([label, value]) => (
				<Fragment key={label}>
					<dt className={classes.label}>{label}</dt>
					<dd className={classes.value}>{value}</dd>
				</Fragment>
			))}
		</dl>
	);
}
