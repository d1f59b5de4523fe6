// @ts-check
// The environment of programs that the host starts. `npm run`, vitest and make leave dozens of variables behind
// (npm_package_name, NODE_OPTIONS, VITEST, MAKEFLAGS ...) that no user's editor has, and that scripts inside the
// editor would inherit: so what may pass is listed, not what may not.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const passes = [
	/^(HOME|USER|LOGNAME|SHELL|PATH|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|XDG_[A-Z_]+|DISPLAY|WAYLAND_DISPLAY|SSH_AUTH_SOCK)$/,
	// How this machine reaches the network. npm itself sets lower-case npm_config_*; people write it in capitals.
	/^(https?_proxy|all_proxy|no_proxy|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|NPM_CONFIG_.+)$/i,
	// Version managers whose shims on PATH fail without their variables.
	/^(NVM|FNM|VOLTA|ASDF|MISE|PNPM|BUN|COREPACK|PYENV)_[A-Z0-9_]+$/,
];

// The same question asked of npm's own variables: how the network is reached, not what is being run.
const npmNetwork =
	/^npm_config_(registry|cache|userconfig|globalconfig|cafile|ca|strict_ssl|proxy|https_proxy|noproxy|.*\/\/.*)$/;

/**
 * The part of an environment that a login shell would have.
 * @param {NodeJS.ProcessEnv} [source]
 * @param {NodeJS.ProcessEnv} [extra] what to set on top
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(source = process.env, extra = {}) {
	/** @type {NodeJS.ProcessEnv} */
	const env = {};
	for (const [name, value] of Object.entries(source)) {
		const ofNpm = /^npm_/.test(name);
		if (ofNpm ? npmNetwork.test(name) : passes.some((p) => p.test(name))) env[name] = value;
	}
	// npm run and npx put the project's own programs in front; in a user's editor they are not there.
	const { PATH = "" } = source;
	const folders = PATH.split(delimiter).filter((folder) => !/node_modules[\\/]\.bin$|node-gyp-bin$/.test(folder));
	return { ...env, PATH: folders.join(delimiter), ...extra };
}

/**
 * Finds a program on PATH.
 * @param {string} program
 * @returns {string | undefined} its absolute path
 */
export function which(program) {
	const { PATH = "", PATHEXT = ".EXE;.CMD" } = process.env;
	const endings = process.platform === "win32" ? PATHEXT.split(";") : [""];
	const candidates = PATH.split(delimiter)
		.filter(Boolean)
		.flatMap((folder) => endings.map((ending) => join(folder, program + ending)));
	return candidates.find((file) => existsSync(file));
}
