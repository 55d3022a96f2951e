// SPDX-License-Identifier: Apache-2.0
// The event filter in its three forms: a structure (what the server is asked), text (a subset of the filter language of
// docs/filter-language.md, so that what is written today stays valid) and URL parameters. All three round-trip.

export interface EventFilter {
	syscalls: string[];
	/** true: only failed calls; false: only those that did not fail; absent: both. */
	failed?: boolean;
	text: string;
}

export const EMPTY_FILTER: EventFilter = { syscalls: [], text: "" };

export function isEmptyFilter(filter: EventFilter): boolean {
	return filter.syscalls.length === 0 && filter.failed === undefined && filter.text === "";
}

export function sameFilter(a: EventFilter, b: EventFilter): boolean {
	return formatFilter(a) === formatFilter(b);
}

export interface FilterError {
	position: number;
	code: "expectedCondition" | "expectedOperator" | "expectedValue" | "expectedAnd" | "unclosedString" | "twice";
	found: string;
	expected: string;
}

export type ParsedFilter = { ok: true; filter: EventFilter } | { ok: false; error: FilterError };

export function formatFilter(filter: EventFilter): string {
	const parts: string[] = [];
	if (filter.syscalls.length === 1) parts.push(`evt.type = ${filter.syscalls[0] ?? ""}`);
	else if (filter.syscalls.length > 1) parts.push(`evt.type in (${filter.syscalls.join(", ")})`);
	if (filter.failed !== undefined) parts.push(`evt.failed = ${filter.failed}`);
	if (filter.text !== "") parts.push(`evt.text contains ${quote(filter.text)}`);
	return parts.join(" and ");
}

function quote(text: string): string {
	return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

interface Token {
	kind: "word" | "string" | "symbol" | "end";
	text: string;
	position: number;
}

class Failure extends Error {
	constructor(readonly error: FilterError) {
		super(error.code);
	}
}

function tokenize(input: string): Token[] {
	const tokens: Token[] = [];
	let i = 0;
	while (i < input.length) {
		const c = input.charAt(i);
		if (/\s/.test(c)) i++;
		else if (c === "(" || c === ")" || c === "," || c === "=") {
			tokens.push({ kind: "symbol", text: c, position: i });
			i++;
		} else if (c === '"' || c === "'") {
			const start = i;
			let text = "";
			for (i++; i < input.length && input.charAt(i) !== c; i++) {
				if (input.charAt(i) === "\\" && i + 1 < input.length) i++;
				text += input.charAt(i);
			}
			if (i >= input.length)
				throw new Failure({ position: start, code: "unclosedString", found: input.slice(start), expected: c });
			tokens.push({ kind: "string", text, position: start });
			i++;
		} else {
			const word = /^[^\s(),="']+/.exec(input.slice(i))?.[0] ?? c;
			tokens.push({ kind: "word", text: word, position: i });
			i += word.length;
		}
	}
	tokens.push({ kind: "end", text: "", position: input.length });
	return tokens;
}

/** Parses the text form. Bare words and strings without a field are a text search, because that is what people type. */
export function parseFilter(input: string): ParsedFilter {
	try {
		return { ok: true, filter: new Parser(tokenize(input)).parse() };
	} catch (failure) {
		if (failure instanceof Failure) return { ok: false, error: failure.error };
		throw failure;
	}
}

class Parser {
	private at = 0;
	private readonly filter: EventFilter = { syscalls: [], text: "" };

	constructor(private readonly tokens: Token[]) {}

	parse(): EventFilter {
		if (this.peek().kind === "end") return this.filter;
		this.condition();
		while (this.peek().kind !== "end") {
			this.expectWord(["and"], "expectedAnd");
			this.condition();
		}
		return this.filter;
	}

	private condition(): void {
		const token = this.next();
		if (token.kind === "string") return this.setText(token, token.text);
		if (token.kind !== "word") return this.fail(token, "expectedCondition", "evt.type, evt.failed, evt.text");
		switch (token.text) {
			case "evt.type":
				return this.syscalls(token);
			case "evt.failed":
				return this.failed(token);
			case "evt.text":
				this.expectWord(["contains"], "expectedOperator");
				return this.setText(token, this.value().text);
			default:
				if (/^(evt|proc|thread|fd|user|container|fs)\./.test(token.text) || token.text === "and")
					return this.fail(token, "expectedCondition", "evt.type, evt.failed, evt.text");
				return this.setText(token, this.bareWords(token));
		}
	}

	private bareWords(first: Token): string {
		let text = first.text;
		while (this.peek().kind === "word" && this.peek().text !== "and") text += ` ${this.next().text}`;
		return text;
	}

	private syscalls(field: Token): void {
		if (this.filter.syscalls.length > 0) this.fail(field, "twice", "and");
		const operator = this.next();
		if (operator.text === "=") {
			this.filter.syscalls = [this.value().text];
			return;
		}
		if (operator.text !== "in") this.fail(operator, "expectedOperator", "=, in");
		const open = this.next();
		if (open.text !== "(") this.fail(open, "expectedValue", "(");
		const names: string[] = [];
		for (;;) {
			names.push(this.value().text);
			const separator = this.next();
			if (separator.text === ")") break;
			if (separator.text !== ",") this.fail(separator, "expectedValue", ", )");
		}
		this.filter.syscalls = [...new Set(names)];
	}

	private failed(field: Token): void {
		if (this.filter.failed !== undefined) this.fail(field, "twice", "and");
		const operator = this.next();
		if (operator.text !== "=") this.fail(operator, "expectedOperator", "=");
		const value = this.next();
		if (value.text !== "true" && value.text !== "false") this.fail(value, "expectedValue", "true, false");
		this.filter.failed = value.text === "true";
	}

	private setText(at: Token, text: string): void {
		if (this.filter.text !== "") this.fail(at, "twice", "and");
		this.filter.text = text;
	}

	private value(): Token {
		const token = this.next();
		if (token.kind !== "word" && token.kind !== "string") this.fail(token, "expectedValue", 'openat, "…"');
		return token;
	}

	private expectWord(words: string[], code: FilterError["code"]): void {
		const token = this.next();
		if (token.kind !== "word" || !words.includes(token.text)) this.fail(token, code, words.join(", "));
	}

	private peek(): Token {
		return this.tokens[this.at] ?? { kind: "end", text: "", position: 0 };
	}
	private next(): Token {
		const token = this.peek();
		if (token.kind !== "end") this.at++;
		return token;
	}
	private fail(token: Token, code: FilterError["code"], expected: string): never {
		throw new Failure({ position: token.position, code, found: token.text, expected });
	}
}

/** The names are those of the server's own query parameters. */
export function filterToParams(filter: EventFilter): Record<string, string> {
	const params: Record<string, string> = {};
	if (filter.syscalls.length > 0) params["syscall"] = filter.syscalls.join(",");
	if (filter.failed !== undefined) params["failed"] = String(filter.failed);
	if (filter.text !== "") params["text"] = filter.text;
	return params;
}

export function filterFromParams(params: URLSearchParams): EventFilter {
	const failed = params.get("failed");
	const filter: EventFilter = {
		syscalls: [...new Set((params.get("syscall") ?? "").split(",").filter((name) => name !== ""))],
		text: params.get("text") ?? "",
	};
	if (failed === "true" || failed === "false") filter.failed = failed === "true";
	return filter;
}
