// A small service, on loopback only. PORT=0 lets the system choose.
import { createServer } from "node:http";

const server = createServer((_request, response) => response.end(JSON.stringify({ items: ["tea", "cups"] })));
server.listen(Number(process.env.PORT ?? 4000), "127.0.0.1", () => {
	console.log(`api listens on http://127.0.0.1:${server.address().port}`);
});
