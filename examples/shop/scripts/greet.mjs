// Asks a question, to show that a script can be typed to.
import { createInterface } from "node:readline/promises";

const terminal = createInterface({ input: process.stdin, output: process.stdout });
const name = await terminal.question("What is your name? ");
console.log(`Hello, ${name}!`);
terminal.close();
