package runner

import (
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/runlight-dev/runlight/internal/environ"
	"github.com/runlight-dev/runlight/internal/javascript"
)

// packageVariables sets what npm tells a script of its package.json: name, version, config, engines and bin, and nothing
// else (npm RFC 21, "Reduce lifecycle script environment").
func packageVariables(env *environ.Variables, manifest *javascript.Object, dir string, major int) error {
	bin, err := normalBin(manifest, dir, major)
	if err != nil {
		return err
	}
	for _, key := range []string{"name", "version", "config", "engines"} {
		if value, ok := manifest.Get(key); ok {
			flatten(env, "npm_package_"+key, value)
		}
	}
	if bin != nil {
		flatten(env, "npm_package_bin", bin)
	}
	return nil
}

// flatten sets a variable for each leaf of a value. Keys stand in the names as they are, whatever characters they have.
func flatten(env *environ.Variables, name string, value any) {
	switch value := value.(type) {
	case []any:
		for i, element := range value {
			flatten(env, name+"_"+strconv.Itoa(i), element)
		}
	case *javascript.Object:
		for key, element := range value.All() {
			flatten(env, name+"_"+key, element)
		}
	default:
		if value == nil || value == false {
			value = ""
		}
		env.Set(name, javascript.String(value))
	}
}

// normalBin is the field bin as npm normalises it: an object of names without folders, and paths inside the package.
func normalBin(manifest *javascript.Object, dir string, major int) (*javascript.Object, error) {
	field, _ := manifest.Get("bin")
	bin := &javascript.Object{}
	switch field := field.(type) {
	case string:
		name, _ := manifest.Get("name")
		if text := javascript.String(name); field != "" && name != nil && text != "" && text != "0" && text != "false" {
			bin.Set(text, field)
		}
	case []any:
		for _, element := range field {
			text, ok := element.(string)
			if !ok {
				return nil, leave("package.json has an entry of bin that is no text")
			}
			bin.Set(path.Base(text), text)
		}
	case *javascript.Object:
		for key, value := range field.All() {
			bin.Set(key, value)
		}
	}
	if field == nil || field == "" || field == false || field == 0.0 {
		return binFolder(manifest, dir, major)
	}
	return cleanBin(bin), nil
}

func cleanBin(bin *javascript.Object) *javascript.Object {
	var keys []string
	for key := range bin.All() {
		keys = append(keys, key)
	}
	for _, key := range keys {
		value, _ := bin.Get(key)
		target, isText := value.(string)
		base, target := path.Base("/"+inside(key)), inside(target)
		if !isText || base == "/" || target == "" {
			bin.Delete(key)
			continue
		}
		if base != key {
			bin.Delete(key)
		}
		bin.Set(base, target)
	}
	return bin
}

// inside is a path that cannot lead out of the package, with slashes only and without the first.
func inside(text string) string {
	text = strings.NewReplacer(`\`, "/", ":", "/").Replace(text)
	clean := path.Clean("/" + text)[1:]
	if clean != "" && strings.HasSuffix(text, "/") {
		clean += "/"
	}
	return clean
}

// binFolder lists directories.bin, which npm reads from version 11 on.
func binFolder(manifest *javascript.Object, dir string, major int) (*javascript.Object, error) {
	directories, _ := manifest.Get("directories")
	object, _ := directories.(*javascript.Object)
	value, _ := object.Get("bin")
	folder, isText := value.(string)
	if major < 11 || value == nil || value == "" {
		return nil, nil
	}
	if !isText {
		return nil, leave("package.json has a directories.bin that is no text")
	}
	folder = inside(folder)
	top := filepath.Join(dir, filepath.FromSlash(folder))
	bin := &javascript.Object{}
	err := filepath.WalkDir(top, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // as good as not there
		case file == top:
			return nil
		case strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		relative, err := filepath.Rel(top, file)
		if err == nil {
			bin.Set(entry.Name(), folder+"/"+inside(relative))
		}
		return err
	})
	return bin, err
}
