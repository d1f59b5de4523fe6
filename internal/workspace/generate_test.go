package workspace

import (
	"fmt"
	"strings"
)

// memberManifest is a manifest of the size that those of real monorepos have.
func memberManifest(i int) string {
	var dependencies strings.Builder
	for j := range 25 {
		fmt.Fprintf(&dependencies, "    \"@scope/dependency-%02d\": \"^%d.%d.0\",\n", j, j, i%10)
	}
	return fmt.Sprintf(`{
  "name": "@mono/p%03d",
  "version": "1.0.%d",
  "scripts": {
    "build": "tsc -b",
    "test": "vitest run"
  },
  "dependencies": {
%s    "last": "1.0.0"
  }
}
`, i, i, dependencies.String())
}

// monorepo is n members in one folder, declared by the root.
func monorepo(n int) files {
	f := files{"package.json": `{"workspaces":["packages/*"],"scripts":{"build":"turbo"}}`, "package-lock.json": ""}
	for i := range n {
		f[fmt.Sprintf("packages/p%03d/package.json", i)] = memberManifest(i)
	}
	return f
}

// scattered is n packages nested in folders that nobody declares, each with a few folders of source files.
func scattered(n int) files {
	f := files{}
	for i := range n {
		base := fmt.Sprintf("area%d/team%d/p%03d", i%5, i%25, i)
		f[base+"/package.json"] = memberManifest(i)
		for _, source := range []string{"src/index.ts", "src/lib/a.ts", "test/a.test.ts", "node_modules/x/package.json"} {
			f[base+"/"+source] = "{}"
		}
	}
	return f
}
