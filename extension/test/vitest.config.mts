import { defineConfig } from "vitest/config";

// Tests in real editors. One file at a time: each has an editor and a browser of its own, and two pairs on one small
// machine would wait for each other.
export default defineConfig({
	test: {
		dir: import.meta.dirname,
		include: ["**/*.test.ts"],
		exclude: ["screenshots/**", "bench/**"],
		fileParallelism: false,
		testTimeout: 240_000,
		hookTimeout: 600_000,
	},
});
