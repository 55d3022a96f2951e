// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { FilterCompletion } from "@/model/types";
import classes from "./FilterInput.module.css";

interface FilterSuggestionsProps {
	id: string;
	label: string;
	completion: FilterCompletion;
	active: number;
	onPick: (index: number) => void;
}

export function FilterSuggestions({ id, label, completion, active, onPick }: FilterSuggestionsProps) {
	const { t } = useTranslation();
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => {
		box.current?.children.item(active)?.scrollIntoView({ block: "nearest" });
	}, [active]);
	return (
		<>
			<div ref={box} id={id} role="listbox" aria-label={label} className={classes.list}>
				{completion.candidates.map((candidate, i) => (
					// The keyboard is the input's, which keeps the focus.
					// eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
					<div
						key={`${candidate.kind} ${candidate.text}`}
						id={`${id}-${i}`}
						role="option"
						aria-selected={i === active}
						className={classes.option}
						onMouseDown={(event) => {
							event.preventDefault();
						}}
						onClick={() => {
							onPick(i);
						}}
					>
						<span className={`mono ${classes.candidate}`}>{candidate.text}</span>
						<span className={classes.help}>{candidate.help}</span>
						<span className={classes.kind}>{t(`filterKind.${candidate.kind}`)}</span>
					</div>
				))}
			</div>
			<div className={classes.foot} aria-hidden="true">
				<span>{t("filter.keys")}</span>
				{completion.left_out > 0 && <span>{t("filter.leftOut", { count: completion.left_out })}</span>}
			</div>
		</>
	);
}
