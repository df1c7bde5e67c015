"""Who is measured against whom; each runs in its own process (``benchmarks.support.children``)."""
