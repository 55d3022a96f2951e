// SPDX-License-Identifier: Apache-2.0
import { UnstyledButton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { facetState, toggleRefused, toggleValue } from "@/model/facets";
import { negate, type FilterAction } from "@/model/filter";
import { formatCompact, formatCount, visibleText } from "@/model/format";
import type { Facet } from "@/model/types";
import { facetsQuery } from "@/services/eventService";
import { isApiError } from "@/services/http";
import { ValueMenu } from "@/components/filters/ValueMenu";
import { Notice } from "@/components/ui/Notice";
import { QueryState } from "@/components/ui/QueryState";
import classes from "./FacetsPanel.module.css";

const FIELDS = [
	"evt.type",
	"evt.category",
	"evt.res",
	"proc.name",
	"proc.exepath",
	"fd.type",
	"fd.name",
	"fs.path.name",
] as const;
const SHORT = 6;

interface FacetsPanelProps {
	scanId: string;
	filter: string;
	onChange: (filter: string) => void;
	onApply: (action: FilterAction, condition: string) => void;
}

/** What the matching events consist of, by field. A click asks for a value, Shift and a click for all others. */
export function FacetsPanel({ scanId, filter, onChange, onApply }: FacetsPanelProps) {
	const { t } = useTranslation();
	const query = useQuery({
		...facetsQuery(scanId, filter, FIELDS),
		placeholderData: keepPreviousData,
		retry: (count, error) => count < 2 && !isApiError(error),
	});
	// What is wrong with the filter is said at the filter.
	if (isApiError(query.error) && query.error.fault) return null;
	const toggle = (field: string, condition: string, refuse: boolean) => {
		onChange((refuse ? toggleRefused : toggleValue)(filter, field, condition));
	};
	return (
		// Scrolls, so the keyboard must reach it; its buttons do that.
		<section className={classes.facets} aria-label={t("facet.title")} aria-busy={query.isFetching}>
			<QueryState query={query} rows={12}>
				{(data) => (
					<>
						{!data.done && (
							<Notice tone="warn">{t("facet.partial", { seq: formatCount(data.scanned_through_seq) })}</Notice>
						)}
						{data.facets
							.filter((facet) => facet.values.length > 0)
							.map((facet) => (
								<FacetList key={facet.field} facet={facet} filter={filter} onToggle={toggle} onApply={onApply} />
							))}
						{data.facets.every((facet) => facet.values.length === 0) && <p className="muted">{t("facet.empty")}</p>}
					</>
				)}
			</QueryState>
		</section>
	);
}

interface FacetListProps {
	facet: Facet;
	filter: string;
	onToggle: (field: string, condition: string, refuse: boolean) => void;
	onApply: (action: FilterAction, condition: string) => void;
}

function FacetList({ facet, filter, onToggle, onApply }: FacetListProps) {
	const { t } = useTranslation();
	const [whole, setWhole] = useState(false);
	const { values } = facet;
	const most = values[0]?.count ?? 1;
	const shown = whole ? values : values.slice(0, SHORT);
	const exists = `${facet.field} exists`;
	return (
		<div className={classes.facet} role="group" aria-label={facet.field} data-testid={`facet-${facet.field}`}>
			<h3 className={`mono ${classes.field}`}>{facet.field}</h3>
			<ul className={classes.list}>
				{shown.map((value) => {
					const state = facetState(filter, facet.field, value.filter);
					return (
						<li key={value.filter} className={classes.item}>
							<UnstyledButton
								className={classes.value}
								aria-pressed={state === "in"}
								data-refused={state === "out" || undefined}
								title={`${visibleText(value.filter)}\n${t("facet.hint")}`}
								onClick={(event) => {
									onToggle(facet.field, value.filter, event.shiftKey);
								}}
							>
								<span
									className={classes.bar}
									aria-hidden="true"
									style={{ width: `${Math.max(1, (100 * value.count) / most)}%` }}
								/>
								<span className={`mono truncate ${classes.text}`}>{visibleText(value.value) || t("facet.blank")}</span>
								{state === "out" && <span className="sr-only">{t("facet.refused")}</span>}
								<span className={classes.count} title={formatCount(value.count)}>
									{formatCompact(value.count)}
								</span>
							</UnstyledButton>
							<ValueMenu condition={value.filter} onApply={onApply} />
						</li>
					);
				})}
			</ul>
			<div className={classes.rest}>
				{values.length > SHORT && (
					<UnstyledButton
						className={classes.link}
						aria-expanded={whole}
						aria-label={t(whole ? "facet.fewerOf" : "facet.moreOf", { field: facet.field })}
						onClick={() => {
							setWhole(!whole);
						}}
					>
						{whole ? t("facet.fewer") : t("facet.more", { count: values.length - SHORT })}
					</UnstyledButton>
				)}
				{whole && facet.others > 0 && <span>{t("facet.others", { shown: formatCount(facet.others) })}</span>}
				{whole && facet.missing > 0 && (
					<UnstyledButton
						className={classes.link}
						onClick={() => {
							onApply("in", negate(exists));
						}}
					>
						{t("facet.missing", { shown: formatCount(facet.missing) })}
					</UnstyledButton>
				)}
			</div>
		</div>
	);
}
