"""The pages on which places are kept: units, desks and their posters, sectors, agencies, procedures."""
