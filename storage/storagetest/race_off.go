//go:build !race

package storagetest

// RaceDetector is true in tests by the race detector, which makes packing pages
// as tightly as there is a way to take minutes.
const RaceDetector = false
