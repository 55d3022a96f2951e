// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import type { FilterFault } from "@/model/filter";
import classes from "./FilterInput.module.css";

interface FilterMirrorProps {
	value: string;
	fault: FilterFault | undefined;
	/** Where the anchor of the suggestions stands in the text. */
	from: number;
	/** How far the input has scrolled. */
	shift: number;
	anchor: ReactNode;
}

/** The same text once more behind the input, unseen but for what an input cannot do: a wavy line under the fault, and a place. */
export function FilterMirror({ value, fault, from, shift, anchor }: FilterMirrorProps) {
	const style = { transform: `translateX(${-shift}px)` };
	const end = fault ? fault.at + Math.max(1, fault.len) : 0;
	return (
		<div className={classes.mirror} aria-hidden="true">
			<div className={classes.line} style={style}>
				{value.slice(0, from)}
				{anchor}
			</div>
			{fault && (
				<div className={classes.line} style={style}>
					{value.slice(0, fault.at)}
					<span className={classes.fault} data-testid="filter-fault">
						{value.slice(fault.at, end) || "\u00a0"}
					</span>
				</div>
			)}
		</div>
	);
}
