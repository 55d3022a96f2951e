// SPDX-License-Identifier: Apache-2.0
import { useId, useState, type ReactNode } from "react";
import type { FilterFault } from "@/model/filter";
import { FilterInput } from "./FilterInput";
import { FilterMessage } from "./FilterMessage";
import { isUnfinished, useFilterCheck } from "./useFilterCheck";
import classes from "./FilterBox.module.css";

interface FilterFieldProps {
	projectId: string;
	label: string;
	description?: ReactNode;
	placeholder?: string;
	value: string;
	onChange: (text: string) => void;
	/** What the server said of just this text when it was sent. */
	fault?: FilterFault | undefined;
}

/** A filter as a field of a form. */
export function FilterField(props: FilterFieldProps) {
	const { projectId, label, description, placeholder, value, onChange } = props;
	const id = useId();
	const [focused, setFocused] = useState(false);
	const checked = useFilterCheck(projectId, value);
	const fault = checked ?? props.fault;
	const unfinished = fault !== undefined && focused && isUnfinished(value, fault);
	return (
		<div className={classes.formField}>
			<span className={classes.label} aria-hidden="true">
				{label}
			</span>
			{description && (
				<span id={`${id}-hint`} className={classes.description}>
					{description}
				</span>
			)}
			<FilterInput
				projectId={projectId}
				label={label}
				placeholder={placeholder}
				describedBy={`${description ? `${id}-hint ` : ""}${id}`}
				value={value}
				fault={unfinished ? undefined : fault}
				onChange={onChange}
				onFocusChange={setFocused}
			/>
			<FilterMessage id={id} text={value} fault={fault} unfinished={unfinished} onFix={onChange} />
		</div>
	);
}
