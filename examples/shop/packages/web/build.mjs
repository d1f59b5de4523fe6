// A build that takes a moment and shows its progress on one line.
import { setTimeout as wait } from "node:timers/promises";

for (let percent = 0; percent <= 100; percent += 10) {
	process.stdout.write(`\rbundling ${"█".repeat(percent / 5)}${"░".repeat(20 - percent / 5)} ${percent} %`);
	await wait(100);
}
console.log("\n\x1b[32m✓\x1b[0m built in 1.1 s");
