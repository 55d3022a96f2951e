// SPDX-License-Identifier: Apache-2.0
// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from "vitest";
import { installStyleShim } from "./styleShim";

// jsdom has no constructable style sheets; this keeps what a sheet was given.
class FakeSheet {
	text = "";
	disabled = false;
	media = { mediaText: "" };
	replaceSync(text: string) {
		this.text = text;
	}
}

const adopted = () => (document.adoptedStyleSheets as unknown as FakeSheet[]).map((sheet) => sheet.text);

describe("the style shim", () => {
	beforeAll(() => {
		let sheets: readonly unknown[] = [];
		Object.defineProperty(document, "adoptedStyleSheets", {
			get: () => sheets,
			set: (value: readonly unknown[]) => (sheets = value),
		});
		Object.defineProperty(window, "CSSStyleSheet", { value: FakeSheet, configurable: true });
		installStyleShim();
		installStyleShim();
	});

	it("adopts the text of a style element while it is in the document, and makes no <style>", () => {
		const style = document.createElement("style");
		style.textContent = ".a{color:red}";
		expect(adopted()).toEqual([]);
		document.head.appendChild(style);
		expect(adopted()).toEqual([".a{color:red}"]);
		expect(document.querySelector("style")).toBeNull();
		style.remove();
		expect(adopted()).toEqual([]);
	});

	it("takes text in every way libraries give it, and shows none of it on the page", () => {
		const style = document.createElement("style");
		document.body.appendChild(style);
		style.innerHTML = ".a{}";
		expect(adopted()).toEqual([".a{}"]);
		style.textContent = ".b{}";
		style.appendChild(document.createTextNode(".c{}"));
		style.append(".d{}");
		expect(adopted()).toEqual([".b{}.c{}.d{}"]);
		expect(style.textContent).toBe(".b{}.c{}.d{}");
		expect(style.childNodes).toHaveLength(0);
		style.remove();
	});

	it("keeps the sheet when the element is moved, once", () => {
		const style = document.createElement("STYLE");
		style.textContent = ".m{}";
		document.body.appendChild(style);
		document.head.appendChild(style);
		expect(adopted()).toEqual([".m{}"]);
		style.remove();
	});

	it("turns the style attribute into properties and leaves other attributes alone", () => {
		const div = document.createElement("div");
		div.setAttribute("style", "color: red; width: 3px");
		div.setAttribute("data-x", "y");
		expect(div.style.color).toBe("red");
		expect(div.style.width).toBe("3px");
		expect(div.getAttribute("data-x")).toBe("y");
	});

	it("leaves other documents and other elements alone", () => {
		const other = document.implementation.createHTMLDocument("x");
		expect(other.createElement("style").tagName).toBe("STYLE");
		expect(document.createElement("div").tagName).toBe("DIV");
	});
});
