// SPDX-License-Identifier: Apache-2.0

export function base64ToBytes(text: string): Uint8Array {
	const binary = atob(text);
	const bytes = new Uint8Array(binary.length);
	for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
	return bytes;
}

export function bytesToBase64(bytes: Uint8Array): string {
	let binary = "";
	for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
	return btoa(binary);
}

/** What a keyboard sends is text; what a terminal's mouse reports send is bytes in a string. */
export function textToBase64(text: string): string {
	return bytesToBase64(new TextEncoder().encode(text));
}
export function binaryToBase64(binary: string): string {
	return btoa(binary);
}
