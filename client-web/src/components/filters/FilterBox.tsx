// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { addCondition, wellFormed, type FilterFault } from "@/model/filter";
import { filterCheckQuery } from "@/services/filterService";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { FieldsHelp } from "./FieldsHelp";
import { FilterChips } from "./FilterChips";
import { FilterInput } from "./FilterInput";
import { FilterMessage } from "./FilterMessage";
import { SavedFiltersMenu } from "./SavedFiltersMenu";
import { isUnfinished, useFilterCheck } from "./useFilterCheck";
import classes from "./FilterBox.module.css";

interface FilterBoxProps {
	projectId: string;
	maySave: boolean;
	/** The filter that holds now. */
	filter: string;
	onChange: (filter: string) => void;
	/** Names of calls to offer: those that the scan has. */
	calls: string[];
	/** What is wrong with the filter that holds, when others say so. */
	fault?: FilterFault | undefined;
	children?: ReactNode;
}

/** The filter as text and as chips: two views of one thing, each follows the other. */
export function FilterBox({ projectId, maySave, filter, onChange, calls, fault: told, children }: FilterBoxProps) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const messageId = useId();
	const input = useRef<HTMLInputElement>(null);
	const [draft, setDraft] = useState(filter);
	const [synced, setSynced] = useState(filter);
	const [focused, setFocused] = useState(false);
	const [refused, setRefused] = useState<{ text: string; fault: FilterFault }>();
	const [error, setError] = useState<unknown>();
	// A filter that came from elsewhere (a chip, a cell, the address) replaces what was typed.
	if (synced !== filter) {
		setSynced(filter);
		setDraft(filter);
		setError(undefined);
	}
	const checked = useFilterCheck(projectId, draft);
	const tried = refused?.text === draft;
	const fault = checked ?? (tried ? refused.fault : draft === filter ? told : undefined);
	const unfinished = fault !== undefined && focused && !tried && draft !== filter && isUnfinished(draft, fault);

	const apply = async (text: string) => {
		const next = wellFormed(text).trim();
		setDraft(next);
		setError(undefined);
		try {
			const check = next === "" ? undefined : await client.fetchQuery(filterCheckQuery(projectId, next));
			if (check?.ok === false) setRefused({ text: next, fault: check });
			else onChange(next);
		} catch (cause) {
			setError(cause);
		}
	};

	return (
		<div className={classes.box} role="search" aria-label={t("filter.label")}>
			<div className={classes.row}>
				<FilterInput
					ref={input}
					projectId={projectId}
					label={t("filter.text")}
					placeholder={t("filter.placeholder")}
					describedBy={messageId}
					value={draft}
					fault={unfinished ? undefined : fault}
					onChange={setDraft}
					onFocusChange={setFocused}
					onSubmit={() => void apply(draft)}
				/>
				<Button variant={draft.trim() === filter ? "default" : "filled"} onClick={() => void apply(draft)}>
					{t("filter.apply")}
				</Button>
				<SavedFiltersMenu
					projectId={projectId}
					maySave={maySave}
					filter={filter}
					onLoad={onChange}
					onUse={(name) => {
						onChange(addCondition(filter, name));
					}}
				/>
				<FieldsHelp
					onPick={(field) => {
						setDraft(draft === "" || /\s$/.test(draft) ? `${draft}${field} ` : `${draft} ${field} `);
						input.current?.focus();
					}}
				/>
			</div>
			<FilterMessage
				id={messageId}
				text={draft}
				fault={fault}
				unfinished={unfinished}
				onFix={(text) => void apply(text)}
			/>
			<ErrorBox error={error} />
			<div className={classes.row}>
				<FilterChips filter={filter} onChange={onChange} calls={calls} />
				{children}
			</div>
		</div>
	);
}
