package model

// SiteIndex finds the sites of one organisation by what people write in a sheet: the GLN, the id, or the name in any
// language.
type SiteIndex struct {
	sites []Site
	by    map[string][]int
}

// IndexSites makes the index.
func IndexSites(sites []Site) SiteIndex {
	x := SiteIndex{by: map[string][]int{}}
	for _, s := range sites {
		x.Add(s)
	}
	return x
}

// Add puts one more site into the index.
func (x *SiteIndex) Add(s Site) {
	i := len(x.sites)
	x.sites = append(x.sites, s)
	for _, key := range []string{s.GLN, s.ID.String(), s.Name.ZH, s.Name.UG, s.Name.EN} {
		if key == "" {
			continue
		}
		if at := x.by[key]; len(at) == 0 || at[len(at)-1] != i {
			x.by[key] = append(at, i)
		}
	}
}

// Called lists the sites that answer to a text.
func (x *SiteIndex) Called(text string) []Site {
	var found []Site
	for _, i := range x.by[text] {
		found = append(found, x.sites[i])
	}
	return found
}

// Find returns the one site that answers to a text, or the problem not-found or job-name-ambiguous.
func (x *SiteIndex) Find(text string) (Site, *Problem) {
	switch at := x.by[text]; len(at) {
	case 0:
		return Site{}, NotFound
	case 1:
		return x.sites[at[0]], nil
	}
	return Site{}, JobAmbiguous
}
