// One opened folder and its connection: opened, lost, opened again. No vscode import; the manager passes in what is
// the editor's.
import { Emitter, ResponseError } from "vscode-jsonrpc/node";
import { type Link, MissingBinaryError } from "./connect";
import type { Configuration } from "./contributions";
import type { Log } from "./log";
import type { Change, Model } from "./model";
import { CodeVersion, CodeWrongRoot, EditorClient, type InitializeParams, type Settings, Version } from "./protocol";
import { Session } from "./session";

/**
 * Where the connection of a root stands. `missing` and `refused` are final: trying again would change nothing. So is
 * `stopped`: somebody wanted no daemon.
 */
export type Phase = "connecting" | "connected" | "disconnected" | "missing" | "refused" | "stopped";

/** What a root tells: that its phase is another one, or that an update changed the model. */
export type RootEvent = { readonly kind: "phase" } | { readonly kind: "change"; readonly change: Change };

/** What a root needs of the editor. */
export interface RootHost {
	connect(): Promise<Link>;
	settings(): Settings;
	trace(): Configuration["trace"];
	/** The environment for scripts, as KEY=value. */
	environment(): string[];
	/** Called with how the connection was lost, at most once for each series of losses. */
	lost(how: string): void;
	/**
	 * Called with what the user should know about a daemon that was just reached.
	 * @param foreign whether the daemon is of another build than the extension
	 */
	hinted(hint: string, foreign: boolean): void;
	readonly log: Log;
}

/** Waiting times between attempts to connect, in milliseconds: each is double the one before. */
export const backOff = { first: 500, longest: 30_000 } as const;

export class Root {
	readonly #emitter = new Emitter<RootEvent>();
	#phase: Phase = "connecting";
	#session: Session | undefined;
	#model: Model | undefined;
	#problem = "";
	#wait: number = backOff.first;
	#timer: NodeJS.Timeout | undefined;
	/** The user has been told of this series of losses. */
	#told = false;
	/** How the connection was lost, while it may be mended before anybody has to be told. */
	#untold: string | undefined;
	#starting = false;
	/** The daemon ends so that another can take its place. */
	#replacing = false;
	#disposed = false;

	readonly onDidChange = this.#emitter.event;
	/** Resolves when the first attempt to connect has come out, whichever way. */
	readonly settled: Promise<void>;
	#settle: () => void = () => {};

	constructor(
		/** Unique among the roots of the window. */
		readonly key: string,
		readonly path: string,
		readonly name: string,
		private readonly host: RootHost,
	) {
		this.settled = new Promise((resolve) => {
			this.#settle = resolve;
		});
	}

	get phase(): Phase {
		return this.#phase;
	}

	get connected(): boolean {
		return this.#phase === "connected";
	}

	/** Absent while there is no connection. */
	get session(): Session | undefined {
		return this.#session;
	}

	/** What the daemon said last. It outlives the connection, so that the rows stay while it is mended. */
	get model(): Model | undefined {
		return this.#model;
	}

	/** Why the phase is `missing`, `refused` or `stopped`. */
	get problem(): string {
		return this.#problem;
	}

	/** Connects now, whatever the back-off says. */
	async start(): Promise<void> {
		clearTimeout(this.#timer);
		if (this.#session || this.#starting || this.#disposed) return;
		this.#starting = true;
		try {
			const link = await this.host.connect();
			const session = await Session.open(link, this.#introduction(link), this.host.log, this.host.trace());
			if (this.#disposed) await session.dispose();
			else this.#adopt(session, session.buildId !== link.buildId);
		} catch (error) {
			this.#failed(error);
		} finally {
			this.#starting = false;
		}
	}

	/** Tells the daemon the settings of now. While there is none, the next introduction does. */
	async updateSettings(): Promise<void> {
		await this.#session?.updateSettings(this.host.settings());
	}

	/** Ends the daemon with all its scripts, and starts the one of this build. */
	async replaceDaemon(): Promise<void> {
		this.#replacing = true;
		try {
			await this.#session?.stopDaemon();
		} catch (error) {
			this.#replacing = false;
			throw error;
		}
	}

	/** Resolves when the connection has ended. The daemon decides how long its scripts go on. */
	async dispose(): Promise<void> {
		this.#disposed = true;
		this.#settle();
		clearTimeout(this.#timer);
		this.#emitter.dispose();
		await this.#session?.dispose();
	}

	#introduction(link: Link): InitializeParams {
		const { host } = this;
		return {
			protocolVersion: Version,
			buildId: link.buildId,
			root: this.path,
			client: EditorClient,
			settings: host.settings(),
			env: host.environment(),
		};
	}

	#adopt(session: Session, foreign: boolean): void {
		const since = Date.now();
		const before = this.#model?.live() ?? [];
		this.#session = session;
		this.#model = session.model;
		session.onDidChange((change) => this.#emitter.fire({ kind: "change", change }));
		session.onDidClose((how) => this.#lost(session, how, Date.now() - since));
		this.#become("connected");
		this.#tell(
			session,
			foreign,
			before.some(({ process }) => process && !session.model.process(process.id)),
		);
	}

	/**
	 * One loss is worth one message, the one that says most: what the new daemon knows of the end of the old one, else that
	 * scripts are gone. A connection that was mended without harm is worth none.
	 */
	#tell(session: Session, foreign: boolean, harmed: boolean): void {
		const how = this.#untold;
		this.#untold = undefined;
		const { hint } = session;
		if (hint) this.host.log.info(`${this.name}: ${hint}`);
		if (this.#told || (!hint && !harmed)) return;
		this.#told = how !== undefined;
		if (hint) this.host.hinted(hint, foreign);
		else if (how !== undefined) this.host.lost(how);
	}

	#lost(session: Session, how: string, lasted: number): void {
		this.#session = undefined;
		if (this.#replacing) {
			this.#replacing = false;
			this.#become("connecting");
			this.start();
			return;
		}
		if (session.stopping) {
			this.#problem = 'The Runlight daemon was stopped. "Runlight: Reconnect" starts it again.';
			this.host.log.info(`${this.name}: the daemon was stopped`);
			this.#become("stopped");
			return;
		}
		// A daemon that dies soon after every start must not be started ever faster.
		if (lasted > backOff.longest) {
			this.#wait = backOff.first;
			this.#told = false;
		}
		if (!this.#told) this.#untold ??= how;
		this.#retry(how);
	}

	#failed(error: unknown): void {
		if (this.#disposed) return;
		const message = error instanceof Error ? error.message : String(error);
		this.#problem = message;
		const refused = error instanceof ResponseError && (error.code === CodeVersion || error.code === CodeWrongRoot);
		if (error instanceof MissingBinaryError) this.#giveUp("missing", message);
		else if (refused) this.#giveUp("refused", message);
		else {
			this.#retry(message);
			this.#mourn(this.#untold ?? message);
		}
	}

	/** There will be no connection for a while. */
	#mourn(how: string): void {
		this.#untold = undefined;
		if (this.#told) return;
		this.#told = true;
		this.host.lost(how);
	}

	#giveUp(phase: Phase, message: string): void {
		this.host.log.error(`${this.name}: ${message}`);
		this.#become(phase);
	}

	#retry(how: string): void {
		this.host.log.error(`${this.name}: ${how}; next attempt in ${this.#wait} ms`);
		this.#timer = setTimeout(() => this.start(), this.#wait);
		this.#wait = Math.min(2 * this.#wait, backOff.longest);
		this.#become("disconnected");
	}

	#become(phase: Phase): void {
		this.#phase = phase;
		this.#settle();
		if (!this.#disposed) this.#emitter.fire({ kind: "phase" });
	}
}
