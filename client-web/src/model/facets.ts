// SPDX-License-Identifier: Apache-2.0
// Facets in a filter: a field's values are asked for without the field's own conditions, so that the others of a picked value stay
// to be seen, and a second one joins the first.
import {
	applyAction,
	endOfQuoted,
	hasCondition,
	joinConjuncts,
	negate,
	removeCondition,
	splitConjuncts,
	squeeze,
} from "./filter";

/** The values that a condition `field = …` or `field in (…)` asks for; undefined when it is another condition. */
export function valuesOf(condition: string, field: string): string[] | undefined {
	const text = squeeze(condition);
	if (text.startsWith(`${field}=`)) {
		const value = text.slice(field.length + 1);
		return isOneValue(value) ? [value] : undefined;
	}
	const head = `${field} in(`;
	if (!text.startsWith(head) || !text.endsWith(")")) return undefined;
	const values = splitList(text.slice(head.length, -1));
	return values.every(isOneValue) ? values : undefined;
}

function isOneValue(text: string): boolean {
	const first = text.charAt(0);
	if (first === '"' || first === "'") return endOfQuoted(text, 0) === text.length;
	return /^[^\s"'(),]+$/.test(text);
}

function splitList(text: string): string[] {
	const items: string[] = [];
	let from = 0;
	for (let i = 0; i < text.length;) {
		const c = text.charAt(i);
		if (c === '"' || c === "'") i = endOfQuoted(text, i);
		else {
			if (c === ",") {
				items.push(text.slice(from, i));
				from = i + 1;
			}
			i++;
		}
	}
	return [...items, text.slice(from)];
}

/** Is it a condition on the field's value, or the opposite of one? */
function isOf(part: string, field: string): boolean {
	return valuesOf(part, field) !== undefined || valuesOf(negate(part), field) !== undefined;
}

/** The filter without its conditions that pick or refuse values of the field. */
export function withoutField(text: string, field: string): string {
	return joinConjuncts(splitConjuncts(text).filter((part) => !isOf(part, field)));
}

export type FacetState = "in" | "out" | undefined;

/** Does the filter ask for the value, or refuse it? */
export function facetState(text: string, field: string, condition: string): FacetState {
	const [value] = valuesOf(condition, field) ?? [];
	if (value === undefined) return undefined;
	for (const part of splitConjuncts(text)) {
		if (valuesOf(part, field)?.includes(value)) return "in";
		if (valuesOf(negate(part), field)?.includes(value)) return "out";
	}
	return undefined;
}

/** Asks for the value beside those that are asked for already; asks for it no more when it was. */
export function toggleValue(text: string, field: string, condition: string): string {
	const [value] = valuesOf(condition, field) ?? [];
	const parts = splitConjuncts(text);
	const at = parts.findIndex((part) => valuesOf(part, field) !== undefined);
	if (value === undefined || at < 0) return applyAction(text, "in", condition);
	const before = valuesOf(parts[at] ?? "", field) ?? [];
	const values = before.includes(value) ? before.filter((each) => each !== value) : [...before, value];
	return joinConjuncts(parts.toSpliced(at, 1, ...conditions(field, values)));
}

/** Refuses the value; lets it in again when it was refused. One that was asked for is asked for no more. */
export function toggleRefused(text: string, field: string, condition: string): string {
	const opposite = negate(condition);
	if (hasCondition(text, opposite)) return removeCondition(text, opposite);
	const without = facetState(text, field, condition) === "in" ? toggleValue(text, field, condition) : text;
	return applyAction(without, "out", condition);
}

function conditions(field: string, values: string[]): string[] {
	if (values.length === 0) return [];
	return [values.length === 1 ? `${field} = ${values[0]}` : `${field} in (${values.join(", ")})`];
}

/** Which fields can be asked for together: those whose facets count the same events. */
export function facetGroups(text: string, fields: readonly string[]): { filter: string; fields: string[] }[] {
	const groups = new Map<string, string[]>();
	for (const field of fields) {
		const filter = withoutField(text, field);
		groups.set(filter, [...(groups.get(filter) ?? []), field]);
	}
	return [...groups].map(([filter, together]) => ({ filter, fields: together }));
}
