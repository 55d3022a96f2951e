// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { base64ToBytes, binaryToBase64, bytesToBase64, textToBase64 } from "./base64";

describe("base64", () => {
	it("round-trips every byte, and more of them than a call may have arguments", () => {
		const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i & 255);
		expect(base64ToBytes(bytesToBase64(bytes))).toEqual(bytes);
	});
	it("sends typed text as UTF-8 and mouse reports as bytes", () => {
		expect(textToBase64("é")).toBe("w6k=");
		expect(binaryToBase64("\u00ff")).toBe("/w==");
	});
});
