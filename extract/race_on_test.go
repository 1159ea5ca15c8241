//go:build race

package extract_test

const raceScale = 10
