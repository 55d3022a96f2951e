// SPDX-License-Identifier: Apache-2.0
// Writing the filter language (docs/filter-language.md): values in quotes, conditions, and a filter taken apart at its top-level ands.
// Nothing is parsed here beyond quotes and parentheses: whether a text is a filter, and what stands where, the server says.

export const FILTER_MAX = 16_384;
export const FILTER_NAME = /^[a-z_][a-z0-9_]*$/;

/** What is wrong with a filter, and where: from the API's check, its errors and the live socket alike. */
export interface FilterFault {
	message: string;
	at: number;
	len: number;
	expected: string;
	nearest: string;
}

/** The message without what is shown beside it: its place and the name that was meant. */
export function faultText(message: string): string {
	return message.replace(/^(?:filter: )?position \d+: /, "").replace(/; did you mean \S+\?$/, "");
}

const KEYWORDS = new Set(["and", "or", "not"]);
const WORD_OPERATORS = new Set(
	"contains icontains startswith endswith glob regex in pmatch intersects bcontains bstartswith iglob".split(" "),
);

/** A value as the language writes it: bare when that cannot be misread, else in quotes. Any text comes through. */
export function quoteValue(text: string): string {
	if (/^[A-Za-z0-9_./:@+%^~-]+$/.test(text) && !KEYWORDS.has(text)) return text;
	return quoted(text);
}

function quoted(text: string): string {
	const escaped = wellFormed(text)
		.replace(/["\\]/g, "\\$&")
		.replaceAll("\n", "\\n")
		.replaceAll("\t", "\\t")
		// eslint-disable-next-line no-control-regex
		.replace(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
	return `"${escaped}"`;
}

/** Half a surrogate pair is no text: neither an address nor JSON can carry it. */
export function wellFormed(text: string): string {
	return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

export function equals(field: string, value: string | number): string {
	return `${field} = ${quoteValue(String(value))}`;
}

export function textSearch(text: string): string {
	return `evt.text icontains ${quoted(text)}`;
}

interface Word {
	word: string;
	at: number;
	end: number;
}

/** The words and, or and not outside of all parentheses and quotes, and not as a value (`proc.name = and`). */
function topKeywords(text: string): Word[] {
	const found: Word[] = [];
	let depth = 0;
	let wantsValue = false;
	for (let i = 0; i < text.length;) {
		const c = text.charAt(i);
		if (isBlank(c)) i++;
		else if (c === '"' || c === "'") {
			i = endOfQuoted(text, i);
			wantsValue = false;
		} else if (c === "(" || c === ")") {
			depth = Math.max(0, depth + (c === "(" ? 1 : -1));
			wantsValue = false;
			i++;
		} else {
			const word = /^[^\s()"']+/.exec(text.slice(i))?.[0] ?? c;
			if (depth === 0 && !wantsValue && KEYWORDS.has(word)) found.push({ word, at: i, end: i + word.length });
			wantsValue = !wantsValue && endsInOperator(word);
			i += word.length;
		}
	}
	return found;
}

function isBlank(c: string): boolean {
	return /\s/.test(c);
}

/** Behind the closing quote; the end of the text when there is none. */
export function endOfQuoted(text: string, start: number): number {
	for (let i = start + 1; i < text.length; i++) {
		if (text.charAt(i) === "\\") i++;
		else if (text.charAt(i) === text.charAt(start)) return i + 1;
	}
	return text.length;
}

function endsInOperator(word: string): boolean {
	return WORD_OPERATORS.has(word) || /^[\w.[\]]*(==?|!=|<=?|>=?)$/.test(word);
}

function hasAlternatives(text: string): boolean {
	return topKeywords(text).some(({ word }) => word === "or");
}

/** The conditions that must all hold. A filter with an `or` at the top is one condition. */
export function splitConjuncts(text: string): string[] {
	if (hasAlternatives(text)) return [text.trim()];
	const parts: string[] = [];
	let from = 0;
	for (const { word, at, end } of topKeywords(text)) {
		if (word !== "and") continue;
		parts.push(text.slice(from, at));
		from = end;
	}
	parts.push(text.slice(from));
	return parts.map((part) => part.trim()).filter((part) => part !== "");
}

export function joinConjuncts(parts: readonly string[]): string {
	if (parts.length === 1) return parts[0] ?? "";
	return parts.map((part) => (hasAlternatives(part) ? `(${part})` : part)).join(" and ");
}

/** Blanks and quotes that change nothing are taken away, so that the same condition is known again however it was written. */
export function squeeze(text: string): string {
	let out = "";
	for (let i = 0; i < text.length;) {
		const c = text.charAt(i);
		if (c === '"' || c === "'") {
			const end = endOfQuoted(text, i);
			const inner = text.slice(i + 1, end - 1);
			out += quoteValue(inner) === inner ? inner : text.slice(i, end);
			i = end;
		} else if (isBlank(c)) {
			while (i < text.length && isBlank(text.charAt(i))) i++;
			if (/[\w.\])]$/.test(out) && /^[^\s=!<>,()]/.test(text.slice(i))) out += " ";
		} else {
			out += c;
			i++;
		}
	}
	return out.replaceAll("==", "=");
}

export function hasCondition(text: string, condition: string): boolean {
	const wanted = squeeze(condition);
	return splitConjuncts(text).some((part) => squeeze(part) === wanted);
}

/** Both must hold. What is there already is not said twice. */
export function addCondition(text: string, condition: string): string {
	if (text.trim() === "") return condition;
	if (hasCondition(text, condition)) return text;
	return joinConjuncts([...splitConjuncts(text), condition]);
}

export function removeCondition(text: string, condition: string): string {
	const gone = squeeze(condition);
	return joinConjuncts(splitConjuncts(text).filter((part) => squeeze(part) !== gone));
}

export function negate(condition: string): string {
	const [first, ...more] = topKeywords(condition);
	const compound = hasAlternatives(condition) || more.some(({ word }) => word === "and") || first?.word === "and";
	if (compound) return `not (${condition})`;
	return isNegated(condition) ? condition.trim().slice("not".length).trim() : `not ${condition}`;
}

export function isNegated(condition: string): boolean {
	return topKeywords(condition)[0]?.word === "not" && !hasAlternatives(condition);
}

export type FilterAction = "in" | "out" | "only";

/** "Filter in", "filter out" and "only this" of a value's condition. A condition and its opposite never stand together. */
export function applyAction(text: string, action: FilterAction, condition: string): string {
	if (action === "only") return condition;
	const opposite = negate(condition);
	return action === "in"
		? addCondition(removeCondition(text, opposite), condition)
		: addCondition(removeCondition(text, condition), opposite);
}

const ONE_CALL = /^evt\.type\s*==?\s*([a-z0-9_]+)$/;
const CALLS = /^evt\.type\s+in\s*\(([a-z0-9_,\s]*)\)$/;

/** The calls that a condition `evt.type = …` or `evt.type in (…)` names; undefined when it is another condition. */
function callsOf(condition: string): string[] | undefined {
	const one = ONE_CALL.exec(condition)?.[1];
	if (one !== undefined) return [one];
	const list = CALLS.exec(condition)?.[1];
	return list
		?.split(",")
		.map((name) => name.trim())
		.filter((name) => name !== "");
}

/** The calls that the filter asks for by name. */
export function filterCalls(text: string): string[] {
	return splitConjuncts(text).flatMap((part) => callsOf(part) ?? []);
}

/** One more call to see: it joins those that are asked for. */
export function addCall(text: string, name: string): string {
	const parts = splitConjuncts(text);
	const at = parts.findIndex((part) => callsOf(part) !== undefined);
	if (at < 0) return addCondition(text, `evt.type in (${quoteValue(name)})`);
	const names = [...new Set([...(callsOf(parts[at] ?? "") ?? []), quoteValue(name)])];
	return joinConjuncts(parts.with(at, `evt.type in (${names.join(", ")})`));
}

export function filterFailed(text: string): boolean | undefined {
	if (hasCondition(text, "evt.failed = true")) return true;
	return hasCondition(text, "evt.failed = false") ? false : undefined;
}

/** Only failed calls, only the others, or (undefined) both. */
export function setFailed(text: string, failed: boolean | undefined): string {
	const without = removeCondition(removeCondition(text, "evt.failed=true"), "evt.failed=false");
	return failed === undefined ? without : addCondition(without, `evt.failed = ${failed}`);
}
