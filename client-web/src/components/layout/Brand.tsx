// SPDX-License-Identifier: Apache-2.0
import classes from "./Brand.module.css";

export function Brand({ large }: { large?: boolean }) {
	return (
		<span className={large ? classes.large : classes.brand}>
			<img src="/favicon.svg" alt="" className={classes.logo} />
			syscope
		</span>
	);
}
