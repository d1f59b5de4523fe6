// A development server, on loopback only. PORT=0 lets the system choose.
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { port: { type: "string", default: process.env.PORT ?? "5173" } } });
const server = createServer((request, response) => {
	console.log(`${new Date().toLocaleTimeString()}  ${request.method} ${request.url}`);
	response.setHeader("content-type", "text/html; charset=utf-8");
	response.end("<!doctype html><title>Shop</title><h1>The shop is open.</h1>\n");
});
server.on("error", (error) => {
	console.error(`\x1b[31m${error.message}\x1b[0m`);
	process.exitCode = 1;
});
server.listen(Number(values.port), "127.0.0.1", () => {
	console.log(`\x1b[32m➜\x1b[0m  Local: \x1b[36mhttp://127.0.0.1:${server.address().port}/\x1b[0m`);
});
