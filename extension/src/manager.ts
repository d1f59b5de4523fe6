// Lives as long as the extension: one root per opened folder, kept in step with folders, trust and settings.
import {
	type Disposable,
	EventEmitter,
	type LogOutputChannel,
	Uri,
	type WorkspaceFolder,
	window,
	workspace,
} from "vscode";
import { binaryPath, closedQuietly, connect } from "./connect";
import { type Configuration, configurationSection, daemonConfiguration } from "./contributions";
import { asList, userEnvironment } from "./environment";
import { Root, type RootEvent } from "./root";
import { daemonSettings, setting } from "./settings";

/** Something happened to a root; without one, the list of roots is another. */
export interface ManagerEvent {
	readonly root?: Root;
	readonly event?: RootEvent;
}

export class Manager implements Disposable {
	readonly #emitter = new EventEmitter<ManagerEvent>();
	readonly #roots = new Map<string, Root>();
	readonly #subscriptions: Disposable[] = [this.#emitter];
	readonly #binary: string;

	readonly onDidChange = this.#emitter.event;

	constructor(
		extensionPath: string,
		readonly log: LogOutputChannel,
	) {
		this.#binary = binaryPath(extensionPath);
		this.#subscriptions.push(
			workspace.onDidChangeWorkspaceFolders(() => this.#syncFolders()),
			workspace.onDidGrantWorkspaceTrust(() => this.#updateSettings()),
			workspace.onDidChangeConfiguration((event) => {
				const affects = (name: keyof Configuration) => event.affectsConfiguration(`${configurationSection}.${name}`);
				if (daemonConfiguration.some(affects)) this.#updateSettings();
				if (!affects("trace")) return;
				for (const root of this.#roots.values()) root.session?.setTrace(log, setting("trace"));
			}),
		);
	}

	/** The roots in the order of the workspace's folders. */
	get roots(): readonly Root[] {
		return [...this.#roots.values()];
	}

	/** Connects to the daemons. Who wants to hear of it has subscribed before. */
	start(): void {
		this.#syncFolders();
	}

	/** The root that a file belongs to. */
	rootOf(uri: Uri): Root | undefined {
		const folder = workspace.getWorkspaceFolder(uri);
		return folder && this.#roots.get(folder.uri.toString());
	}

	/** Connects every root that has given up or waits. */
	reconnect(): void {
		for (const root of this.#roots.values()) root.start();
	}

	dispose(): void {
		this.stop();
	}

	/** Resolves when every connection has ended. */
	async stop(): Promise<void> {
		for (const subscription of this.#subscriptions.splice(0)) subscription.dispose();
		const roots = this.roots;
		this.#roots.clear();
		await Promise.all(roots.map((root) => root.dispose()));
	}

	#syncFolders(): void {
		const folders = (workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
		const before = new Map(this.#roots);
		this.#roots.clear();
		const added: Root[] = [];
		for (const folder of folders) {
			const key = folder.uri.toString();
			const root = before.get(key) ?? this.#open(folder);
			if (!before.delete(key)) added.push(root);
			this.#roots.set(key, root);
		}
		for (const root of before.values()) root.dispose();
		this.#emitter.fire({});
		for (const root of added) root.start();
	}

	#open(folder: WorkspaceFolder): Root {
		const root: Root = new Root(folder.uri.toString(), folder.uri.fsPath, folder.name, {
			connect: () => connect(this.#binary, folder.uri.fsPath),
			settings: () => daemonSettings(folder),
			trace: () => setting("trace"),
			environment: () => asList(userEnvironment(process.env)),
			hinted: (hint, foreign) => this.#tellHint(root, hint, foreign),
			lost: (how) => this.#tellLost(folder.name, how),
			log: this.log,
		});
		root.onDidChange((event) => this.#emitter.fire({ root, event }));
		return root;
	}

	async #tellLost(name: string, how: string): Promise<void> {
		const showLog = "Show Log";
		const cause = how === closedQuietly ? "" : ` (${how})`;
		const text = `Runlight lost its connection to ${name}${cause}. Scripts that ran there may have ended with it.`;
		if ((await window.showWarningMessage(text, showLog)) === showLog) this.log.show();
	}

	async #tellHint(root: Root, hint: string, foreign: boolean): Promise<void> {
		const [stop, showLog] = ["Stop Daemon", "Show Log"];
		const chosen = await window.showInformationMessage(`${root.name}: ${hint}`, foreign ? stop : showLog);
		if (chosen === showLog) this.log.show();
		if (chosen === stop) await root.replaceDaemon().catch((error: Error) => this.log.error(error.message));
	}

	#updateSettings(): void {
		for (const root of this.#roots.values()) {
			root.updateSettings().catch((error: Error) => this.log.error(`${root.name}: ${error.message}`));
		}
	}
}

/** The manifest of a package. */
export function manifestUri(root: Root, packagePath: string): Uri {
	return Uri.joinPath(Uri.file(root.path), packagePath, "package.json");
}
