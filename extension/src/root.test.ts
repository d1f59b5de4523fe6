import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ResponseError } from "vscode-jsonrpc/node";
import { type Link, MissingBinaryError } from "./connect";
import { CodeVersion, DaemonWillStop } from "./protocol";
import { backOff, type Phase, Root, type RootEvent } from "./root";
import { MemoryLog, Peer } from "./testing/peer";
import { samplePackage, sampleResult } from "./testing/samples";

/** A root whose daemons are made by the test, and what it told. */
class Bench {
	readonly peers: Peer[] = [];
	readonly events: RootEvent[] = [];
	readonly losses: string[] = [];
	readonly hints: string[] = [];
	readonly root: Root;
	trusted = false;

	constructor(connect: (bench: Bench) => Promise<Link> | Link) {
		this.root = new Root("key", "/work", "work", {
			connect: async () => connect(this),
			settings: () => ({ trusted: this.trusted }),
			trace: () => "off",
			environment: () => ["PATH=/bin"],
			lost: (how) => this.losses.push(how),
			hinted: (hint) => this.hints.push(hint),
			log: new MemoryLog(),
		});
		this.root.onDidChange((event) => this.events.push(event));
	}

	/** A daemon that answers. */
	peer(answer: ConstructorParameters<typeof Peer>[0] = sampleResult([samplePackage(".", ["dev"])])): Link {
		const peer = new Peer(answer);
		this.peers.push(peer);
		return peer.link;
	}

	async reaches(phase: Phase): Promise<void> {
		await vi.waitFor(() => expect(this.root.phase).toBe(phase));
	}
}

// Only the waiting is faked: the streams between root and peer need the real event loop.
beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
	vi.useRealTimers();
});

describe("a root", () => {
	it("connects and has a model", async () => {
		const bench = new Bench((self) => self.peer());
		expect(bench.root.phase).toBe("connecting");
		await bench.root.start();
		expect(bench.root.phase).toBe("connected");
		expect(bench.root.model?.packages()).toEqual(["."]);
		expect(bench.peers[0]?.introductions[0]).toMatchObject({
			root: "/work",
			client: "editor",
			buildId: "test",
			env: ["PATH=/bin"],
		});
		expect(bench.hints).toEqual([]);
		await bench.root.dispose();
	});

	it("leaves a daemon stopped that somebody stopped, and starts it when asked", async () => {
		const bench = new Bench((self) => self.peer());
		await bench.root.start();
		await bench.peers[0]?.connection.sendNotification(DaemonWillStop, {});
		await vi.waitFor(() => expect(bench.root.session?.stopping).toBe(true));
		bench.peers[0]?.die("the connection was closed");
		await bench.reaches("stopped");
		await vi.advanceTimersByTimeAsync(10 * backOff.longest);
		expect(bench.peers).toHaveLength(1);
		expect(bench.losses).toEqual([]);
		expect(bench.root.problem).toContain("Reconnect");
		await bench.root.start();
		expect(bench.root.phase).toBe("connected");
		await bench.root.dispose();
	});

	it("passes on what the daemon wants its user to know", async () => {
		const bench = new Bench((self) => self.peer({ ...sampleResult([]), hint: "of another build" }));
		await bench.root.start();
		expect(bench.hints).toEqual(["of another build"]);
		await bench.root.dispose();
	});

	it("starts one daemon when it is told to start twice", async () => {
		const bench = new Bench((self) => self.peer());
		await Promise.all([bench.root.start(), bench.root.start()]);
		await bench.root.start();
		expect(bench.peers).toHaveLength(1);
		await bench.root.dispose();
	});

	it("keeps the rows of a dead daemon, tells once, and recovers by itself", async () => {
		const bench = new Bench((self) => self.peer());
		await bench.root.start();
		bench.peers[0]?.die("ended by SIGKILL");
		await bench.reaches("disconnected");
		expect(bench.root.session).toBeUndefined();
		expect(bench.root.model?.packages()).toEqual(["."]);
		bench.trusted = true;
		await vi.advanceTimersByTimeAsync(backOff.first);
		await bench.reaches("connected");
		expect(bench.peers[1]?.introductions[0]?.settings).toEqual({ trusted: true });
		bench.peers[1]?.die("ended by SIGKILL");
		await bench.reaches("disconnected");
		expect(bench.losses).toEqual(["ended by SIGKILL"]);
		await bench.root.dispose();
	});

	it("waits longer after each loss, up to a limit", async () => {
		const attempts: number[] = [];
		const bench = new Bench(() => {
			attempts.push(Date.now());
			throw new Error("no more processes");
		});
		await bench.root.start();
		await vi.advanceTimersByTimeAsync(200_000);
		const waits = attempts.slice(1).map((time, index) => time - (attempts[index] ?? 0));
		expect(waits.slice(0, 8)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
		expect(bench.losses).toEqual(["no more processes"]);
		await bench.root.dispose();
	});

	it("forgets earlier losses after a connection that lasted", async () => {
		const bench = new Bench((self) => self.peer());
		await bench.root.start();
		bench.peers[0]?.die("first");
		await bench.reaches("disconnected");
		await vi.advanceTimersByTimeAsync(backOff.first);
		await bench.reaches("connected");
		await vi.advanceTimersByTimeAsync(2 * backOff.longest);
		bench.peers[1]?.die("second");
		await bench.reaches("disconnected");
		await vi.advanceTimersByTimeAsync(backOff.first);
		await bench.reaches("connected");
		expect(bench.losses).toEqual(["first", "second"]);
		await bench.root.dispose();
	});

	it.each<[Phase, (bench: Bench) => Link]>([
		[
			"missing",
			() => {
				throw new MissingBinaryError("/x/runlight");
			},
		],
		["refused", (bench) => bench.peer(new ResponseError(CodeVersion, "another version"))],
	])("gives up as %s, and tries again only when asked", async (phase, connect) => {
		let attempts = 0;
		const bench = new Bench((self) => {
			attempts++;
			return connect(self);
		});
		await bench.root.start();
		expect(bench.root.phase).toBe(phase);
		expect(bench.root.problem).not.toBe("");
		await vi.advanceTimersByTimeAsync(10 * backOff.longest);
		expect(attempts).toBe(1);
		expect(bench.losses).toEqual([]);
		await bench.root.start();
		expect(attempts).toBe(2);
		await bench.root.dispose();
	});

	it("leaves no daemon behind when it is closed while it connects", async () => {
		let release: (link: Link) => void = () => {};
		const bench = new Bench(
			() =>
				new Promise<Link>((resolve) => {
					release = resolve;
				}),
		);
		const started = bench.root.start();
		await vi.advanceTimersByTimeAsync(0);
		await bench.root.dispose();
		release(bench.peer());
		await started;
		await vi.waitFor(() => expect(bench.peers[0]?.closed).toBe(true));
		expect(bench.events).toEqual([]);
	});
});
