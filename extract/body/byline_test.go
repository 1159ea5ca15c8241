package body

import "testing"

func TestNamesOnly(t *testing.T) {
	authors := wordLists([]string{"Mara Quill", "Tove van Dael", "Redaktion"})
	for line, want := range map[string]bool{
		"3 de febrero de 2026":                               true,
		"Mara Quill":                                         true,
		"Mara Quill | Reporter | 3 May 2025":                 true,
		"By Mara Quill and Tove van Dael":                    true,
		"Von: Tove van Dael, 03.05.2025 11:30":               true,
		"Printed in the Tuesday edition":                     true, // the byline as printed
		"Updated 3 de febrero de 2026":                       true,
		"Ferries sailed until 3 de febrero de 2026":          false,
		"Mara Quill met the ferryman of Brackmere on Monday": false,
		"Tove van":             false,
		"Die Redaktion":        false,
		"By the harbour, 9:00": false,
	} {
		printed := wordLists([]string{"Printed in the Tuesday edition", "3 de febrero de 2026"})
		if got := namesOnly(appendWords(nil, []byte(line)), numbers(line), 1, authors, printed); got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}
