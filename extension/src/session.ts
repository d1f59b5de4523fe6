// One connection to a daemon, and the mirror of what it says. A session lives exactly as long as its connection and
// knows no vscode: what it needs of the editor is passed in.
import {
	type CancellationToken,
	createMessageConnection,
	type DataCallback,
	type Disposable,
	Emitter,
	Message,
	type MessageConnection,
	StreamMessageReader,
	StreamMessageWriter,
	Trace,
	TraceFormat,
} from "vscode-jsonrpc/node";
import { closedQuietly, type Link } from "./connect";
import type { Configuration } from "./contributions";
import type { Log } from "./log";
import { type Change, Model } from "./model";
import * as protocol from "./protocol";

/** Sees at once what the connection would hand over later, perhaps after the news that the streams have ended. */
class Reader extends StreamMessageReader {
	/** The daemon has said that it ends because somebody asked it to. */
	stopping = false;

	override listen(callback: DataCallback): Disposable {
		return super.listen((message) => {
			if (Message.isNotification(message) && message.method === protocol.DaemonWillStop.method) this.stopping = true;
			callback(message);
		});
	}
}

export class Session {
	readonly #changed = new Emitter<Change>();
	readonly #appended = new Emitter<protocol.OutputChunk>();
	readonly #closed = new Emitter<string>();
	#disposed = false;

	/** Fires with what an update changed in {@link model}. */
	readonly onDidChange = this.#changed.event;
	readonly onDidAppend = this.#appended.event;
	/** Fires once, with the reason, when the connection is lost; never after {@link dispose}. */
	readonly onDidClose = this.#closed.event;

	private constructor(
		private readonly link: Link,
		private readonly connection: MessageConnection,
		readonly model: Model,
		/** What the user should know about the daemon itself, or nothing. */
		readonly hint: string,
		/** Names the daemon's build. */
		readonly buildId: string,
		private readonly reader: Reader,
	) {
		connection.onNotification(protocol.StateDidChange, (delta) => this.#changed.fire(model.applyStates(delta)));
		connection.onNotification(protocol.WorkspaceDidChange, (delta) => this.#changed.fire(model.applyWorkspace(delta)));
		connection.onNotification(protocol.OutputDidAppend, (chunk) => this.#appended.fire(chunk));
		connection.onNotification(protocol.DaemonWillStop, () => {}); // the reader has seen it
		link.closed.then((how) => this.#lost(how));
		connection.onClose(async () => {
			// The streams of a daemon that died close a moment before it is known how it died.
			const patience = new Promise<string>((resolve) => setTimeout(resolve, 250, closedQuietly));
			this.#lost(await Promise.race([link.closed, patience]));
		});
	}

	/**
	 * Introduces the editor to the daemon at the other end of a link and takes over the whole state. A daemon that
	 * refuses answers with a ResponseError; one that ends meanwhile is an Error that says how.
	 */
	static async open(
		link: Link,
		params: protocol.InitializeParams,
		log: Log,
		trace: Configuration["trace"],
	): Promise<Session> {
		const reader = new Reader(link.input);
		const connection = createMessageConnection(reader, new StreamMessageWriter(link.output), {
			...log,
			error: (message) => log.error(message),
			warn: (message) => log.warn(message),
			info: (message) => log.info(message),
			log: (message) => log.info(message),
		});
		connection.listen();
		try {
			const gone = link.closed.then((how) => Promise.reject(new Error(`the Runlight daemon ended: ${how}`)));
			// Notifications that follow the answer in the same chunk are handled after this continuation: the reader
			// hands over one message per turn of the event loop.
			const session = await Promise.race([
				connection
					.sendRequest(protocol.Initialize, params)
					.then(
						(result) => new Session(link, connection, new Model(result), result.hint ?? "", result.buildId, reader),
					),
				gone,
			]);
			// Only now: the introduction carries the environment, which is nobody's business.
			session.setTrace(log, trace);
			return session;
		} catch (error) {
			connection.dispose();
			link.close();
			throw error;
		}
	}

	/** Starts a script, or finds the process that it has already. */
	async run(params: protocol.RunParams): Promise<protocol.RunResult> {
		const result = await this.connection.sendRequest(protocol.RunScript, params);
		this.#apply(result.process);
		return result;
	}

	async stop(id: string): Promise<void> {
		this.#apply(await this.connection.sendRequest(protocol.StopProcess, { id }));
	}

	async restart(id: string): Promise<protocol.State> {
		const state = await this.connection.sendRequest(protocol.RestartProcess, { id });
		this.#apply(state);
		return state;
	}

	/** How a script would be run now. */
	plan(params: protocol.RunParams): Promise<protocol.ScriptPlan> {
		return this.connection.sendRequest(protocol.PlanScript, params);
	}

	/** Makes the daemon forget every process that has ended; the push about them takes them out of {@link model}. */
	async clearFinished(): Promise<void> {
		await this.connection.sendRequest(protocol.ClearFinished, {});
	}

	/** A piece of what a process has written. */
	read(params: protocol.ReadParams): Promise<protocol.ReadResult> {
		return this.connection.sendRequest(protocol.ReadOutput, params);
	}

	search(params: protocol.SearchParams, token: CancellationToken): Promise<protocol.SearchResult> {
		return this.connection.sendRequest(protocol.SearchOutput, params, token);
	}

	async stopAll(): Promise<void> {
		await this.connection.sendRequest(protocol.StopAll, {});
	}

	/** Ends the daemon with all its scripts. */
	async stopDaemon(): Promise<void> {
		await this.connection.sendRequest(protocol.StopDaemon, {});
	}

	async updateSettings(settings: protocol.Settings): Promise<void> {
		await this.connection.sendRequest(protocol.UpdateSettings, settings);
	}

	attach(id: string, offset: number): Promise<protocol.AttachResult> {
		return this.connection.sendRequest(protocol.AttachOutput, { id, offset });
	}

	async detach(id: string): Promise<void> {
		await this.connection.sendRequest(protocol.DetachOutput, { id });
	}

	async consume(id: string, offset: number): Promise<void> {
		await this.connection.sendNotification(protocol.OutputDidConsume, { id, offset });
	}

	async input(id: string, data: string): Promise<void> {
		await this.connection.sendRequest(protocol.SendInput, { id, data });
	}

	async resize(params: protocol.ResizeParams): Promise<void> {
		await this.connection.sendRequest(protocol.ResizeTerminal, params);
	}

	/** Somebody asked the daemon to end, so that it must not be started again unasked. */
	get stopping(): boolean {
		return this.reader.stopping;
	}

	setTrace(log: Log, level: Configuration["trace"]): void {
		setTrace(this.connection, log, level);
	}

	/** Ends the connection, and resolves when it has ended. The daemon stays. */
	async dispose(): Promise<void> {
		this.#end();
		await this.link.closed;
	}

	/** An answer carries the state, so that who asked never has to wait for the push. */
	#apply(state: protocol.State): void {
		this.#changed.fire(this.model.applyStates({ processes: [state], removed: [] }));
	}

	#lost(how: string): void {
		if (this.#disposed) return;
		this.#closed.fire(how);
		this.#end();
	}

	#end(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		// Disposing rejects the requests that have no answer yet.
		this.connection.dispose();
		this.link.close();
		for (const emitter of [this.#changed, this.#appended, this.#closed]) emitter.dispose();
	}
}

function setTrace(connection: MessageConnection, log: Log, level: Configuration["trace"]): void {
	const trace = { off: Trace.Off, messages: Trace.Messages, verbose: Trace.Verbose }[level];
	const tracer = { log: (text: string, data?: string) => log.info(data ? `${text}\n${data}` : text) };
	// The daemon has no trace of its own to switch.
	const options = { sendNotification: false, traceFormat: TraceFormat.Text };
	connection.trace(trace, tracer as Parameters<MessageConnection["trace"]>[1], options).catch(() => {});
}
