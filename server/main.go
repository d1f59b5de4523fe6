// Command runlight runs the scripts of package.json files and shows what they are doing.
package main

import (
	"os"

	"github.com/runlight-dev/runlight/internal/cli"
)

func main() { os.Exit(cli.Run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
