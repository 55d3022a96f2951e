// SPDX-License-Identifier: Apache-2.0
// The addresses of the pages, for the router and for links.
export const paths = {
	home: "/",
	setup: "/setup",
	signIn: "/sign-in",
	detectors: "/detectors",
	detector: (id: string) => `/detectors/${id}`,
	projects: "/projects",
	project: (id: string) => `/projects/${id}`,
	users: "/users",
	scans: "/scans",
	newScan: (from: { project?: string; detector?: string; like?: string } = {}) => {
		const params = new URLSearchParams(Object.entries(from).filter(([, value]) => value));
		return params.size > 0 ? `/scans/new?${params}` : "/scans/new";
	},
	scan: (id: string, tab?: string) => (tab ? `/scans/${id}?tab=${tab}` : `/scans/${id}`),
} as const;

/** Only a path of our own may be gone to after the sign-in: never another site. */
export function safeNext(next: string | null): string {
	if (!next || !next.startsWith("/") || next.startsWith("//") || next.includes("\\")) return paths.home;
	return next;
}

/** The one-time token of a set-up link: behind # (where no server log sees it) or as a query. */
export function setupToken(hash: string, search: string): string {
	return new URLSearchParams(hash.replace(/^#/, "")).get("token") ?? new URLSearchParams(search).get("token") ?? "";
}
