"""The sample: strata, stages, PSUs, weights and domains, and the variance that follows from them."""
