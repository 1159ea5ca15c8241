package dom

// CaptionNames is what classes call the text at a picture, in the languages of
// those who write themes, as alternatives of a regular expression.
const CaptionNames = `legend[ae]?|bildtext|bildunterschrift|bu|didascalia|pie(?:-?(?:de-?)?foto)?|leyenda|podpis|kuvateksti|billedtekst|bildetekst|onderschrift`
