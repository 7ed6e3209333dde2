"""The verbs of `newsstream`, one file each: parse, call, print."""
