// SPDX-License-Identifier: Apache-2.0

/** A dump like `hexdump -C`: offset, sixteen bytes, and what is printable of them. */
export function hexDump(hex: string): string {
	const lines: string[] = [];
	for (let i = 0; i < hex.length; i += 32) {
		const bytes = hex.slice(i, i + 32).match(/../g) ?? [];
		const left = bytes.slice(0, 8).join(" ");
		const right = bytes.slice(8).join(" ");
		const text = bytes
			.map((byte) => parseInt(byte, 16))
			.map((code) => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "."))
			.join("");
		lines.push(`${(i / 2).toString(16).padStart(4, "0")}  ${left.padEnd(23)}  ${right.padEnd(23)}  |${text}|`);
	}
	return lines.join("\n");
}
