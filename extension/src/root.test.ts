import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ResponseError } from "vscode-jsonrpc/node";
import { type Link, MissingBinaryError } from "./connect";
import { CodeVersion, DaemonWillStop, type InitializeResult, StopDaemon } from "./protocol";
import { backOff, type Phase, Root, type RootEvent } from "./root";
import { MemoryLog, Peer } from "./testing/peer";
import { samplePackage, sampleResult, sampleState } from "./testing/samples";

/** A root whose daemons are made by the test, and what it told. */
class Bench {
	readonly peers: Peer[] = [];
	readonly events: RootEvent[] = [];
	readonly losses: string[] = [];
	readonly hints: string[] = [];
	readonly log = new MemoryLog();
	readonly root: Root;
	trusted = false;

	constructor(connect: (bench: Bench) => Promise<Link> | Link) {
		this.root = new Root("key", "/work", "work", {
			connect: async () => connect(this),
			settings: () => ({ trusted: this.trusted }),
			trace: () => "off",
			environment: () => ["PATH=/bin"],
			lost: (how) => this.losses.push(how),
			hinted: (hint, foreign) => this.hints.push(foreign ? `foreign: ${hint}` : hint),
			log: this.log,
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

	it("starts another daemon in the place of one", async () => {
		const bench = new Bench((self) => self.peer());
		await bench.root.start();
		const [first] = bench.peers;
		first?.connection.onRequest(StopDaemon, () => ({ stopping: true }));
		await bench.root.replaceDaemon();
		expect(bench.peers).toHaveLength(1);
		await first?.connection.sendNotification(DaemonWillStop, {});
		first?.die("the connection was closed");
		await vi.waitFor(() => expect(bench.peers.length).toBe(2));
		await bench.reaches("connected");
		expect([bench.losses, bench.hints]).toEqual([[], []]);
		await bench.root.dispose();
	});

	it("passes on what the daemon wants its user to know", async () => {
		const answers = [
			{ ...sampleResult([]), hint: "the last one crashed" },
			{ ...sampleResult([]), buildId: "other", hint: "of another build" },
		];
		for (const answer of answers) {
			const bench = new Bench((self) => self.peer(answer));
			await bench.root.start();
			expect(bench.hints).toEqual([answer.buildId === "other" ? `foreign: ${answer.hint}` : answer.hint]);
			await bench.root.dispose();
		}
	});

	it.each<[string, Partial<InitializeResult>, string[], string[]]>([
		["the new daemon tells of the old one", { hint: "it crashed" }, ["it crashed"], []],
		["it took a script along", {}, [], ["ended by SIGKILL"]],
		["the script is still there", { processes: [sampleState("1", ".#dev")] }, [], []],
	])("says one thing about a loss that is mended at once: %s", async (_, second, hints, losses) => {
		const packages = [samplePackage(".", ["dev"])];
		const answers = [sampleResult(packages, [sampleState("1", ".#dev")]), { ...sampleResult(packages), ...second }];
		const bench = new Bench((self) => self.peer(answers[self.peers.length] ?? answers[1]));
		await bench.root.start();
		bench.peers[0]?.die("ended by SIGKILL");
		await bench.reaches("disconnected");
		expect(bench.losses).toEqual([]);
		await vi.advanceTimersByTimeAsync(backOff.first);
		await bench.reaches("connected");
		expect([bench.hints, bench.losses]).toEqual([hints, losses]);
		await bench.root.dispose();
	});

	it("says one thing about a loss that is not mended at once, and leaves the rest to the log", async () => {
		let attempts = 0;
		const bench = new Bench((self) => {
			if (++attempts === 2) throw new Error("no more processes");
			return self.peer({ ...sampleResult([]), ...(attempts > 2 && { hint: "it crashed" }) });
		});
		await bench.root.start();
		bench.peers[0]?.die("ended by SIGKILL");
		await bench.reaches("disconnected");
		await vi.advanceTimersByTimeAsync(backOff.first);
		await vi.waitFor(() => expect(bench.losses).toEqual(["ended by SIGKILL"]));
		await vi.advanceTimersByTimeAsync(2 * backOff.first);
		await bench.reaches("connected");
		expect([bench.hints, bench.losses]).toEqual([[], ["ended by SIGKILL"]]);
		expect(bench.log.lines).toContain("info: work: it crashed");
		await bench.root.dispose();
	});

	it("starts one daemon when it is told to start twice", async () => {
		const bench = new Bench((self) => self.peer());
		await Promise.all([bench.root.start(), bench.root.start()]);
		await bench.root.start();
		expect(bench.peers).toHaveLength(1);
		await bench.root.dispose();
	});

	it("keeps the rows of a dead daemon, and recovers by itself", async () => {
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
		expect(bench.losses).toEqual([]);
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
		// Each daemon has a script that nobody knows after it.
		const answer = (id: number) => sampleResult([samplePackage(".", ["dev"])], [sampleState(`${id}`, ".#dev")]);
		const bench = new Bench((self) => self.peer(answer(self.peers.length)));
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
