// SPDX-License-Identifier: Apache-2.0
// The server's entities by short names. They come from docs/openapi.yaml: what changes there fails to compile here.
import type { components } from "./api.generated";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Permission = Schemas["Permission"];
export type RoleName = Schemas["RoleName"];
export type Role = Schemas["Role"];
export type User = Schemas["User"];
export type UserRef = Schemas["UserRef"];
export type UserCreate = Schemas["UserCreate"];
export type UserUpdate = Schemas["UserUpdate"];
export type Project = Schemas["Project"];
export type Member = Schemas["Member"];
export type Detector = Schemas["Detector"];
export type DetectorState = Schemas["DetectorState"];
export type Capabilities = Schemas["Capabilities"];
export type ContainerImage = Schemas["Image"];
export type EnrollmentToken = Schemas["EnrollmentToken"];
export type EnrollmentTokenCreated = Schemas["EnrollmentTokenCreated"];
export type Scan = Schemas["Scan"];
export type ScanState = Schemas["ScanState"];
export type ScanCreate = Schemas["ScanCreate"];
export type Completeness = Schemas["Completeness"];
export type Lost = Schemas["Lost"];
export type SyscallEvent = Schemas["Event"];
export type EventProcess = Schemas["EventProcess"];
export type EventObject = Schemas["EventObject"];
export type Facet = Schemas["Facet"];
export type Facets = Schemas["Facets"];
export type FilterCandidate = Schemas["FilterCandidate"];
export type FilterCheck = Schemas["FilterCheck"];
export type FilterCompletion = Schemas["FilterCompletion"];
export type SavedFilter = Schemas["SavedFilter"];
export type EventDetail = Schemas["EventDetail"];
export type EventPage = Schemas["EventPage"];
export type Gap = Schemas["Gap"];
export type Stage = Schemas["Stage"];
export type Counter = Schemas["Counter"];
export type Counters = Schemas["Counters"];
export type TerminalPiece = Schemas["TerminalPiece"];
export type TerminalOutput = Schemas["TerminalOutput"];
export type TerminalPage = Schemas["TerminalPage"];

export const SCAN_ENDED: readonly ScanState[] = ["finished", "failed", "cancelled", "interrupted"];
export const ROLE_NAMES: readonly RoleName[] = ["admin", "operator", "analyst", "viewer"];
export const STAGES: readonly Stage[] = ["kernel", "queue", "spool", "limit"];

export function scanHasEnded(scan: Pick<Scan, "state">): boolean {
	return SCAN_ENDED.includes(scan.state);
}

export function totalLost(lost: Lost): number {
	return lost.kernel + lost.queue + lost.spool + lost.limit;
}

export function isOutput(piece: TerminalPiece): piece is TerminalOutput {
	return piece.kind !== "resize";
}
