import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { State } from "./protocol";
import { sampleState } from "./testing/samples";
import { Ticker } from "./ticker";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("tells whose age reads differently, as seldom as that happens", () => {
	const young = sampleState("young", ".#a", { startTime: new Date().toISOString() });
	const old = sampleState("old", ".#b", { startTime: new Date(Date.now() - 3_590_000).toISOString() });
	let living: State[] = [young, old];
	const ticks: string[] = [];
	const ticker = new Ticker(
		() => living,
		(states) => ticks.push(states.map((state) => state.id).join()),
	);
	ticker.update();
	vi.advanceTimersByTime(16_000);
	expect(ticks).toEqual(["young", "young,old", "young"]);
	living = [];
	ticker.update();
	expect(vi.getTimerCount()).toBe(0);
});

it("has no timer while nothing runs", () => {
	const ticker = new Ticker(
		() => [sampleState("1", ".#a", { status: "stopping" })],
		() => {},
	);
	ticker.update();
	expect(vi.getTimerCount()).toBe(0);
});
