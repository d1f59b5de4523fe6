import { expect, test } from "vitest";
import { cleanEnvironment } from "./environment.mjs";

test("what a test run leaves behind does not reach the editor", () => {
	const passing = {
		HOME: "/home/me",
		LANG: "C.UTF-8",
		LC_ALL: "C",
		XDG_CACHE_HOME: "/c",
		HTTPS_PROXY: "http://proxy",
		no_proxy: "localhost",
		NODE_EXTRA_CA_CERTS: "/ca.pem",
		NPM_CONFIG_CACHE: "/npm",
		npm_config_registry: "https://example.org",
		NVM_DIR: "/nvm",
	};
	const stopped = {
		NODE_OPTIONS: "--inspect",
		NODE_ENV: "test",
		VITEST: "true",
		CI: "1",
		MAKEFLAGS: "-j",
		INIT_CWD: "/",
		npm_package_name: "runlight",
		npm_lifecycle_event: "test",
		npm_config_local_prefix: "/work",
		VSCODE_IPC_HOOK_CLI: "/s",
		ELECTRON_RUN_AS_NODE: "1",
		FORCE_COLOR: "1",
	};
	const PATH =
		"/clone/node_modules/.bin:/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin:/usr/bin";
	expect(cleanEnvironment({ ...passing, ...stopped, PATH }, { EXTRA: "1" })).toEqual({
		...passing,
		PATH: "/usr/bin",
		EXTRA: "1",
	});
});
