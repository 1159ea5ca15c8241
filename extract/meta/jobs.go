package meta

import "strings"

// ours are the words with which a paper speaks of its people, and jobs are what
// these are called: "Von unserem Redakteur Karl Meier", "By senior reporter
// Jane Roe".
var (
	ours = wordSet("our onze ons unser unsere unserer unserem unseren notre nos nuestro nuestra nosso nossa nostro nostra vår vores naszego naszej нашего")
	jobs = wordSet("reporter correspondent editor writer journalist columnist redakteur redakteurin redakteurs reporterin korrespondent korrespondentin korrespondenten mitarbeiter mitarbeiterin experte expertin gastautor gastautorin chefredakteur chefredakteurin verslaggever verslaggeefster correspondente redacteur redactrice correspondant envoyé envoyée spécial spéciale journaliste corresponsal enviado enviada especial redactor redactora periodista inviato inviata speciale corrispondente giornalista correspondente repórter jornalista reportern korrespondenten journalisten toimittaja корреспондента корреспондент обозреватель журналист")
)

// behindRole cuts off the job that stands before a name.
func behindRole(words []string) []string {
	if rest := withoutJob(words); len(rest) >= 2 && len(rest) <= 4 && personal(rest) {
		return rest
	}
	return words
}

// withoutJob cuts off a job and all before it.
func withoutJob(words []string) []string {
	job := -1
	for i, w := range words {
		lower := strings.ToLower(strings.Trim(w, ","))
		if jobs[lower] || jobs[lower[strings.LastIndexByte(lower, '-')+1:]] { // "ARD-Korrespondentin"
			job = i
		} else if !(i == 0 && ours[lower]) && !roles[lower] && (i == 0 || capitalised(w)) {
			break
		}
	}
	return words[job+1:]
}

// ranks are what stands behind the names of East Asian journalists.
var ranks = wordSet("기자 선임기자 전문기자 특파원 논설위원 記者 记者 特派員")

// beforeRole cuts a part at the first word of a job that follows a name.
func beforeRole(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	switch strings.ToLower(words[len(words)-1]) {
	case "team", "desk", "staff", "editors", "redaktion", "contributor", "contributors":
		return words
	}
	if len(words) == 2 && ranks[words[1]] {
		return words[:1]
	}
	for i, w := range words {
		if i >= 2 && roles[strings.ToLower(strings.Trim(w, ".,"))] {
			return words[:i]
		}
	}
	return words
}
