// SPDX-License-Identifier: Apache-2.0
import { Button, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
	addCall,
	addCondition,
	filterCalls,
	filterFailed,
	isNegated,
	joinConjuncts,
	negate,
	setFailed,
	splitConjuncts,
	textSearch,
} from "@/model/filter";
import { visibleText } from "@/model/format";
import { IconClose } from "@/components/ui/icons";
import { AddSyscall } from "./AddSyscall";
import { AddText } from "./AddText";
import classes from "./FilterBox.module.css";

interface FilterChipsProps {
	filter: string;
	onChange: (filter: string) => void;
	calls: string[];
}

/** Each condition that must hold, to be turned round or taken away, and controls that add the usual ones. */
export function FilterChips({ filter, onChange, calls }: FilterChipsProps) {
	const { t } = useTranslation();
	const parts = splitConjuncts(filter);
	const asked = filterCalls(filter);
	const failed = filterFailed(filter);
	const replace = (i: number, by: string[]) => {
		onChange(joinConjuncts(parts.toSpliced(i, 1, ...by)));
	};
	return (
		<div className={classes.chips} role="group" aria-label={t("filter.chips")}>
			<AddSyscall
				names={calls.filter((name) => !asked.includes(name))}
				onAdd={(name) => {
					onChange(addCall(filter, name));
				}}
			/>
			{([true, false] as const).map((value) => (
				<UnstyledButton
					key={String(value)}
					className={classes.toggle}
					aria-pressed={failed === value}
					onClick={() => {
						onChange(setFailed(filter, failed === value ? undefined : value));
					}}
				>
					{t(value ? "filter.failed" : "filter.succeeded")}
				</UnstyledButton>
			))}
			<AddText
				onAdd={(text) => {
					onChange(addCondition(filter, textSearch(text)));
				}}
			/>
			{parts.map((part, i) => (
				<Chip
					key={`${i} ${part}`}
					condition={part}
					onNegate={() => {
						replace(i, [negate(part)]);
					}}
					onRemove={() => {
						replace(i, []);
					}}
				/>
			))}
			{filter !== "" && (
				<Button
					size="compact-xs"
					variant="subtle"
					onClick={() => {
						onChange("");
					}}
				>
					{t("filter.clear")}
				</Button>
			)}
		</div>
	);
}

function Chip({ condition, onNegate, onRemove }: { condition: string; onNegate: () => void; onRemove: () => void }) {
	const { t } = useTranslation();
	const negated = isNegated(condition);
	const what = visibleText(negated ? negate(condition) : condition);
	return (
		<span className={classes.chip} data-negated={negated || undefined} data-testid="filter-chip">
			<UnstyledButton
				className={classes.not}
				aria-pressed={negated}
				aria-label={t("filter.negate", { what })}
				title={t("filter.negate", { what })}
				onClick={onNegate}
			>
				{t("filter.not")}
			</UnstyledButton>
			<span className="truncate mono" title={what}>
				{what}
			</span>
			<UnstyledButton
				className={classes.remove}
				aria-label={t("filter.remove", { what: visibleText(condition) })}
				onClick={onRemove}
			>
				<IconClose size={10} />
			</UnstyledButton>
		</span>
	);
}
