package gs1

import "slices"

// Keys lists the AIs that may start a Digital Link, in the order of their numbers.
func Keys() []string {
	var all []string
	for ai, d := range dictionary {
		if d.use&key != 0 {
			all = append(all, ai)
		}
	}
	slices.Sort(all)
	return all
}
