import Foundation

// One place for the C library's functions, which are spelled alike for Float and Double.

func exponential(_ x: Double) -> Double { exp(x) }
func exponential(_ x: Float) -> Float { expf(x) }
func logarithm(_ x: Double) -> Double { log(x) }
