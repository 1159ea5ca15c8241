package body

// Class names are cut into tokens and hashed: the model knows tokens by their
// hash alone, so that it is numbers and no text.

const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

func hashString(s string) uint32 {
	h := uint32(fnvOffset)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(lower(s[i]))) * fnvPrime
	}
	return h
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 }

// maxTokens bounds the tokens of one attribute: utility-class frameworks put
// dozens on one element.
const maxTokens = 24

// appendTokens adds the hashes of an attribute's names, and of the parts of
// each name: "article-body__text" gives itself, "article", "body" and "text".
// Digits are left out: they number things.
func appendTokens(dst []uint32, s string) []uint32 {
	if len(s) > 400 {
		s = s[:400]
	}
	limit := len(dst) + maxTokens
	for i := 0; i < len(s) && len(dst) < limit; {
		for i < len(s) && s[i] <= ' ' {
			i++
		}
		j := i
		for j < len(s) && s[j] > ' ' {
			j++
		}
		if j > i {
			dst = appendName(dst, s[i:j])
		}
		i = j
	}
	return dst
}

// appendName adds one name and its parts.
func appendName(dst []uint32, name string) []uint32 {
	whole := uint32(fnvOffset)
	part := uint32(fnvOffset)
	length, parts, letters := 0, 0, 0
	for i := 0; i < len(name); i++ {
		c := name[i]
		if !letter(c) {
			if c < '0' || c > '9' {
				whole = (whole ^ uint32(c)) * fnvPrime
			}
			if length > 1 {
				dst = append(dst, part)
				parts++
			}
			part, length = fnvOffset, 0
			continue
		}
		if c >= 'A' && c <= 'Z' && i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z' && length > 1 {
			dst = append(dst, part)
			parts++
			part, length = fnvOffset, 0
		}
		letters++
		whole = (whole ^ uint32(lower(c))) * fnvPrime
		part = (part ^ uint32(lower(c))) * fnvPrime
		length++
	}
	if length > 1 {
		dst = append(dst, part)
		parts++
	}
	if parts > 1 && letters > 2 {
		dst = append(dst, whole)
	}
	return dst
}
