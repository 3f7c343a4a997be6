"""Real clients of other makers, against a running proxy and our recording provider."""
