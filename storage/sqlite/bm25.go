package sqlite

import (
	"encoding/binary"
	"math"
)

// Constants of BM25 as everyone sets them.
const (
	bm25K = 1.2
	bm25B = 0.75
)

// bm25 scores a row from FTS4's matchinfo with the format "pcnalx": the number
// of phrases, of columns and of rows, per column the average length and this
// row's, and per phrase and column the hits in this row, in all rows, and the
// number of rows with hits. Each is a 32-bit word of the machine.
func bm25(info []byte, weights []float64) float64 {
	word := func(i int) float64 {
		if 4*i+4 > len(info) {
			return 0
		}
		return float64(binary.NativeEndian.Uint32(info[4*i:]))
	}
	phrases, columns, rows := int(word(0)), int(word(1)), word(2)
	average, length, hits := 3, 3+columns, 3+2*columns
	score := 0.0
	for p := range phrases {
		for c := range min(columns, len(weights)) {
			at := hits + 3*(p*columns+c)
			here, with := word(at), word(at+2)
			if here == 0 || with == 0 {
				continue
			}
			rarity := math.Log(1 + (rows-with+0.5)/(with+0.5))
			relative := word(length+c) / max(1, word(average+c))
			score += weights[c] * rarity * here * (bm25K + 1) / (here + bm25K*(1-bm25B+bm25B*relative))
		}
	}
	return score
}
