import { expect, it } from "vitest";
import { scriptPlaces } from "./scriptPlaces";

/** The keys that were found, each with the text at its place. */
function found(text: string) {
	return [...scriptPlaces(text)].map(([name, place]) => [name, text.slice(place.start, place.end)]);
}

it.each<[string, string, string[][]]>([
	[
		"plain",
		'{"name":"x","scripts":{"dev":"vite","build":"tsc"},"a":{"b":"c"}}',
		[
			["dev", '"dev"'],
			["build", '"build"'],
		],
	],
	["no scripts", '{"name":"scripts"}', []],
	["scripts further down", '{"a":{"scripts":{"x":"y"}},"b":[{"scripts":{"x":"y"}}]}', []],
	[
		"values with braces and colons",
		'{"scripts":{"a":"echo {\\"b\\": 1}","c":"d"}}',
		[
			["a", '"a"'],
			["c", '"c"'],
		],
	],
	["escapes in keys", '{"scripts":{"a\\u0062\\"":"x"}}', [['ab"', '"a\\u0062\\""']]],
	["a comment", '{\n// "scripts": {"no": 1}\n"scripts":{/* "x":1 */"a":"b"}}', [["a", '"a"']]],
	[
		"values that are no strings",
		'{"scripts":{"a":{"b":"c"},"d":["e"],"f":"g"}}',
		[
			["a", '"a"'],
			["d", '"d"'],
			["f", '"f"'],
		],
	],
	["scripts twice", '{"scripts":{"a":"b"},"scripts":{"c":"d"}}', [["c", '"c"']]],
	["an array", '{"scripts":["a"]}', []],
	["half typed", '{"scripts":{"a":"b","c', [["a", '"a"']]],
	[
		"an open string",
		'{"scripts":{"a":"b,\n"c":"d"}}',
		[
			["a", '"a"'],
			["c", '"c"'],
		],
	],
	["nothing", "", []],
])("%s", (_, text, expected) => {
	expect(found(text)).toEqual(expected);
});

it("gives the last of keys that occur twice", () => {
	const text = '{"scripts":{"a":"1","a":"2"}}';
	expect(scriptPlaces(text).get("a")?.start).toBe(text.lastIndexOf('"a"'));
});
