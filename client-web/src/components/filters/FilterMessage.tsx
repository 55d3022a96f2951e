// SPDX-License-Identifier: Apache-2.0
import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { faultText, textSearch, type FilterFault } from "@/model/filter";
import { visibleText } from "@/model/format";
import classes from "./FilterInput.module.css";

interface FilterMessageProps {
	id: string;
	text: string;
	fault: FilterFault | undefined;
	/** Still being typed: only a hint. */
	unfinished?: boolean;
	onFix: (text: string) => void;
}

/** What is wrong with a filter in words, and what was probably meant. Stays in the page, so that a change is announced. */
export function FilterMessage({ id, text, fault, unfinished, onFix }: FilterMessageProps) {
	const { t } = useTranslation();
	// People paste a path or a word and want to see where it occurs.
	const plain = fault && /^[^=<>()"']+$/.test(text) && !/^[\w.]+$/.test(text.trim().split(/\s/)[0] ?? "");
	return (
		<div id={id} className={classes.message} role="status" data-testid="filter-message">
			{fault && unfinished && fault.expected && (
				<span className="muted">{t("filter.expects", { expected: fault.expected })}</span>
			)}
			{fault && !unfinished && (
				<>
					<span className={classes.bad}>
						{t("filter.fault", { column: fault.at + 1, message: visibleText(faultText(fault.message)) })}
						{fault.expected && ` ${t("filter.expected", { expected: fault.expected })}`}
					</span>
					{fault.nearest && (
						<UnstyledButton
							className={classes.fix}
							onClick={() => {
								onFix(text.slice(0, fault.at) + fault.nearest + text.slice(fault.at + fault.len));
							}}
						>
							{t("filter.nearest", { name: fault.nearest })}
						</UnstyledButton>
					)}
					{plain && (
						<UnstyledButton
							className={classes.fix}
							onClick={() => {
								onFix(textSearch(text.trim()));
							}}
						>
							{t("filter.asText", { text: text.trim() })}
						</UnstyledButton>
					)}
				</>
			)}
		</div>
	);
}
