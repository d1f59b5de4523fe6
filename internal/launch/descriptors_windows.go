package launch

// KeepDescriptors has nothing to do: a program gets the handles that it is given, and no others.
func KeepDescriptors() {}
