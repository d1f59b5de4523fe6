import { describe, expect, it } from "vitest";
import { CancellationTokenSource, ResponseError } from "vscode-jsonrpc/node";
import * as protocol from "./protocol";
import { Session } from "./session";
import { MemoryLog, next, Peer } from "./testing/peer";
import { samplePackage, sampleResult, sampleState } from "./testing/samples";

const introduction = { protocolVersion: protocol.Version, client: "editor", settings: { trusted: true } };

async function opened(peer: Peer, log = new MemoryLog()): Promise<Session> {
	return Session.open(peer.link, introduction, log, "off");
}

function peerWith(script = "dev"): Peer {
	return new Peer(sampleResult([samplePackage(".", [script])]));
}

describe("opening", () => {
	it("introduces the editor and takes over the whole state", async () => {
		const peer = new Peer(sampleResult([samplePackage(".", ["dev"])], [sampleState("1", ".#dev")]));
		const session = await opened(peer);
		expect(peer.introductions).toEqual([introduction]);
		expect(session.model.script(".#dev")).toMatchObject({ live: true, process: { id: "1" } });
		await session.dispose();
	});

	it("misses no push that follows the answer at once", async () => {
		const peer = peerWith();
		peer.connection.onRequest(protocol.Initialize, () => {
			setImmediate(() => {
				for (const status of ["pending", "running"] as const) {
					const state = sampleState("1", ".#dev", { status, revision: status === "pending" ? 1 : 2 });
					peer.connection.sendNotification(protocol.StateDidChange, { processes: [state], removed: [] });
				}
			});
			return sampleResult([samplePackage(".", ["dev"])]);
		});
		const session = await opened(peer);
		while (session.model.script(".#dev")?.process?.status !== "running") await next(session.onDidChange);
		await session.dispose();
	});

	it("hands on the refusal of a daemon and lets it go", async () => {
		const peer = new Peer(new ResponseError(protocol.CodeVersion, "the daemon speaks version 2"));
		await expect(opened(peer)).rejects.toMatchObject({ code: protocol.CodeVersion, message: /version 2/ });
		expect(peer.closed).toBe(true);
	});

	it("says how a daemon ended that did not answer", async () => {
		const peer = peerWith();
		peer.connection.onRequest(protocol.Initialize, () => {
			peer.die("exit code 3");
			return new Promise<never>(() => {});
		});
		await expect(opened(peer)).rejects.toThrow("the Runlight daemon ended: exit code 3");
	});
});

describe("an open session", () => {
	it("applies the state that a request is answered with, before the request is done", async () => {
		const peer = peerWith();
		const asked: protocol.RunParams[] = [];
		peer.connection.onRequest(protocol.RunScript, (params) => {
			asked.push(params);
			return { process: sampleState("1", ".#dev", { status: "pending" }), started: true };
		});
		const session = await opened(peer);
		const result = await session.run({ package: ".", name: "dev", columns: 80, rows: 24 });
		expect(result.started).toBe(true);
		expect(asked).toEqual([{ package: ".", name: "dev", columns: 80, rows: 24 }]);
		expect(session.model.script(".#dev")?.process?.status).toBe("pending");
		await session.dispose();
	});

	it("tells what a push changed", async () => {
		const peer = peerWith();
		const session = await opened(peer);
		const change = next(session.onDidChange);
		const changed = [samplePackage(".", ["dev", "test"])];
		await peer.connection.sendNotification(protocol.WorkspaceDidChange, { changed, removed: [], notices: [] });
		expect([...(await change).scripts]).toEqual([".#test"]);
		await session.dispose();
	});

	it("sends input, size, consumption and stop as the protocol has them", async () => {
		const peer = peerWith();
		const seen: unknown[] = [];
		const keep = <T>(params: unknown, answer: T): T => {
			seen.push(params);
			return answer;
		};
		peer.connection.onRequest(protocol.SendInput, (params) => keep(params, {}));
		peer.connection.onRequest(protocol.ResizeTerminal, (params) => keep(params, {}));
		peer.connection.onRequest(protocol.AttachOutput, (params) => keep(params, { start: 0, end: 7 }));
		peer.connection.onNotification(protocol.OutputDidConsume, (params) => keep(params, undefined));
		peer.connection.onRequest(protocol.StopAll, (params) => keep(params, {}));
		const session = await opened(peer);
		await session.input("1", "y\r");
		await session.resize({ id: "1", columns: 80, rows: 24 });
		expect(await session.attach("1", 3)).toEqual({ start: 0, end: 7 });
		await session.consume("1", 7);
		await session.stopAll();
		expect(seen).toEqual([
			{ id: "1", data: "y\r" },
			{ id: "1", columns: 80, rows: 24 },
			{ id: "1", offset: 3 },
			{ id: "1", offset: 7 },
			{},
		]);
		await session.dispose();
	});

	it("rejects what was under way when the daemon dies, and tells once", async () => {
		const peer = peerWith();
		peer.connection.onRequest(protocol.RestartProcess, () => new Promise<never>(() => {}));
		const session = await opened(peer);
		const told: string[] = [];
		session.onDidClose((how) => told.push(how));
		const closed = next(session.onDidClose);
		const restart = session.restart("1");
		peer.die("ended by SIGKILL");
		await expect(restart).rejects.toThrow();
		await closed;
		expect(told).toEqual(["ended by SIGKILL"]);
	});

	it("tells nothing when it is closed from here, and waits for the daemon", async () => {
		const peer = peerWith();
		const session = await opened(peer);
		const told: string[] = [];
		session.onDidClose((how) => told.push(how));
		await session.dispose();
		expect(peer.closed).toBe(true);
		expect(told).toEqual([]);
	});

	it("traces the messages when asked to", async () => {
		const peer = peerWith();
		peer.connection.onRequest(protocol.StopAll, () => ({}));
		const log = new MemoryLog();
		const session = await opened(peer, log);
		await session.stopAll();
		expect(log.lines).toEqual([]);
		session.setTrace(log, "messages");
		await session.stopAll();
		expect(log.lines.join("\n")).toContain("process/stopAll");
		await session.dispose();
	});
});

describe("the output of all runs", () => {
	it("is searched until somebody cancels", async () => {
		const peer = peerWith();
		let asked: protocol.SearchParams | undefined;
		const cancelled = new Promise<void>((resolve) => {
			peer.connection.onRequest(protocol.SearchOutput, (params, token) => {
				asked = params;
				token.onCancellationRequested(() => resolve());
				return new Promise<never>(() => {});
			});
		});
		const session = await opened(peer);
		const source = new CancellationTokenSource();
		const search = session.search({ text: "needle", regexp: true }, source.token);
		search.catch(() => {}); // the end of the session
		while (!asked) await new Promise((resolve) => setImmediate(resolve));
		expect(asked).toEqual({ text: "needle", regexp: true });
		source.cancel();
		await cancelled;
		await session.dispose();
	});

	it("is forgotten in the rows when the daemon says so", async () => {
		const ended = sampleState("1", ".#dev", { status: "success" });
		const peer = new Peer(sampleResult([samplePackage(".", ["dev"])], [ended]));
		peer.connection.onRequest(protocol.ClearFinished, () => {
			peer.connection.sendNotification(protocol.StateDidChange, { processes: [], removed: ["1"] });
			return {};
		});
		const session = await opened(peer);
		const change = next(session.onDidChange);
		await session.clearFinished();
		expect([...(await change).scripts]).toEqual([".#dev"]);
		expect(session.model.script(".#dev")?.process).toBeUndefined();
		await session.dispose();
	});
});
