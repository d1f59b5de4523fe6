// Variables that the editor sets for its own processes. A script must not see them: with ELECTRON_RUN_AS_NODE an
// Electron app under development would start as plain Node. The list is the one of VS Code's own terminal.
const editorOnly = [/^ELECTRON_/, /^VSCODE_/, /^SNAP(_|$)/, /^GDK_PIXBUF_/];

/** The environment that a terminal of the editor would start with. */
export function userEnvironment(source: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const entries = Object.entries(source).filter(([name]) => !editorOnly.some((pattern) => pattern.test(name)));
	return Object.fromEntries(entries);
}

/** An environment as the daemon wants it. */
export function asList(environment: NodeJS.ProcessEnv): string[] {
	return Object.entries(environment).map(([name, value = ""]) => `${name}=${value}`);
}
