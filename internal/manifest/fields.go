package manifest

// scripts reads the scripts object. A value that is no text removes an earlier one of the same name, too: JSON.parse
// lets the last one win, and npm then drops it.
func (p *parser) scripts(object span) {
	if !p.text.is(object, '{') {
		p.warn(object, "\"scripts\" must be an object, not %s: there are no scripts", p.text.kind(object))
		return
	}
	index := map[string]int{} // into all
	all := make([]Script, 0, 16)
	removed, size, cut := 0, 0, 0
	var firstCut span
	for key, value := range p.text.members(object) {
		size += key.end - key.start + value.end - value.start
		if len(all) == maxScripts || size > maxScriptText {
			if cut++; cut == 1 {
				firstCut = key
			}
			continue
		}
		script := Script{Name: p.text.string(key)}
		if at, twice := index[script.Name]; twice {
			p.warn(key, "the script %q is here a second time: this one counts", script.Name)
			all[at].Line = 0 // marks it as removed
			removed++
			delete(index, script.Name)
		}
		if !p.text.is(value, '"') {
			p.warn(value, "the script %q must be text, not %s: it is skipped", script.Name, p.text.kind(value))
			continue
		}
		script.Command = p.text.string(value)
		script.Line, script.Column = p.locator.at(key.start)
		index[script.Name] = len(all)
		all = append(all, script)
	}
	if cut > 0 {
		p.warn(firstCut, "from here on %d scripts are left out: at most %d are read, with %d MiB of text in all", cut, maxScripts, maxScriptText>>20)
	}
	p.found.Scripts = kept(all, removed)
}

// kept drops the scripts that a later one of the same name replaced.
func kept(all []Script, removed int) []Script {
	if removed == 0 {
		return all
	}
	left := make([]Script, 0, len(all)-removed)
	for _, script := range all {
		if script.Line > 0 {
			left = append(left, script)
		}
	}
	return left
}

// devEngines reads devEngines.packageManager, an object or a list of them, as npm documents the field.
func (p *parser) devEngines(object span) {
	if !p.text.is(object, '{') {
		p.warn(object, "\"devEngines\" must be an object, not %s: it is ignored", p.text.kind(object))
		return
	}
	manager, ok := p.text.member(object, "packageManager")
	if !ok {
		return
	}
	if p.text.is(manager, '[') {
		for first := range p.text.elements(manager) {
			p.devEngine(first)
			return
		}
		return
	}
	p.devEngine(manager)
}

func (p *parser) devEngine(object span) {
	if !p.text.is(object, '{') {
		p.warn(object, "\"devEngines.packageManager\" must be an object with a name, not %s: it is ignored", p.text.kind(object))
		return
	}
	if name, ok := p.text.member(object, "name"); ok && p.text.is(name, '"') {
		p.found.DevEngines = p.text.string(name)
	} else {
		p.warn(object, "\"devEngines.packageManager\" has no name: it is ignored")
		return
	}
	if version, ok := p.text.member(object, "version"); ok && p.text.is(version, '"') {
		p.found.DevEnginesVersion = p.text.string(version)
	}
}

// workspaces reads a list of patterns, or an object that has one under packages (yarn 1, which keeps nohoist beside it).
func (p *parser) workspaces(value span) {
	list := value
	if p.text.is(value, '{') {
		packages, ok := p.text.member(value, "packages")
		if !ok {
			p.warn(value, "\"workspaces\" has no \"packages\": it declares nothing")
			return
		}
		list = packages
	}
	if !p.text.is(list, '[') {
		if !p.text.is(list, 'n') { // null is the habit of those who switch it off
			p.warn(list, "\"workspaces\" must be a list of patterns, not %s: it is ignored", p.text.kind(list))
		}
		return
	}
	p.found.HasWorkspaces = true
	for element := range p.text.elements(list) {
		if len(p.found.Workspaces) > maxGlobs {
			return // CompilePatterns refuses so many, with a message
		}
		if p.text.is(element, '"') {
			p.found.Workspaces = append(p.found.Workspaces, p.text.string(element))
		} else {
			p.warn(element, "a workspace pattern must be text, not %s: it is skipped", p.text.kind(element))
		}
	}
}
