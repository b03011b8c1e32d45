package model

import "slices"

// Listed is one of a closed list with its words and, where it has one, its article.
type Listed[C ~string] struct {
	Code  C
	Words Text
	Ref   Reference
}

// ListedOf returns the entry of a closed list; ok is false when the list does not have it.
func ListedOf[C ~string](list []Listed[C], code C) (c Listed[C], ok bool) {
	i := slices.IndexFunc(list, func(c Listed[C]) bool { return c.Code == code })
	if i < 0 {
		return c, false
	}
	return list[i], true
}

// CodesOf lists the codes of a closed list.
func CodesOf[C ~string](list []Listed[C]) []C {
	codes := make([]C, 0, len(list))
	for _, c := range list {
		codes = append(codes, c.Code)
	}
	return codes
}
