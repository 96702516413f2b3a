"""Can the figures be trusted? Signs that a week of answers differs from what honest answers look like. None accuses."""
