package meta

// feature is one thing that speaks for or against an answer, and how much of
// it there is.
type feature struct {
	name  string
	value float64
}

// features are what is known of one answer. Their names are those of the
// tables of weights in weights.go.
type features []feature

// add notes a feature when it holds.
func (f *features) add(name string, holds bool) {
	if holds {
		*f = append(*f, feature{name, 1})
	}
}

// score weighs features up: above zero an answer is likelier right than that
// the page says nothing.
func (f features) score(weights map[string]float64) float64 {
	s := 0.0
	for _, x := range f {
		s += weights[x.name] * x.value
	}
	return s
}

// Choice is one answer among those that a page offers for a field, and what
// speaks for it. Package meta/train learns the weights from such.
type Choice struct {
	Text     string // a day as 2006-01-02; names parted by "; "
	Features map[string]float64
}

func (f features) choice(text string) Choice {
	c := Choice{Text: text, Features: map[string]float64{}}
	for _, x := range f {
		c.Features[x.name] += x.value
	}
	return c
}
