"""Side by side: units of one level, sectors, agencies and periods, taken from the pages that are already shown."""
