// SPDX-License-Identifier: Apache-2.0
import { createBrowserRouter } from "react-router";
import { RequireSession } from "./guards";
import { RouteError } from "./RouteError";
import { DashboardRoute } from "./routes/DashboardRoute";
import { DetectorRoute } from "./routes/DetectorRoute";
import { DetectorsRoute } from "./routes/DetectorsRoute";
import { NotFoundRoute } from "./routes/NotFoundRoute";
import { ProjectRoute } from "./routes/ProjectRoute";
import { ProjectsRoute } from "./routes/ProjectsRoute";
import { ScansRoute } from "./routes/ScansRoute";
import { SetupRoute } from "./routes/SetupRoute";
import { SignInRoute } from "./routes/SignInRoute";
import { UsersRoute } from "./routes/UsersRoute";

export function createRouter() {
	return createBrowserRouter([
		{ path: "/setup", Component: SetupRoute, ErrorBoundary: RouteError },
		{ path: "/sign-in", Component: SignInRoute, ErrorBoundary: RouteError },
		{
			Component: RequireSession,
			ErrorBoundary: RouteError,
			HydrateFallback: () => null,
			children: [
				{
					// An error in a page leaves the navigation standing.
					ErrorBoundary: RouteError,
					children: [
						{ path: "/", Component: DashboardRoute },
						{ path: "/detectors", Component: DetectorsRoute },
						{ path: "/detectors/:id", Component: DetectorRoute },
						{ path: "/projects", Component: ProjectsRoute },
						{ path: "/projects/:id", Component: ProjectRoute },
						{ path: "/users", Component: UsersRoute },
						{ path: "/scans", Component: ScansRoute },
						// xterm is a third of the code: only these two need it or its neighbours.
						{
							path: "/scans/new",
							lazy: async () => ({ Component: (await import("./routes/NewScanRoute")).NewScanRoute }),
						},
						{
							path: "/scans/:id",
							lazy: async () => ({ Component: (await import("./routes/ScanRoute")).ScanRoute }),
						},
						{ path: "*", Component: NotFoundRoute },
					],
				},
			],
		},
	]);
}
