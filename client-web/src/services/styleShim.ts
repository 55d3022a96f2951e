// SPDX-License-Identifier: Apache-2.0
// Lets libraries that write <style> elements and style="" attributes run under a CSP without 'unsafe-inline': the text
// goes to an adopted CSSStyleSheet, the attribute to element.style, neither of which the policy forbids to our own code.
// Injected markup stays blocked. Installed once, before the first render.

const TAG = "syscope-style";

function defineStandIn(win: Window & typeof globalThis): void {
	const doc = win.document;
	// Stands where the <style> would stand. What it adopts lives exactly as long as it is in the document.
	class StyleStandIn extends win.HTMLElement {
		readonly sheet = new win.CSSStyleSheet();
		private css = "";

		connectedCallback(): void {
			if (!doc.adoptedStyleSheets.includes(this.sheet))
				doc.adoptedStyleSheets = [...doc.adoptedStyleSheets, this.sheet];
		}
		disconnectedCallback(): void {
			doc.adoptedStyleSheets = doc.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
		}

		private replace(css: string): void {
			this.css = css;
			this.sheet.replaceSync(css);
		}
		override get textContent(): string {
			return this.css;
		}
		override set textContent(text: string | null) {
			this.replace(text ?? "");
		}
		override get innerHTML(): string {
			return this.css;
		}
		override set innerHTML(text: string) {
			this.replace(text);
		}
		override get innerText(): string {
			return this.css;
		}
		override set innerText(text: string) {
			this.replace(text);
		}
		// Text nodes stay out of the document: only their text is wanted, and an unknown element would show it.
		override appendChild<T extends Node>(node: T): T {
			this.replace(this.css + (node.textContent ?? ""));
			return node;
		}
		override append(...nodes: (Node | string)[]): void {
			for (const node of nodes) this.replace(this.css + (typeof node === "string" ? node : (node.textContent ?? "")));
		}
		get disabled(): boolean {
			return this.sheet.disabled;
		}
		set disabled(value: boolean) {
			this.sheet.disabled = value;
		}
		get media(): string {
			return this.sheet.media.mediaText;
		}
		set media(value: string) {
			this.sheet.media.mediaText = value;
		}
	}
	win.customElements.define(TAG, StyleStandIn);
}

/** Patches `document.createElement("style")` and `setAttribute("style", …)`. Calling it twice does no harm. */
export function installStyleShim(win: Window & typeof globalThis = window): void {
	if (win.customElements.get(TAG)) return;
	defineStandIn(win);

	// Called below with their own `this`: the reference is kept unbound on purpose.
	// eslint-disable-next-line @typescript-eslint/unbound-method
	const createElement = win.Document.prototype.createElement;
	win.Document.prototype.createElement = function (this: Document, name: string, options?: ElementCreationOptions) {
		const wanted = this === win.document && String(name).toLowerCase() === "style" ? TAG : name;
		return createElement.call(this, wanted, options);
	};

	// eslint-disable-next-line @typescript-eslint/unbound-method
	const setAttribute = win.Element.prototype.setAttribute;
	win.Element.prototype.setAttribute = function (this: Element, name: string, value: string) {
		const style = (this as Partial<ElementCSSInlineStyle>).style;
		if (style && String(name).toLowerCase() === "style") style.cssText = String(value);
		else setAttribute.call(this, name, value);
	};
}
