// A check that fails, to show what a failure looks like.
console.log("packages/web/server.mjs:3:1  warning  this file is an example");
console.log("\x1b[31m1 problem\x1b[0m");
process.exitCode = 1;
