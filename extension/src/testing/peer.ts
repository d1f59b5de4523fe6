// A daemon as the tests want it, at the other end of two streams in memory. Only tests import this file.
import { PassThrough } from "node:stream";
import {
	createMessageConnection,
	type MessageConnection,
	StreamMessageReader,
	StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { Link } from "../connect";
import type { Log } from "../log";
import { Initialize, type InitializeParams, type InitializeResult } from "../protocol";

export class Peer {
	readonly link: Link;
	readonly connection: MessageConnection;
	readonly introductions: InitializeParams[] = [];
	/** Whether the client ended the connection. */
	closed = false;
	/** Ends the daemon, as if it had died. */
	readonly die: (how: string) => void;

	/** @param answer what initialize answers with; an error is thrown */
	constructor(answer: InitializeResult | Error) {
		const toClient = new PassThrough();
		const toDaemon = new PassThrough();
		let end: (how: string) => void = () => {};
		const closed = new Promise<string>((resolve) => {
			end = resolve;
		});
		this.die = (how) => {
			end(how);
			toClient.end();
		};
		const close = () => {
			this.closed = true;
			this.die("exit code 0");
		};
		this.link = { input: toClient, output: toDaemon, buildId: "test", closed, close };
		this.connection = createMessageConnection(new StreamMessageReader(toDaemon), new StreamMessageWriter(toClient));
		this.connection.onRequest(Initialize, (params) => {
			this.introductions.push(params);
			if (answer instanceof Error) throw answer;
			return answer;
		});
		this.connection.listen();
	}
}

/** A log that keeps its lines. */
export class MemoryLog implements Log {
	readonly lines: string[] = [];
	info = (message: string) => void this.lines.push(`info: ${message}`);
	warn = (message: string) => void this.lines.push(`warn: ${message}`);
	error = (message: string) => void this.lines.push(`error: ${message}`);
}

/** The next value that an event fires with. */
export function next<T>(event: (listener: (value: T) => void) => { dispose(): void }): Promise<T> {
	return new Promise((resolve) => {
		const subscription = event((value) => {
			subscription.dispose();
			resolve(value);
		});
	});
}
