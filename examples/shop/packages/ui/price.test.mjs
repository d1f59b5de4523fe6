import assert from "node:assert/strict";
import { test } from "node:test";

test("a price has two digits", () => assert.equal((1.5).toFixed(2), "1.50"));
